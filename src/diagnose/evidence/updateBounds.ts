import type { GroupSteps } from '../../measure/model/weightGroups.js';

/**
 * Bounds of the norm of what a step changes over the norm of the weights. Karpathy's notes of CS231n (Neural Networks 3, "Ratio
 * of weights:updates") expect about 1e-3; two decades to either side are allowed.
 */
export const UPDATES = { least: 1e-5, most: 1e-1 } as const;

/** Times the first loss of a batch, above which steps on it are not too small, but raise it. Dropout changes it as well. */
export const RISE = 2;

/** Groups whose steps are smaller, or larger, than the bounds. */
export function outOfBounds(groups: readonly GroupSteps[], side: 'small' | 'large'): GroupSteps[] {
  return groups.filter(({ update }) => (side === 'small' ? update < UPDATES.least : !(update <= UPDATES.most)));
}
