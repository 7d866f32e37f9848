import { mean, sum } from '../base/sum.js';
import { argmax } from './argmax.js';

/** Number of bins in Guo et al. 2017, arXiv:1706.04599. */
export const NUM_BINS = 15;

/** Examples of similar confidence. Shares are in [0, 1]. */
export interface CalibrationBin {
  /** The bin is (low, high]. */
  low: number;
  high: number;
  count: number;
  /** Mean probability of the predicted class; NaN without examples. */
  confidence: number;
  /** Share of them that is classified correctly; NaN without examples. */
  accuracy: number;
}

/** How well confidence matches accuracy. */
export interface Calibration {
  bins: CalibrationBin[];
  /** Expected calibration error, in [0, 1]: the mean over examples of the gap between confidence and accuracy of their bin. */
  ece: number;
  /** Brier score, in [0, 2]. */
  brier: number;
  /** Mean confidence minus accuracy, in [-1, 1]: above 0 the model is overconfident. */
  overconfidence: number;
}

/**
 * Calibration in bins of equal width of the probability of the predicted class. All figures are NaN without examples.
 *
 * Source: Guo et al. 2017, arXiv:1706.04599, equations 2 and 3. The bins are those of
 * `sklearn.calibration.calibration_curve(right, confidence)`, which leaves the empty ones out.
 *
 * @param probabilities `[numExamples][numClasses]`, rows sum to 1, no NaN
 */
export function calibration(
  labels: readonly number[],
  probabilities: readonly (readonly number[])[],
  numBins: number = NUM_BINS,
): Calibration {
  const predicted = probabilities.map(argmax);
  const right = predicted.map((prediction, i) => prediction === labels[i]);
  const confidences = predicted.map((prediction, i) => probabilities[i]![prediction]!);
  return {
    bins: binSums(right, confidences, numBins).map((sums, b) => ({
      low: b / numBins,
      high: (b + 1) / numBins,
      count: sums.count,
      confidence: sums.confidence / sums.count,
      accuracy: sums.right / sums.count,
    })),
    ece: expectedCalibrationError(right, confidences, numBins),
    brier: brierScore(labels, probabilities),
    overconfidence: mean(confidences) - mean(right, Number),
  };
}

/**
 * Expected calibration error, in [0, 1].
 *
 * @param right whether each prediction is correct, `[numExamples]`
 * @param confidences probability of each predicted class, `[numExamples]` in [0, 1]
 */
export function expectedCalibrationError(
  right: readonly boolean[],
  confidences: readonly number[],
  numBins: number = NUM_BINS,
): number {
  const gaps = binSums(right, confidences, numBins).map((bin) => Math.abs(bin.right - bin.confidence));
  return sum(gaps) / right.length;
}

function binSums(
  right: readonly boolean[],
  confidences: readonly number[],
  numBins: number,
): { count: number; confidence: number; right: number }[] {
  const sums = Array.from({ length: numBins }, () => ({ count: 0, confidence: 0, right: 0 }));
  confidences.forEach((confidence, i) => {
    const bin = sums[binOf(confidence, numBins)]!;
    bin.count++;
    bin.confidence += confidence;
    bin.right += Number(right[i]);
  });
  return sums;
}

/**
 * Mean over examples of the squared distance of the probabilities from the true class's one-hot row, in [0, 2].
 *
 * Source: Brier 1950; `sklearn.metrics.brier_score_loss(scale_by_half=False)`.
 */
export function brierScore(labels: readonly number[], probabilities: readonly (readonly number[])[]): number {
  const distances = probabilities.map((row, i) => sum(row, (value, c) => (value - Number(c === labels[i])) ** 2));
  return sum(distances) / labels.length;
}

/** (0, 1 / n] is the first; rounding must not move a confidence that lies on an edge. */
function binOf(confidence: number, numBins: number): number {
  let bin = Math.min(numBins - 1, Math.floor(confidence * numBins));
  while (bin > 0 && confidence <= bin / numBins) bin--;
  return bin;
}
