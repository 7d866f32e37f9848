import { UserError } from '../base/errors.js';
import { mean } from '../base/sum.js';
import { argmax } from './argmax.js';

/** Thresholds are never lower. Source: cleanlab 2.9, CONFIDENT_THRESHOLDS_LOWER_BOUND. */
const LEAST_THRESHOLD = 2e-6;
/** Rounding that a probability may fall short of a threshold by. Source: the same, `compute_confident_joint`. */
const ROUNDING = 1e-6;

/** An example whose label is probably wrong. */
export interface LabelIssue {
  index: number;
  /** Given class, and the more likely one. */
  label: number;
  likely: number;
  /** Probability of the given class, in [0, 1]. */
  selfConfidence: number;
  /** Probability of the likely class, in [0, 1]. */
  confidence: number;
}

/**
 * Examples that a model confidently assigns to another class than given: with at least the mean probability of the
 * examples of that class. The examples with the lowest probability of the given class come first.
 *
 * Same examples as cleanlab's `find_label_issues(filter_by='confident_learning')` (PyPI, 2.9). Source: Northcutt, Jiang and
 * Chuang 2021, arXiv:1911.00068.
 *
 * @param labels given class of each example, `[numExamples]`
 * @param probabilities by models that have not seen the example, `[numExamples][numClasses]`, rows sum to 1
 * @throws UserError if the two differ in length
 */
export function findLabelIssues(
  labels: readonly number[],
  probabilities: readonly (readonly number[])[],
): LabelIssue[] {
  if (labels.length !== probabilities.length) {
    throw new UserError(
      'findLabelIssues expects one row of probabilities for each label.',
      { labels: labels.length, probabilities: probabilities.length },
      'Predict each example out of fold.',
    );
  }
  const thresholds = confidentThresholds(labels, probabilities);
  const issues = labels.flatMap((label, index) => {
    const row = probabilities[index]!;
    const confident = row.map((p, i) => p >= thresholds[i]! - ROUNDING);
    const numConfident = confident.filter(Boolean).length;
    const best = argmax(row);
    const likely = numConfident > 1 ? best : confident.indexOf(true);
    // The most likely class is never an issue, even where it stays under its threshold and another reaches a lower one.
    if (numConfident === 0 || likely === label || best === label) return [];
    return [{ index, label, likely, selfConfidence: row[label]!, confidence: row[likely]! }];
  });
  return issues.sort((a, b) => a.selfConfidence - b.selfConfidence);
}

/** Mean probability of each class over the examples that are given it, `[numClasses]`; out of reach for a class without. */
function confidentThresholds(labels: readonly number[], probabilities: readonly (readonly number[])[]): number[] {
  const numClasses = probabilities[0]?.length ?? 0;
  return Array.from({ length: numClasses }, (_, k) => {
    const own = probabilities.filter((_, i) => labels[i] === k).map((row) => row[k]!);
    if (own.length === 0) return Number.POSITIVE_INFINITY;
    return Math.max(LEAST_THRESHOLD, mean(own));
  });
}
