import { isCorrect } from '../metrics/correctness.js';
import type { FeatureMatrix } from './featureMatrix.js';
import { outOfFoldAnswers } from './outOfFold.js';

/**
 * Cross-validates a linear probe that is fitted on one kind of features and evaluated on others of the same images: whether
 * it is correct on each image, for every kind of features.
 *
 * @param fitted features that the probe is fitted on, `[numExamples * numFeatures]`
 * @param shown features of the same images, each `[numExamples * numFeatures]`
 * @param labels class of each image
 * @returns `[shown.length][numExamples]`
 */
export function probeOutcomes(
  fitted: Float32Array,
  shown: readonly Float32Array[],
  labels: readonly number[],
  numClasses: number,
): boolean[][] {
  const numExamples = labels.length;
  const matrixOf = (values: Float32Array): FeatureMatrix => ({
    values,
    numExamples,
    numFeatures: values.length / numExamples,
  });
  const answers = outOfFoldAnswers(matrixOf(fitted), shown.map(matrixOf), labels, numClasses);
  return answers.map((probabilities) => isCorrect({ labels, probabilities }));
}
