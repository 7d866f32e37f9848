import { isCorrect } from '../metrics/correctness.js';
import type { FeatureMatrix } from './featureMatrix.js';
import { outOfFoldAnswers } from './outOfFold.js';

/**
 * A linear probe, fitted on some features of pictures and shown other features of pictures that it was not fitted on:
 * whether it is right about each, for every kind of features shown, paired by picture.
 *
 * @param fitted features that the probe learns from, `[numExamples * numFeatures]`
 * @param shown features of the same pictures, each `[numExamples * numFeatures]`
 * @param labels class of each picture
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
