import type { Scan, ScannedImage } from './scan.js';

/** Groups that stand in the training set and in the validation set. */
export function acrossSplits({ duplicates }: Pick<Scan, 'duplicates'>): ScannedImage[][] {
  return duplicates.filter((group) => new Set(group.map(({ split }) => split)).size > 1);
}

/** Groups that stand in two classes or more. */
export function inTwoClasses({ duplicates }: Pick<Scan, 'duplicates'>): ScannedImage[][] {
  return duplicates.filter((group) => new Set(group.map(({ className }) => className)).size > 1);
}
