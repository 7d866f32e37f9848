import { expect, test } from 'vitest';
import { type Schedule, scheduledRate } from '../../../src/training/schedules/schedule.js';

const TOTAL = 100;
const rates = (schedule: Schedule, steps: readonly number[]): number[] =>
  steps.map((step) => scheduledRate(schedule, 0.1, step, TOTAL));
const close = (values: readonly number[]): number[] => values.map((value) => expect.closeTo(value, 10));

test('Constant stays at the rate of the recipe', () => {
  expect(rates({ name: 'Constant' }, [0, 50, 99])).toEqual([0.1, 0.1, 0.1]);
});

test('CosineDecay rises evenly, then falls along half a cosine to alpha', () => {
  const schedule = { name: 'CosineDecay', warmupSteps: 20, warmupFrom: 0, decaySteps: null, alpha: 0.1 } as const;
  expect(rates(schedule, [0, 10, 20, 60, 100, 120])).toEqual(close([0, 0.05, 0.1, 0.055, 0.01, 0.01]));
});

test('CosineDecay with steps of its own ends before the training does', () => {
  const schedule = { name: 'CosineDecay', warmupSteps: 0, warmupFrom: 0, decaySteps: 40, alpha: 0 } as const;
  expect(rates(schedule, [0, 10, 20, 40, 99])).toEqual(close([0.1, 0.05 * (1 + Math.SQRT1_2), 0.05, 0, 0]));
});

test('ExponentialDecay falls in each step, or once in so many', () => {
  const schedule = { name: 'ExponentialDecay', decaySteps: 10, decayRate: 0.25 } as const;
  expect(rates({ ...schedule, staircase: false }, [0, 5, 10, 20])).toEqual(close([0.1, 0.05, 0.025, 0.00625]));
  expect(rates({ ...schedule, staircase: true }, [0, 9, 10, 19])).toEqual(close([0.1, 0.1, 0.025, 0.025]));
});

test('PiecewiseConstantDecay changes after its boundaries', () => {
  const schedule: Schedule = { name: 'PiecewiseConstantDecay', boundaries: [10, 20], factors: [1, 0.5, 0.1] };
  expect(rates(schedule, [0, 10, 11, 20, 21])).toEqual(close([0.1, 0.1, 0.05, 0.05, 0.01]));
});

test('OneCycle rises to the rate of the recipe and falls further than it began', () => {
  const schedule = { name: 'OneCycle', pctStart: 0.25, div: 25, divFinal: 1e5 } as const;
  expect(rates(schedule, [0, 12.5, 25, 62.5, 100])).toEqual(close([0.004, 0.052, 0.1, 0.0500005, 0.000001]));
});
