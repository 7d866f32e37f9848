import type { Split } from './listClasses.js';

/** One image of a data set. */
export interface Example {
  path: string;
  className: string;
  /** Index of the class in the data set's `classNames`. */
  label: number;
  split: Split;
  /** Of a validation image, where there are enough for two halves; undefined where epochs are chosen by all, and figures told on all. */
  half?: ValidationPart;
}

/** Examples of classes. */
export interface Labelled {
  classNames: readonly string[];
  examples: readonly Pick<Example, 'label' | 'split' | 'half'>[];
}

/** An image folder, listed. Class names are sorted as Keras' flow_from_directory sorts them. */
export interface Dataset {
  folder: string;
  classNames: string[];
  examples: Example[];
  /** What was seen and left out, in words. */
  notes: string[];
}

/** Of the validation images, what epochs are chosen by and what figures are told on. */
export type ValidationPart = 'choose' | 'tell';

export interface SelectionOptions {
  seed?: number;
  /** As for splits: what one photo gave stays in one half. */
  groupPattern?: string;
  /** Least images in either half. Default 90. */
  least?: number;
}
