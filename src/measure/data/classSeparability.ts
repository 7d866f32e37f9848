import type { FeatureMatrix } from '../../learn/featureMatrix.js';
import { outOfFoldProbabilities } from '../../learn/outOfFold.js';
import { argmax } from '../../metrics/argmax.js';
import { balancedAccuracy, confusionMatrix } from '../../metrics/confusionMatrix.js';
import { bootstrap, type Interval } from '../../metrics/intervals.js';
import { aucInterval, rocAuc } from '../../metrics/rocAuc.js';

/** How well a small classifier predicts the class from a few figures, cross-validated. */
export interface Separability {
  balancedAccuracy: number;
  /** Bootstrap over examples within each class, 95 %. */
  interval: Interval;
  /** Balanced accuracy of always predicting one class. */
  chance: number;
  /** Area under the ROC curve of each class against the rest, `[numClasses]`; NaN for a class without examples. */
  aucs: { auc: number; interval: Interval }[];
}

/**
 * Cross-validates a logistic regression on a few figures.
 *
 * @param labels class of each example, in 0 ... numClasses - 1
 * @returns undefined where every example has the same features
 */
export function classSeparability(
  features: FeatureMatrix,
  labels: readonly number[],
  numClasses: number,
): Separability | undefined {
  if (isConstant(features)) return undefined;
  const probabilities = outOfFoldProbabilities(features, labels, numClasses, { classWeight: 'balanced' });
  const predictions = probabilities.map(argmax);
  const score = (indices: readonly number[]): number =>
    balancedAccuracy(
      confusionMatrix(
        indices.map((i) => labels[i]!),
        indices.map((i) => predictions[i]!),
        numClasses,
      ),
    );
  const all = labels.map((_, i) => i);
  return {
    balancedAccuracy: score(all),
    interval: bootstrap(labels.length, score, { strata: labels, draws: 200 }),
    chance: 1 / new Set(labels).size,
    aucs: Array.from({ length: numClasses }, (_, k) => {
      const positive = labels.map((label) => label === k);
      const scores = probabilities.map((row) => row[k]!);
      const auc = rocAuc(positive, scores);
      const numPositive = positive.filter(Boolean).length;
      return { auc, interval: aucInterval(auc, numPositive, labels.length - numPositive) };
    }),
  };
}

function isConstant({ values, numFeatures }: FeatureMatrix): boolean {
  return values.every((value, i) => value === values[i % numFeatures]);
}
