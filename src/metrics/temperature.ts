import { random, shuffled } from '../base/random.js';

/** What temperature scaling did, told on examples that the temperature was not fitted on. */
export interface TemperatureScaling {
  /** Above 1 the model was too sure of itself, below 1 not sure enough. */
  temperature: number;
  /** Places of the examples that it is told on. */
  told: number[];
  /** Mean negative log-likelihood on those, in nats, as the model is and at the temperature. */
  before: number;
  after: number;
}

/**
 * Fits a temperature on half of the examples, drawn by seed within each class, and tells on the other half what it did.
 * It changes no answer, only how sure the answers are.
 *
 * @param labels `[numExamples]`
 * @param probabilities `[numExamples][numClasses]`, rows sum to 1
 */
export function temperatureScaling(
  labels: readonly number[],
  probabilities: readonly (readonly number[])[],
  seed = 0,
): TemperatureScaling {
  const order = shuffled([...labels.keys()], random(seed, 'temperature'));
  const seen = new Map<number, number>();
  const isFitted = order.map((i) => {
    const count = seen.get(labels[i]) ?? 0;
    seen.set(labels[i], count + 1);
    return count % 2 === 0;
  });
  const fitted = order.filter((_, k) => isFitted[k]);
  const told = order.filter((_, k) => !isFitted[k]).sort((a, b) => a - b);
  const of = <T>(all: readonly T[], places: readonly number[]): T[] => places.map((i) => all[i]);
  const temperature = fitTemperature(of(labels, fitted), of(probabilities, fitted));
  const rows = of(probabilities, told);
  return {
    temperature,
    told,
    before: negativeLogLikelihood(of(labels, told), rows),
    after: negativeLogLikelihood(
      of(labels, told),
      rows.map((row) => atTemperature(row, temperature)),
    ),
  };
}

/** Where the search for a temperature ends: a model without a mistake has none that is best. */
const RANGE = [0.01, 100] as const;

/**
 * The temperature at which the labels are most likely. The negative log-likelihood is convex in its inverse, so halving
 * an interval finds the place where the slope changes its sign.
 *
 * Source: Guo et al. 2017, arXiv:1706.04599, 4.2.
 */
export function fitTemperature(labels: readonly number[], probabilities: readonly (readonly number[])[]): number {
  const logits = probabilities.map(logitsOf);
  /** Of the likelihood by the inverse of the temperature: what the model expects of the logits, less those of the labels. */
  const slope = (inverse: number): number =>
    logits.reduce((sum, row, i) => {
      const now = softmax(row.map((z) => z * inverse));
      return sum + row.reduce((expected, z, c) => expected + now[c] * z, 0) - row[labels[i]];
    }, 0);
  let [low, high] = [1 / RANGE[1], 1 / RANGE[0]];
  for (let step = 0; step < 60; step++) {
    const middle = Math.sqrt(low * high);
    if (slope(middle) < 0) low = middle;
    else high = middle;
  }
  return 1 / Math.sqrt(low * high);
}

/** Probabilities `[numClasses]` at a temperature. */
export function atTemperature(probabilities: readonly number[], temperature: number): number[] {
  return softmax(logitsOf(probabilities).map((z) => z / temperature));
}

/** Mean, in nats. */
export function negativeLogLikelihood(
  labels: readonly number[],
  probabilities: readonly (readonly number[])[],
): number {
  const total = probabilities.reduce((sum, row, i) => sum - Math.log(Math.max(row[labels[i]], LEAST)), 0);
  return total / labels.length;
}

/** Below it a probability of single precision is 0, whose logarithm is none. */
const LEAST = 1e-38;

function logitsOf(probabilities: readonly number[]): number[] {
  return probabilities.map((p) => Math.log(Math.max(p, LEAST)));
}

function softmax(logits: readonly number[]): number[] {
  const most = Math.max(...logits);
  const powers = logits.map((z) => Math.exp(z - most));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}
