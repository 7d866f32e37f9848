import type { SampleClass } from './sampleClasses.js';

/** What was done to a file on purpose, for the quality scan to find. */
export type Fault = 'truncated' | 'duplicate-across-splits' | 'two-classes' | 'exif-turned' | 'cmyk' | '16-bit';

/** A fault planted in the sample set. */
export interface PlantedFault {
  fault: Fault;
  /** The faulty file, relative to the sample set, with `/` between its parts. */
  path: string;
  /** What was done, and the other file where there are two. */
  note: string;
}

/** What `manifest.json` says of a sample set; written last, so a folder that has one is whole. */
export interface SampleManifest {
  /** Always true: every image is a drawing, none a photograph. */
  drawn: true;
  version: number;
  seed: number;
  note: string;
  /** Number of images by split and class, faulty ones included. */
  counts: Record<Split, Record<SampleClass, number>>;
  faults: PlantedFault[];
}

/** The folders of a dataset. */
export type Split = 'training_set' | 'validation_set';
