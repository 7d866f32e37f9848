import { digest } from '../../base/digest.js';

/**
 * Weights by `layer/weight`, in Keras' names: `conv2d_1/kernel`, `batch_normalization_1/moving_mean`. A layer's name may
 * hold a slash too: `fire2/squeeze1x1/kernel`.
 */
export type WeightName = string;

/** A weight outside TensorFlow. */
export interface RawWeight {
  shape: number[];
  values: Float32Array;
}

/** Name of the layer that a weight belongs to. */
export function layerOfWeight(name: WeightName): string {
  return name.slice(0, name.lastIndexOf('/'));
}

/** Whether a weight is one of batch normalization that follows the batches, and that no gradient changes. */
export function isMovingStatistic(name: WeightName): boolean {
  return name.endsWith('/moving_mean') || name.endsWith('/moving_variance');
}

/** Whether gradients change a weight: not moving statistics, and not what a layer `Normalization` was adapted to. */
export function takesGradient(name: WeightName): boolean {
  return !/\/((moving_)?(mean|variance)|count)$/.test(name);
}

/** SHA-256 over names and bits of weights, in their order. */
export function modelWeightsDigest(weights: readonly [name: string, values: Float32Array][]): string {
  return digest(...weights.flatMap(([name, v]) => [name, new Uint8Array(v.buffer, v.byteOffset, v.byteLength)]));
}
