import { type Interval, Z95 } from './intervals.js';

/**
 * Probability that a positive example scores higher than a negative one, in [0, 1]; 0.5 is chance, ties count half. NaN
 * without positive or without negative examples.
 *
 * Same as `sklearn.metrics.roc_auc_score`, by the ranks of Mann and Whitney.
 */
export function rocAuc(positive: readonly boolean[], scores: readonly number[]): number {
  const order = scores.map((_, i) => i).sort((a, b) => scores[a]! - scores[b]!);
  let rankSum = 0;
  let numPositive = 0;
  for (let start = 0; start < order.length; ) {
    let end = start;
    while (end < order.length && scores[order[end]!] === scores[order[start]!]) end++;
    for (let at = start; at < end; at++) {
      if (!positive[order[at]!]) continue;
      rankSum += (start + end + 1) / 2;
      numPositive++;
    }
    start = end;
  }
  const numNegative = scores.length - numPositive;
  return (rankSum - (numPositive * (numPositive + 1)) / 2) / (numPositive * numNegative);
}

/**
 * 95 % interval of an area under the curve. Source: Hanley and McNeil 1982, doi 10.1148/radiology.143.1.7063747, with their
 * exponential approximation of its error.
 */
export function aucInterval(auc: number, numPositive: number, numNegative: number): Interval {
  const both = auc ** 2;
  const twoPositive = auc / (2 - auc) - both;
  const twoNegative = (2 * both) / (1 + auc) - both;
  const variance = auc * (1 - auc) + (numPositive - 1) * twoPositive + (numNegative - 1) * twoNegative;
  const half = Z95 * Math.sqrt(variance / (numPositive * numNegative));
  return [Math.max(0, auc - half), Math.min(1, auc + half)];
}
