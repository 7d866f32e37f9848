import type { Scan, ScannedImage } from './scan.js';

/** Groups of identical files that are in both splits. */
export function acrossSplits({ duplicates }: Pick<Scan, 'duplicates'>): ScannedImage[][] {
  return duplicates.filter((group) => new Set(group.map(({ split }) => split)).size > 1);
}

/** Groups of identical files that are in two or more classes. */
export function inTwoClasses({ duplicates }: Pick<Scan, 'duplicates'>): ScannedImage[][] {
  return duplicates.filter((group) => new Set(group.map(({ className }) => className)).size > 1);
}
