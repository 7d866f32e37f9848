import type { SelectionOptions } from './dataset.js';
import type { ListedImage } from './listClasses.js';
import { drawValidation } from './split.js';

/** Least pictures to tell a figure on: a 95 % interval then reaches 10 points to either side at most. */
const LEAST_TO_TELL = 90;

/** Which of the validation images to choose by and which to tell the final figure on: indices into them, rising. */
export interface SelectionAndEvaluation {
  choose: number[];
  tell: number[];
  /** False where there are too few for two halves: both are then all images, and the figure is told on those chosen by. */
  apart: boolean;
}

/**
 * Halves the validation images, each class in proportion, by seed: the best of many models looks better than it is on the
 * images that it was picked by. Of each class one image at least is told on.
 *
 * @param validation in the order of a run's labels
 */
export function selectionAndEvaluation<T extends Pick<ListedImage, 'path' | 'className'>>(
  validation: readonly T[],
  { seed = 42, groupPattern, least = LEAST_TO_TELL }: SelectionOptions = {},
): SelectionAndEvaluation {
  const drawn = drawValidation(validation, { validationShare: 0.5, seed, groupPattern });
  const all = [...validation.keys()];
  const choose = all.filter((i) => drawn.has(validation[i]));
  if (Math.min(choose.length, all.length - choose.length) < least) return { choose: all, tell: all, apart: false };
  return { choose, tell: all.filter((i) => !drawn.has(validation[i])), apart: true };
}
