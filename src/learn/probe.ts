import { isCorrect } from '../metrics/correctness.js';
import type { FeatureMatrix } from './featureMatrix.js';
import { outOfFoldAnswers } from './outOfFold.js';

/** Classes up to which a probe is fitted to its minimum: a step takes longer the more there are. */
const FEW_CLASSES = 50;
const ITERATIONS = { most: 200, least: 30 };

/**
 * Steps of a probe at most, so that one of hundreds of classes takes about as long as one of 50. Measured with 300 classes and
 * one minute: the probes took two minutes of it. Which answers are correct hardly changes in the last steps.
 */
export function probeIterations(numClasses: number): number {
  const { most, least } = ITERATIONS;
  return Math.max(least, Math.min(most, Math.round((most * FEW_CLASSES) / numClasses)));
}

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
  const iterations = probeIterations(numClasses);
  const answers = outOfFoldAnswers(matrixOf(fitted), shown.map(matrixOf), labels, numClasses, { iterations });
  return answers.map((probabilities) => isCorrect({ labels, probabilities }));
}
