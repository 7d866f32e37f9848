import { type FeatureMatrix, rowsOf } from './featureMatrix.js';
import { stratifiedFolds } from './folds.js';
import { fitLogisticRegression, type LogisticOptions, predictProbabilities } from './logisticRegression.js';

/** Options of cross-validation. */
export interface OutOfFoldOptions extends LogisticOptions {
  /** Default 5. */
  numFolds?: number;
  /** Group of each example, kept in one fold. Default each its own. */
  groups?: readonly (string | number)[];
  seed?: number;
}

/**
 * Cross-validated probabilities of every example, by a logistic regression fitted on the other folds (`cross_val_predict`).
 *
 * @param labels class of each example, in 0 ... numClasses - 1
 * @returns `[numExamples][numClasses]`, rows sum to 1; NaN where all examples are in one fold
 */
export function outOfFoldProbabilities(
  features: FeatureMatrix,
  labels: readonly number[],
  numClasses: number,
  options: OutOfFoldOptions = {},
): number[][] {
  return outOfFoldAnswers(features, [features], labels, numClasses, options)[0]!;
}

/**
 * The same for a regression that is fitted on one kind of features and evaluated on others of the same examples.
 *
 * @returns `[shown.length][numExamples][numClasses]`
 */
export function outOfFoldAnswers(
  fitted: FeatureMatrix,
  shown: readonly FeatureMatrix[],
  labels: readonly number[],
  numClasses: number,
  { numFolds = 5, groups, seed = 0, ...options }: OutOfFoldOptions = {},
): number[][][] {
  const folds = stratifiedFolds(labels, numFolds, { groups, seed });
  const answers = shown.map(() => labels.map(() => new Array<number>(numClasses).fill(Number.NaN)));
  const indices = labels.map((_, i) => i);
  for (let fold = 0; fold < numFolds; fold++) {
    const [inside, outside] = [indices.filter((i) => folds[i] === fold), indices.filter((i) => folds[i] !== fold)];
    if (inside.length === 0 || outside.length === 0) continue;
    const known = outside.map((i) => labels[i]!);
    const model = fitLogisticRegression(rowsOf(fitted, outside), known, numClasses, options);
    shown.forEach((features, kind) => {
      predictProbabilities(model, rowsOf(features, inside)).forEach((row, at) => {
        answers[kind]![inside[at]!] = row;
      });
    });
  }
  return answers;
}
