import type { PictureFigures } from '../../dataset/figures/pictureFigures.js';
import type { ScannedImage } from '../../dataset/scan.js';
import { isIn } from '../../dataset/validationParts.js';
import { classesFromTraining } from '../../learn/classesFromTraining.js';
import { type FeatureMatrix, featureMatrix } from '../../learn/featureMatrix.js';
import type { Baseline } from '../../metrics/baseline.js';
import { type ShortcutFeature, shortcutFeatures } from './shortcutFeatures.js';

/** Known without seeing what an image shows. */
const PROPERTIES: readonly ShortcutFeature[] = ['size', 'format', 'color'];

/**
 * Fits a small classifier on size, file format and mean color alone: on the training images, evaluated on the images that a
 * run is evaluated on, in the order of the run's labels.
 *
 * @param images of a scan
 * @param figures of each of them, as `surveyPictures` measures and keeps them
 */
export function shortcutBaseline(
  images: readonly ScannedImage[],
  figures: readonly PictureFigures[],
  numClasses: number,
): Baseline {
  const features = beside(PROPERTIES.map((property) => shortcutFeatures(property, images, figures)));
  const predictions = classesFromTraining(features, images, 'evaluation', numClasses);
  const labels = images.filter((image) => isIn(image, 'evaluation')).map(({ label }) => label);
  return {
    name: 'size, format and mean color alone',
    right: predictions.map((predicted, i) => predicted === labels[i]),
  };
}

/** The features of the same examples, side by side. */
function beside(matrices: readonly FeatureMatrix[]): FeatureMatrix {
  return featureMatrix(
    Array.from({ length: matrices[0]!.numExamples }, (_, i) =>
      matrices.flatMap(({ values, numFeatures }) => [...values.subarray(i * numFeatures, (i + 1) * numFeatures)]),
    ),
  );
}
