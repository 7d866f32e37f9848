import { forward } from '../../src/backbones/network/forward.js';
import type { Network } from '../../src/backbones/network/layer.js';
import type { RawWeight } from '../../src/backbones/network/weights.js';
import { weightTensors } from '../../src/backbones/network/weightTensors.js';
import { tf } from '../../src/engine/tensorflow.js';

/** What a network gives for an input at inference. */
export function outputOf(network: Network, weights: ReadonlyMap<string, RawWeight>, input: RawWeight): RawWeight {
  return tf.tidy(() => {
    const tensors = weightTensors(weights);
    const { output } = forward(network, tensors, tf.tensor(input.values, input.shape), {
      mode: 'inference',
      policy: 'moving',
      trainable: new Set(),
    });
    return { shape: output.shape, values: output.dataSync() as Float32Array };
  });
}
