import type { Split } from './listClasses.js';

/** One image of a data set. */
export interface Example {
  path: string;
  className: string;
  /** Index of the class in the data set's `classNames`. */
  label: number;
  split: Split;
  /** Part of the validation split; undefined for training, and where there are too few images for two parts. */
  part?: ValidationPart;
}

/** Class names and the class of each example. A data set is one. */
export interface Labelled {
  classNames: readonly string[];
  examples: readonly Pick<Example, 'label' | 'split' | 'part'>[];
}

/** An image folder, listed. Class names are sorted as Keras' flow_from_directory sorts them. */
export interface Dataset {
  folder: string;
  classNames: string[];
  examples: Example[];
  /** What was seen and left out, in words. */
  notes: string[];
}

/** Part of the validation split: epochs are chosen on `selection`, and figures are computed on `evaluation`. */
export type ValidationPart = 'selection' | 'evaluation';

/** How the validation images are split into a part for selection and one for evaluation. */
export interface SelectionOptions {
  /** Seed of the split. Default 42. */
  seed?: number;
  /** As for splits: the images of one group stay in one part. */
  groupPattern?: string;
  /** Fewest images in either part. Default 90. */
  least?: number;
}
