import { random, shuffled } from '../../base/random.js';
import type { Split } from './manifest.js';
import { CLASS_COUNTS, SAMPLE_CLASSES, type SampleClass } from './sampleClasses.js';

/** One image to be drawn. */
export interface PlannedImage {
  /** 0 ... 699; all randomness of the image comes from it, so images may be drawn in any order. */
  index: number;
  sampleClass: SampleClass;
  split: Split;
  /** Relative to the sample set, with `/` between its parts. */
  path: string;
}

/** Two of seven: 200 of 700 images. */
const VALIDATION_SHARE = 2 / 7;

/** Which images the sample set has. File numbers are shuffled over classes and splits, so a name gives no label away. */
export function samplePlan(seed: number): PlannedImage[] {
  const places = SAMPLE_CLASSES.flatMap((sampleClass) => {
    const count = CLASS_COUNTS[sampleClass];
    const validation = Math.round(count * VALIDATION_SHARE);
    return Array.from({ length: count }, (_, i) => ({
      sampleClass,
      split: (i < validation ? 'validation_set' : 'training_set') as Split,
    }));
  });
  return shuffled(places, random(seed, 'plan')).map(({ sampleClass, split }, index) => ({
    index,
    sampleClass,
    split,
    path: `${split}/${sampleClass}/drawn-${String(index + 1).padStart(4, '0')}.jpg`,
  }));
}
