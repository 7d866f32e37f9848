import type { Split } from './listClasses.js';

/** One image of a dataset. */
export interface Example {
  path: string;
  className: string;
  /** Index of the class in the dataset's `classNames`. */
  label: number;
  split: Split;
  /** Part of the validation split; undefined for training, and where there are too few images for two parts. */
  part?: ValidationPart;
}

/** Class names and the class of each example. A dataset is one. */
export interface Labelled {
  classNames: readonly string[];
  examples: readonly Pick<Example, 'label' | 'split' | 'part'>[];
}

/** The images of a folder. Class names are sorted as by Keras' `flow_from_directory`. */
export interface Dataset {
  folder: string;
  classNames: string[];
  examples: Example[];
  /** Sentences about what was left out. */
  notes: string[];
  /** Folders beside the classes that are no classes, such as the sample set's. Default none. */
  leaveOut?: readonly string[];
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

/** The examples of one split, in their order. */
export function ofSplit<T extends Pick<Example, 'split'>>(examples: readonly T[], split: Split): T[] {
  return examples.filter((example) => example.split === split);
}
