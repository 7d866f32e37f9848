import { beforeAll, expect, test } from 'vitest';
import { tf } from '../../src/engine/tensorflow.js';
import { type LearningRateRange, learningRateRange, meanRange } from '../../src/training/learningRateRange.js';
import { suggestedRates } from '../../src/training/suggestedRates.js';
import type { Trainer } from '../../src/training/trainer.js';
import { BATCH, batches, trainedClassifier } from './trainedClassifier.js';

const NUM_BATCHES = 6;

beforeAll(() => tf.ready());

/** Images whose class is the brightest channel. */
function data(): Parameters<typeof learningRateRange>[1] {
  const draw = batches('range test');
  const labels = Array.from({ length: NUM_BATCHES * BATCH }, () => draw.below(3));
  return {
    labels,
    exampleWeights: labels.map(() => 1),
    batches: () =>
      Array.from({ length: NUM_BATCHES }, (_, b) => Array.from({ length: BATCH }, (_, i) => b * BATCH + i)),
    async *inputs(own) {
      for (const indices of own) {
        const x = tf.tensor4d(
          indices.flatMap((i) =>
            Array.from({ length: 6 * 6 * 3 }, (_, p) => draw.normal() + Number(p % 3 === labels[i])),
          ),
          [BATCH, 6, 6, 3],
        );
        yield { indices, x };
      }
    },
  };
}

async function withTrainer(use: (trainer: Trainer) => Promise<void>): Promise<void> {
  const { weights, trainer } = trainedClassifier(
    ['conv_1', 'conv_2', 'logits'],
    'moving',
    { optimizer: { name: 'SGD' } },
    0,
  );
  try {
    await use(trainer);
  } finally {
    trainer.dispose();
    tf.dispose([...weights.values()]);
  }
}

test('the rate rises by the same factor in each step, through as many epochs as that takes, and the weights are put back', async () => {
  await withTrainer(async (trainer) => {
    const before = trainer.snapshot();
    const result = await learningRateRange(trainer, data(), { from: 1e-4, to: 1e-2, steps: 20 });
    expect(result.rates).toHaveLength(20);
    expect(result.diverged).toBe(false);
    for (const [i, rate] of result.rates.entries()) expect(rate).toBeCloseTo(1e-4 * 100 ** (i / 20), 12);
    expect(trainer.snapshot()).toEqual(before);
  });
});

test('the loss falls while the rate is small, and once it diverges the test ends with the weights as they were', async () => {
  await withTrainer(async (trainer) => {
    const before = trainer.snapshot();
    const result = await learningRateRange(trainer, data(), { from: 1e-3, to: 1e6, steps: 200 });
    expect(result.diverged).toBe(true);
    expect(result.rates.length).toBeLessThan(200);
    expect(Math.min(...result.smoothed)).toBeLessThan(0.9 * result.smoothed[0]);
    expect(result.losses.every(Number.isFinite)).toBe(true);
    expect(trainer.snapshot()).toEqual(before);
  });
});

test('an interrupt ends it before the next step, and no tensor stays', async () => {
  await withTrainer(async (trainer) => {
    await learningRateRange(trainer, data(), { steps: 1 });
    const tensors = tf.memory().numTensors;
    let asked = 0;
    const result = await learningRateRange(trainer, data(), { interrupted: () => ++asked > 3 });
    expect(result.rates).toHaveLength(3);
    expect(tf.memory().numTensors).toBe(tensors);
  });
});

/** A curve in steps of a tenth of a decade from 1e-7 on. */
function curve(smoothed: (step: number) => number): LearningRateRange {
  const rates = Array.from({ length: 80 }, (_, i) => 1e-7 * 10 ** (i / 10));
  const values = rates.map((_, i) => smoothed(i));
  return { rates, losses: values, smoothed: values, diverged: true };
}

test('the steepest descent and a tenth of the least are suggested, from the places where they are', () => {
  // Falls along a logistic curve about step 40, is least at step 60, and rises after it.
  const falling = (i: number): number => 2 - 1 / (1 + Math.exp(-(i - 40) / 3));
  const { steepest, minimumOverTen } = suggestedRates(
    curve((i) => (i <= 60 ? falling(i) : falling(60) + (i - 60))),
    80,
  );
  expect(steepest.rate).toBeCloseTo(1e-7 * 10 ** 4, 9);
  expect(minimumOverTen.at.rate).toBeCloseTo(1e-7 * 10 ** 6, 9);
  expect(minimumOverTen.rate).toBeCloseTo(1e-7 * 10 ** 5, 9);
});

test('a step that falls by chance is not the steepest descent', () => {
  const { steepest } = suggestedRates(
    curve((i) => 2 - 1 / (1 + Math.exp(-(i - 40) / 3)) + (i === 20 ? 0.1 : 0)),
    80,
  );
  expect(steepest.rate).toBeCloseTo(1e-7 * 10 ** 4, 9);
});

test('the young start and the diverging end do not count, and a curve of nothing else is none', () => {
  const plain = (i: number): number => 2 - i / 100;
  const odd = suggestedRates(
    curve((i) => (i < 4 ? 9 - 2 * i : i > 76 ? 0 : plain(i))),
    80,
  );
  expect(odd.minimumOverTen.at.rate).toBeCloseTo(1e-7 * 10 ** 7.4, 6);
  expect(odd.steepest.rate).toBeGreaterThan(1e-7 * 10 ** 0.7);
  const { rates, losses, smoothed } = curve(plain);
  const early = { rates: rates.slice(0, 20), losses, smoothed: smoothed.slice(0, 20), diverged: true };
  expect(() => suggestedRates(early, 80)).toThrow('20 of 80 steps');
});

test('the mean of tests reaches as far as the shortest of them', () => {
  const of = (smoothed: number[], diverged: boolean): LearningRateRange => ({
    rates: smoothed.map((_, i) => i + 1),
    losses: smoothed.map((loss) => 2 * loss),
    smoothed,
    diverged,
  });
  expect(meanRange([of([3, 2, 1], false), of([1, 4], true)])).toEqual({
    rates: [1, 2],
    losses: [4, 6],
    smoothed: [2, 3],
    diverged: true,
  });
});
