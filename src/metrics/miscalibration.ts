import { random } from '../base/random.js';
import { mean } from '../base/sum.js';
import { argmax } from './argmax.js';
import { expectedCalibrationError } from './calibration.js';
import { bootstrap, type Interval } from './intervals.js';

/** Calibration error, and how much of it is chance. */
export interface Miscalibration {
  /** Expected calibration error, in [0, 1]. */
  error: number;
  /** 95 %, bootstrap over images. */
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
  const draw = random('calibration');
  const chance = Array.from({ length: DRAWS }, () => {
    const drawn = confidences.map((confidence) => draw() < confidence);
    return expectedCalibrationError(drawn, confidences);
  }).sort((a, b) => a - b);
  return {
    error: expectedCalibrationError(right, confidences),
    interval: bootstrap(
      labels.length,
      (indices) => expectedCalibrationError(of(right, indices), of(confidences, indices)),
      { draws: DRAWS },
    ),
    byChance: chance[Math.floor(0.975 * DRAWS)]!,
    confidence: mean(confidences),
    accuracy: mean(right, Number),
  };
}
