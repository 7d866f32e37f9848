import type { SampleClass } from '../dataset/sample/sampleClasses.js';

/** One drawn image of a case. */
export interface CaseImage {
  /** Where it lies, relative to the folder of the images. */
  path: string;
  className: SampleClass;
  part: Part;
}

/** What an image is for: `test` is named by the script, `unseen` only by what is measured. */
export type Part = 'train' | 'validation' | 'test' | 'unseen';

/** The drawn images that a script sees. */
export interface CaseWorld {
  folder: string;
  /** A change keeps this list as the folder is. Rows of a table are in its order. */
  images: CaseImage[];
}
