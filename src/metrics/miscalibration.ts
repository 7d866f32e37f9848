import { mean } from '../base/sum.js';
import { argmax } from './argmax.js';
import { expectedCalibrationError } from './calibration.js';
import { calibrationByChance, calibrationInterval } from './calibrationInterval.js';
import { bootstrapDraws, type Interval } from './intervals.js';

/** Calibration error, and how much of it is chance. */
export interface Miscalibration {
  /** Expected calibration error, in [0, 1]. */
  error: number;
  /** 95 %, by `calibrationInterval`. */
  interval: Interval;
  /** 97.5 % quantile for a perfectly calibrated model with these confidences: with few images the error is never 0. */
  byChance: number;
  /** Mean confidence in the predicted class, and accuracy, both in [0, 1]. */
  confidence: number;
  accuracy: number;
}

const DRAWS = 1000;

/**
 * Expected calibration error of the predicted class (Guo et al. 2017), and the error that chance explains: predictions are
 * drawn as correct with the probability that the model gives (consistency resampling, Bröcker and Smith 2007).
 *
 * @param labels `[numExamples]`
 * @param probabilities `[numExamples][numClasses]`, rows sum to 1
 */
export function miscalibration(
  labels: readonly number[],
  probabilities: readonly (readonly number[])[],
): Miscalibration {
  const predicted = probabilities.map(argmax);
  const confidences = probabilities.map((row, i) => row[predicted[i]!]!);
  const right = predicted.map((answer, i) => answer === labels[i]);
  const of = <T>(values: readonly T[], indices: readonly number[]): T[] => indices.map((i) => values[i]!);
  const error = expectedCalibrationError(right, confidences);
  const byChance = calibrationByChance([confidences], DRAWS);
  const draws = Array.from(bootstrapDraws(labels.length, { draws: DRAWS }), (indices) =>
    expectedCalibrationError(of(right, indices), of(confidences, indices)),
  );
  return {
    error,
    interval: calibrationInterval(error, draws, byChance),
    byChance,
    confidence: mean(confidences),
    accuracy: mean(right, Number),
  };
}
