import { countBy } from '../base/group.js';
import { random } from '../base/random.js';
import { mean } from '../base/sum.js';
import { bootstrap, type Interval, wilson } from './intervals.js';

/** For each seed, whether the model is correct on each validation image, `[numSeeds][numExamples]`. */
export type CorrectBySeed = readonly (readonly boolean[])[];

/** An estimated value with its 95 % interval. */
export interface Estimate {
  value: number;
  interval: Interval;
}

/**
 * Mean accuracy over seeds. The interval is Wilson's for one seed, and a bootstrap over seeds and images for several; where
 * all answers are correct, or all wrong, a bootstrap has no width, so it is that of one seed.
 */
export function meanAccuracy(outcomes: CorrectBySeed): Estimate {
  const value = mean(outcomes, accuracy);
  const numExamples = outcomes[0]!.length;
  if (outcomes.length === 1 || value === 0 || value === 1)
    return { value, interval: wilson(Math.round(value * numExamples), numExamples) };
  return { value, interval: overSeedsAndPictures(outcomes, (seed, i) => Number(outcomes[seed]![i])) };
}

/**
 * Estimates the difference in mean accuracy from one recipe to another, paired by seed and image, with a 95 % bootstrap
 * interval over both.
 *
 * @param before correctness by seed, `[numSeeds][numExamples]`
 * @param after the same of the other recipe, for the same seeds and images
 * @param labels true classes, `[numExamples]`; with them the difference is in balanced accuracy, drawn within each
 *   class
 * @param confidence of the interval, in (0, 1); default 0.95
 * @returns the difference in [-1, 1]: above 0 where the second is better
 *
 * @example
 * thaw.pairedDifference([thaw.isCorrect(plain)], [thaw.isCorrect(balanced)], plain.labels);
 */
export function pairedDifference(
  before: CorrectBySeed,
  after: CorrectBySeed,
  labels?: readonly number[],
  confidence?: number,
): Estimate {
  const weights = labels === undefined ? before[0]!.map(() => 1) : balancingWeights(labels);
  const gain = (seed: number, i: number): number => weights[i]! * (Number(after[seed]![i]) - Number(before[seed]![i]));
  const all = before[0]!.map((_, i) => i);
  const [low, high] = overSeedsAndPictures(before, gain, labels, confidence);
  return {
    value: withoutRounding(mean(before, (_, seed) => mean(all, (i) => gain(seed, i)))),
    interval: [withoutRounding(low), withoutRounding(high)],
  };
}

/** Below any difference that images can make: weights of classes of which the gains cancel each other leave 4e-16. */
const ROUNDING = 1e-12;

function withoutRounding(difference: number): number {
  return Math.abs(difference) < ROUNDING ? 0 : difference;
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
  confidence?: number,
): Interval {
  const draw = random('seeds');
  const values = outcomes.map((each, seed) => Float64Array.from(each, (_, i) => value(seed, i)));
  const statistic = (examples: readonly number[]): number => {
    const seeds = outcomes.map(() => draw.below(outcomes.length));
    return mean(seeds, (seed) => {
      const ofSeed = values[seed]!;
      return mean(examples, (i) => ofSeed[i]!);
    });
  };
  return bootstrap(outcomes[0]!.length, statistic, { strata, confidence });
}

/** Share of correct predictions, in [0, 1]. */
export function accuracy(right: readonly boolean[]): number {
  return mean(right, Number);
}

/**
 * Returns whether the interval of a difference excludes 0, so that a difference is shown.
 *
 * @example
 * thaw.excludesZero(thaw.pairedDifference([thaw.isCorrect(run)], [thaw.isCorrect(other)]));
 */
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
