import { sum } from '../base/sum.js';
import { goldenSection } from './goldenSection.js';
import { logLoss, logOf } from './logLoss.js';

/** Temperatures that are tried: from making certain of everything to an even guess. */
const RANGE = [0.05, 20] as const;
/** Of the logarithm of the temperature, where the search ends. */
const TOLERANCE = 1e-7;

/**
 * The probabilities of the same logits divided by a temperature: above 1 less certain, below more, the predicted class
 * the same. Logarithms of probabilities are logits up to a number that softmax does not see.
 *
 * @param probabilities `[numExamples][numClasses]`, rows sum to 1
 */
export function withTemperature(probabilities: readonly (readonly number[])[], temperature: number): number[][] {
  return probabilities.map((row) => {
    const logits = row.map((value) => logOf(value) / temperature);
    const largest = Math.max(...logits);
    const powers = logits.map((logit) => Math.exp(logit - largest));
    const total = sum(powers);
    return powers.map((power) => power / total);
  });
}

/**
 * The temperature of the least negative log-likelihood, in 0.05 ... 20, by golden section over its logarithm; the
 * likelihood has one peak, since it is concave in 1 / T.
 *
 * Source: temperature scaling, Guo et al. 2017, arXiv:1706.04599, section 4.2. Fit it on other examples than it is evaluated on.
 */
export function fitTemperature(labels: readonly number[], probabilities: readonly (readonly number[])[]): number {
  const loss = (logarithm: number): number => logLoss(labels, withTemperature(probabilities, Math.exp(logarithm)));
  const [coldest, hottest] = RANGE;
  return Math.exp(goldenSection(loss, [Math.log(coldest), Math.log(hottest)], TOLERANCE));
}
