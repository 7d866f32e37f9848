import { countBy } from '../base/group.js';
import { random } from '../base/random.js';
import { mean } from '../base/sum.js';
import { bootstrap, type Interval, wilson } from './intervals.js';

/** Whether the model of each seed classifies each validation image correctly, `[numSeeds][numExamples]`. */
export type CorrectBySeed = readonly (readonly boolean[])[];

/** A figure with its 95 % interval. */
export interface Estimate {
  value: number;
  interval: Interval;
}

/** Mean accuracy over seeds. The interval is Wilson's for one seed, and a bootstrap over seeds and images for several. */
export function meanAccuracy(outcomes: CorrectBySeed): Estimate {
  const value = mean(outcomes, accuracy);
  const numExamples = outcomes[0].length;
  if (outcomes.length === 1) return { value, interval: wilson(Math.round(value * numExamples), numExamples) };
  return { value, interval: overSeedsAndPictures(outcomes, (seed, i) => Number(outcomes[seed][i])) };
}

/**
 * Difference in mean accuracy, `after` minus `before`, paired by seed and image; the interval is a bootstrap over both.
 *
 * @param labels true class of each image; if given, the difference is one in balanced accuracy, and the bootstrap is
 *   stratified by class
 */
export function pairedDifference(before: CorrectBySeed, after: CorrectBySeed, labels?: readonly number[]): Estimate {
  const weights = labels === undefined ? before[0].map(() => 1) : balancingWeights(labels);
  const gain = (seed: number, i: number): number => weights[i] * (Number(after[seed][i]) - Number(before[seed][i]));
  const all = before[0].map((_, i) => i);
  return {
    value: mean(before, (_, seed) => mean(all, (i) => gain(seed, i))),
    interval: overSeedsAndPictures(before, gain, labels),
  };
}

/** Weights under which a mean over images is the mean over classes: n / (numClasses * support). */
function balancingWeights(labels: readonly number[]): number[] {
  const support = countBy(labels, (label) => label);
  return labels.map((label) => labels.length / (support.size * support.get(label)!));
}

function overSeedsAndPictures(
  outcomes: CorrectBySeed,
  value: (seed: number, example: number) => number,
  strata?: readonly number[],
): Interval {
  const draw = random('seeds');
  const statistic = (examples: readonly number[]): number => {
    const seeds = outcomes.map(() => draw.below(outcomes.length));
    return mean(seeds, (seed) => mean(examples, (i) => value(seed, i)));
  };
  return bootstrap(outcomes[0].length, statistic, { strata });
}

/** Share of correct predictions, in [0, 1]. */
export function accuracy(right: readonly boolean[]): number {
  return mean(right, Number);
}

/** Whether the interval of a difference excludes 0, so that the difference is significant at 5 %. */
export function excludesZero({ interval: [low, high] }: Estimate): boolean {
  return low > 0 || high < 0;
}

/**
 * Whether `after` is significantly more accurate than `before` on the same images, and by more than `clearly`.
 *
 * @param clearly in [0, 1]; default 0.05
 */
export function isClearlyBetter(before: readonly boolean[], after: readonly boolean[], clearly = 0.05): boolean {
  const gain = pairedDifference([before], [after]);
  return excludesZero(gain) && gain.value > clearly;
}
