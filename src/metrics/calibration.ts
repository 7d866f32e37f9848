import { bootstrap, type Interval } from '../base/intervals.js';
import { random } from '../base/random.js';
import { predictedClass } from './predictedClass.js';

/** How far confidence is from accuracy. */
export interface Calibration {
  /** Expected calibration error, in [0, 1]. */
  error: number;
  /** 95 %, bootstrap over pictures. */
  interval: Interval;
  /** What 97.5 % of perfectly calibrated models of these confidences stay below: with few pictures the error is never 0. */
  byChance: number;
  /** Mean confidence in the predicted class, and accuracy, both in [0, 1]. */
  confidence: number;
  accuracy: number;
}

/** Bins of equal width. Source: Guo et al. 2017, arXiv:1706.04599. */
const BINS = 15;
const DRAWS = 1000;

/**
 * Expected calibration error of the predicted class, Guo et al. 2017, with what of it chance explains: answers drawn as
 * right with the probability that the model gives (consistency resampling; Bröcker and Smith 2007).
 *
 * @param labels `[numExamples]`
 * @param probabilities `[numExamples][numClasses]`, rows sum to 1
 */
export function calibration(labels: readonly number[], probabilities: readonly (readonly number[])[]): Calibration {
  const predicted = probabilities.map(predictedClass);
  const confidences = probabilities.map((row, i) => row[predicted[i]]);
  const right = predicted.map((answer, i) => Number(answer === labels[i]));
  const all = labels.map((_, i) => i);
  const draw = random('calibration');
  const chance = Array.from({ length: DRAWS }, () => {
    const drawn = confidences.map((confidence) => Number(draw() < confidence));
    return errorOf(all, confidences, drawn);
  }).sort((a, b) => a - b);
  return {
    error: errorOf(all, confidences, right),
    interval: bootstrap(labels.length, (indices) => errorOf(indices, confidences, right), { draws: DRAWS }),
    byChance: chance[Math.floor(0.975 * DRAWS)],
    confidence: mean(confidences),
    accuracy: mean(right),
  };
}

/** Mean over pictures of the distance between their bin's accuracy and confidence. */
function errorOf(indices: readonly number[], confidences: readonly number[], right: readonly number[]): number {
  const surplus = new Float64Array(BINS);
  for (const i of indices) {
    // Bins are open below and closed above, as in the paper.
    const bin = Math.min(BINS - 1, Math.max(0, Math.ceil(confidences[i] * BINS) - 1));
    surplus[bin] += right[i] - confidences[i];
  }
  return surplus.reduce((sum, value) => sum + Math.abs(value), 0) / indices.length;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
