import './beforeTensorFlow.js';
import * as tf from '@tensorflow/tfjs-node-gpu';
import { throwIfInterrupted } from '../base/interruption.js';

export { tf };

/**
 * Values of the tensor that `make` returns; all tensors are disposed. `tf.tidy(() => make().dataSync())` would return the
 * same, but tidy searches every element of its result for tensors: six seconds for eight million (measured).
 */
export function valuesOf(make: () => tf.Tensor): Float32Array {
  const tensor = tf.tidy(make);
  try {
    return tensor.dataSync() as Float32Array;
  } finally {
    tensor.dispose();
  }
}

/**
 * Yields to the event loop: a notebook kernel that never yields shows no output, looks dead and cannot be interrupted.
 *
 * @throws Interrupted if the work was interrupted
 */
export async function yieldToEventLoop(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  throwIfInterrupted();
}
