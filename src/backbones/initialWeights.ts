import { random } from '../base/random.js';
import { type Network, type WeightName, weightShapes } from './layer.js';

/**
 * Weights of an untrained network as Keras draws them: kernels uniform after Glorot and Bengio 2010, biases, beta and
 * moving means 0, gamma and moving variances 1.
 */
export function initialWeights(network: Network, inputChannels: number, seed: number): Map<WeightName, RawWeight> {
  const weights = new Map<WeightName, RawWeight>();
  for (const [name, shape] of weightShapes(network, inputChannels)) {
    const size = shape.reduce((product, n) => product * n, 1);
    const values = new Float32Array(size);
    if (name.endsWith('/kernel')) {
      const field = shape.slice(0, -2).reduce((product, n) => product * n, 1);
      const [fanIn, fanOut] = [field * shape[shape.length - 2], field * shape[shape.length - 1]];
      const limit = Math.sqrt(6 / (fanIn + fanOut));
      const draw = random(seed, 'weights', name);
      for (let i = 0; i < size; i++) values[i] = draw.between(-limit, limit);
    } else if (name.endsWith('/gamma') || name.endsWith('/moving_variance')) values.fill(1);
    weights.set(name, { shape, values });
  }
  return weights;
}

/** A weight outside TensorFlow. */
export interface RawWeight {
  shape: number[];
  values: Float32Array;
}
