import { batchNormalizationsOf } from '../network/layer.js';
import { type BackboneName, REGISTRY } from './registry.js';

/** How many batch-normalisation layers a backbone has; in one that has none, no policy changes anything. */
export function countBatchNormalizations(name: BackboneName): number {
  return batchNormalizationsOf(REGISTRY[name].build()).length;
}
