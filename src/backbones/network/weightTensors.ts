import { tf } from '../../engine/tensorflow.js';
import type { RawWeight, WeightName } from './weights.js';

/** Weights as tensors, which the caller disposes. */
export function weightTensors(weights: ReadonlyMap<WeightName, RawWeight>): Map<WeightName, tf.Tensor> {
  return new Map([...weights].map(([name, { shape, values }]) => [name, tf.tensor(values, shape)]));
}
