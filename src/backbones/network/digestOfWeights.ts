import { digest } from '../../base/digest.js';

/** SHA-256 over names and bits of weights, in their order. */
export function modelWeightsDigest(weights: readonly [name: string, values: Float32Array][]): string {
  return digest(...weights.flatMap(([name, v]) => [name, new Uint8Array(v.buffer, v.byteOffset, v.byteLength)]));
}
