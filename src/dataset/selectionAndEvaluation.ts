import type { SelectionOptions } from './dataset.js';
import type { ListedImage } from './listClasses.js';
import { drawValidation } from './split.js';

/** Fewest images to evaluate on: a 95 % interval then reaches at most 10 points to either side. */
const MIN_EVALUATION = 90;

/** Which validation images to choose on, and which to compute the final figures on: ascending indices. */
export interface SelectionAndEvaluation {
  selection: number[];
  evaluation: number[];
  /** False if there are too few for two parts: both are then all images. */
  apart: boolean;
}

/**
 * Splits the validation images in two by seed, stratified by class: the best of many models looks better than it is on the
 * images that it was chosen on. Every class has at least one image to evaluate on.
 *
 * @param validation in the order of a run's labels
 */
export function selectionAndEvaluation<T extends Pick<ListedImage, 'path' | 'className'>>(
  validation: readonly T[],
  { seed = 42, groupPattern, least = MIN_EVALUATION }: SelectionOptions = {},
): SelectionAndEvaluation {
  const drawn = drawValidation(validation, { validationShare: 0.5, seed, groupPattern });
  const all = [...validation.keys()];
  const choose = all.filter((i) => drawn.has(validation[i]!));
  if (Math.min(choose.length, all.length - choose.length) < least)
    return { selection: all, evaluation: all, apart: false };
  return { selection: choose, evaluation: all.filter((i) => !drawn.has(validation[i]!)), apart: true };
}
