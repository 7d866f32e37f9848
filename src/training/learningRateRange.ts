import { mean } from '../base/sum.js';
import { yieldToEventLoop } from '../engine/tensorflow.js';
import type { FitData } from './fitClassifier.js';
import type { Trainer } from './trainer.js';

/** Defaults of fastai's `lr_find`. */
export const LEARNING_RATE_RANGE = { from: 1e-7, to: 10, steps: 100 } as const;
/** Of fastai's `AvgSmoothLoss`. */
const SMOOTHING = 0.98;
/** Multiple of the lowest smoothed loss at which fastai's `LRFinder` stops. */
const DIVERGED = 4;

/** Losses of training at rising learning rates, step by step. */
export interface LearningRateRange {
  rates: number[];
  /** Of the batch, before the step. */
  losses: number[];
  /** Exponentially weighted mean of the losses up to here, by 0.98 a step, corrected for its start. */
  smoothed: number[];
  /** Whether the test stopped before the last step because the loss was 4 times its lowest value, or not finite. */
  diverged: boolean;
}

/** Options of a learning-rate range test. */
export interface LearningRateRangeOptions {
  /** Rate of the first step; default 1e-7. */
  from?: number;
  /** Rate that the step after the last one would have; default 10. */
  to?: number;
  /** At most; default 100. */
  steps?: number;
  /** Called after each step with those that are done. */
  onStep?: (done: number) => void;
  /** Called before each step; if it returns true, the test ends. */
  interrupted?: () => boolean;
}

/**
 * The learning-rate range test: each step multiplies the learning rate by the same factor, until the loss diverges. The
 * weights are restored afterwards; the state of the optimizer is not.
 *
 * Source: Smith 2017, arXiv:1506.01186, 3.3; exponential rates, smoothing and end of fastai's `lr_find`.
 */
export async function learningRateRange(
  trainer: Trainer,
  data: Omit<FitData, 'validate'>,
  options: LearningRateRangeOptions = {},
): Promise<LearningRateRange> {
  const {
    from = LEARNING_RATE_RANGE.from,
    to = LEARNING_RATE_RANGE.to,
    steps = LEARNING_RATE_RANGE.steps,
    onStep,
    interrupted,
  } = options;
  const result: LearningRateRange = { rates: [], losses: [], smoothed: [], diverged: false };
  const before = trainer.snapshot();
  let [average, least] = [0, Number.POSITIVE_INFINITY];
  try {
    for await (const { indices, x } of batchesOf(data, steps)) {
      if (interrupted?.()) {
        x.dispose();
        break;
      }
      const [labels, weights] = [data.labels, data.exampleWeights].map((all) => indices.map((i) => all[i]!)) as [
        number[],
        number[],
      ];
      const done = result.rates.length;
      const rate = from * (to / from) ** (done / steps);
      const { loss } = trainer.step(x, labels, weights, rate);
      x.dispose();
      average = SMOOTHING * average + (1 - SMOOTHING) * loss;
      const smoothed = average / (1 - SMOOTHING ** (done + 1));
      result.diverged = !Number.isFinite(loss) || smoothed > DIVERGED * least;
      if (Number.isFinite(loss)) {
        result.rates.push(rate);
        result.losses.push(loss);
        result.smoothed.push(smoothed);
        least = Math.min(least, smoothed);
      }
      onStep?.(done + 1);
      if (result.diverged) break;
      await yieldToEventLoop();
    }
  } finally {
    trainer.restore(before);
  }
  return result;
}

/** The mean of tests at the same rates, as far as all of them came. */
export function meanRange(tests: readonly LearningRateRange[]): LearningRateRange {
  const steps = Math.min(...tests.map(({ rates }) => rates.length));
  const meanOf = (values: (test: LearningRateRange) => readonly number[]): number[] =>
    Array.from({ length: steps }, (_, step) => mean(tests, (test) => values(test)[step]!));
  return {
    rates: tests[0]!.rates.slice(0, steps),
    losses: meanOf(({ losses }) => losses),
    smoothed: meanOf(({ smoothed }) => smoothed),
    diverged: tests.some(({ diverged }) => diverged),
  };
}

/** Epoch after epoch, as many batches as asked for. */
async function* batchesOf(
  data: Omit<FitData, 'validate'>,
  steps: number,
): AsyncGenerator<{ indices: number[]; x: Parameters<Trainer['step']>[0] }> {
  let left = steps;
  for (let epoch = 1; left > 0; epoch++) {
    const batches = data.batches(epoch).slice(0, left);
    yield* data.inputs(batches, epoch);
    left -= batches.length;
  }
}
