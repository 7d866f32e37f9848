import { bootstrap, type Interval, wilson } from '../base/intervals.js';
import { random } from '../base/random.js';

/** For each seed, whether the model of that seed was right on each validation picture, `[numSeeds][numExamples]`. */
export type Outcomes = readonly (readonly boolean[])[];

/** A figure with its 95 % interval. */
export interface Estimate {
  value: number;
  interval: Interval;
}

/** Mean accuracy over seeds. One seed: Wilson's interval over pictures; several: bootstrap over seeds and pictures. */
export function meanAccuracy(outcomes: Outcomes): Estimate {
  const value = mean(outcomes.map(accuracy));
  const numExamples = outcomes[0].length;
  if (outcomes.length === 1) return { value, interval: wilson(Math.round(value * numExamples), numExamples) };
  return { value, interval: overSeedsAndPictures(outcomes, (seed, i) => Number(outcomes[seed][i])) };
}

/** Gain in mean accuracy from one recipe to another, paired by seed and picture; bootstrap over both. */
export function pairedGain(before: Outcomes, after: Outcomes): Estimate {
  return {
    value: mean(after.map(accuracy)) - mean(before.map(accuracy)),
    interval: overSeedsAndPictures(before, (seed, i) => Number(after[seed][i]) - Number(before[seed][i])),
  };
}

function overSeedsAndPictures(outcomes: Outcomes, value: (seed: number, example: number) => number): Interval {
  const draw = random('seeds');
  return bootstrap(outcomes[0].length, (examples) => {
    const seeds = outcomes.map(() => draw.below(outcomes.length));
    return mean(seeds.map((seed) => mean(examples.map((i) => value(seed, i)))));
  });
}

const accuracy = (right: readonly boolean[]): number => mean(right.map(Number));
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
