import { predictedClass } from '../metrics/predictedClass.js';
import { type FeatureMatrix, rowsOf } from './featureMatrix.js';
import { stratifiedFolds } from './folds.js';
import { fitLogisticRegression, predictProbabilities } from './logisticRegression.js';

const FOLDS = 5;

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
  const folds = stratifiedFolds(labels, FOLDS);
  const right = shown.map(() => new Array<boolean>(numExamples).fill(false));
  const indices = labels.map((_, i) => i);
  for (let fold = 0; fold < FOLDS; fold++) {
    const [inside, outside] = [indices.filter((i) => folds[i] === fold), indices.filter((i) => folds[i] !== fold)];
    if (inside.length === 0 || outside.length === 0) continue;
    const known = outside.map((i) => labels[i]);
    const model = fitLogisticRegression(rowsOf(matrixOf(fitted), outside), known, numClasses);
    shown.forEach((values, kind) => {
      predictProbabilities(model, rowsOf(matrixOf(values), inside)).forEach((row, at) => {
        right[kind][inside[at]] = predictedClass(row) === labels[inside[at]];
      });
    });
  }
  return right;
}
