import type { PictureFigures } from '../../dataset/figures/pictureFigures.js';
import type { ScannedImage } from '../../dataset/scan.js';
import { isIn } from '../../dataset/validationParts.js';
import { classesFromTraining } from '../../learn/classesFromTraining.js';
import { type FeatureMatrix, featureMatrix } from '../../learn/featureMatrix.js';
import type { Baseline } from '../../metrics/baseline.js';
import { type ShortcutFeature, shortcutFeatures } from './shortcutFeatures.js';

/** What is known of a picture before anybody looks at what it shows. */
const CUES: readonly ShortcutFeature[] = ['size', 'format', 'color'];

/**
 * What a small classifier answers that knows size, file format and mean colour of a picture and nothing else: fitted on the
 * training images, asked about the validation images that a run is told on, in the order of the run's labels.
 *
 * @param images of a scan
 * @param figures of each of them, as `surveyPictures` measures and keeps them
 */
export function shortcutBaseline(
  images: readonly ScannedImage[],
  figures: readonly PictureFigures[],
  numClasses: number,
): Baseline {
  const features = beside(CUES.map((cue) => shortcutFeatures(cue, images, figures)));
  const answers = classesFromTraining(features, images, 'evaluation', numClasses);
  const labels = images.filter((image) => isIn(image, 'evaluation')).map(({ label }) => label);
  return { name: 'size, format and mean colour alone', right: answers.map((answer, i) => answer === labels[i]) };
}

/** The features of the same examples, side by side. */
function beside(matrices: readonly FeatureMatrix[]): FeatureMatrix {
  return featureMatrix(
    Array.from({ length: matrices[0].numExamples }, (_, i) =>
      matrices.flatMap(({ values, numFeatures }) => [...values.subarray(i * numFeatures, (i + 1) * numFeatures)]),
    ),
  );
}
