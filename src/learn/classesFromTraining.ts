import type { ValidationPart } from '../dataset/dataset.js';
import type { Split } from '../dataset/listClasses.js';
import type { ScannedImage } from '../dataset/scan.js';
import { isIn } from '../dataset/validationParts.js';
import { argmax } from '../metrics/argmax.js';
import { type FeatureMatrix, rowsOf } from './featureMatrix.js';
import { fitLogisticRegression, type LogisticOptions, predictProbabilities } from './logisticRegression.js';

/**
 * Predicts the class of each image of another part with a logistic regression fitted on the training images, in the order of
 * the images.
 *
 * @param features of each image
 */
export function classesFromTraining(
  features: FeatureMatrix,
  images: readonly ScannedImage[],
  part: Split | ValidationPart,
  numClasses: number,
  options?: LogisticOptions,
): number[] {
  const indicesOf = (each: Split | ValidationPart): number[] =>
    [...images.keys()].filter((i) => isIn(images[i]!, each));
  const training = indicesOf('training');
  const labels = training.map((i) => images[i]!.label);
  const model = fitLogisticRegression(rowsOf(features, training), labels, numClasses, options);
  return predictProbabilities(model, rowsOf(features, indicesOf(part))).map(argmax);
}
