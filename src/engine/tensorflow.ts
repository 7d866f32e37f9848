import './beforeTensorFlow.js';
import * as tf from '@tensorflow/tfjs-node-gpu';

export { tf };

/**
 * Values of a tensor that is made here and of which nothing is left. To return values from `tf.tidy` would give the same,
 * but tidy looks at every element of what it returns for a tensor: six seconds for eight million (measured).
 */
export function valuesOf(make: () => tf.Tensor): Float32Array {
  const tensor = tf.tidy(make);
  try {
    return tensor.dataSync() as Float32Array;
  } finally {
    tensor.dispose();
  }
}

/** Gives the event loop a turn: a kernel that does not breathe shows nothing and looks dead. */
export function yieldToEventLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
