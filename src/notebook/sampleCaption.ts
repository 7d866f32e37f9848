import type { StoredRun } from '../store/runStore.js';

/** What a sample was drawn from. */
export interface DrawnSample {
  /** Images of the sample, and of the data set. */
  images: number;
  of: number;
  /** Training images of the data set. */
  numTraining: number;
  /** Epochs of a training on the sample for each epoch of its recipe. */
  stretch: number;
}

/** A run that was trained in a notebook, on a sample or on all images. */
export interface NotebookRun extends StoredRun {
  /** Undefined where it was trained on all images. */
  sample?: DrawnSample;
}

/** Names a sample for a caption: `1,200 of 14,278 images, each class with its share`; undefined for all images. */
export function sampleCaption({ sample }: { readonly sample?: DrawnSample | undefined }): string | undefined {
  if (sample === undefined) return undefined;
  const [images, of] = [sample.images, sample.of].map((count) => count.toLocaleString('en'));
  return `${images} of ${of} images, each class with its share`;
}

/** A sentence that names a sample, for a reading; empty for all images. */
export function sampleSentence(subject: { readonly sample?: DrawnSample | undefined }): string {
  const caption = sampleCaption(subject);
  return caption === undefined ? '' : `Measured on a sample: ${caption}.`;
}
