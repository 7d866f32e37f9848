import type { ExponentialDecay } from './scheduleConfig.js';

/** Same as `keras.optimizers.schedules.ExponentialDecay`. */
export function exponentialDecay(
  { decaySteps, decayRate, staircase }: ExponentialDecay,
  learningRate: number,
  step: number,
): number {
  const times = step / decaySteps;
  return learningRate * decayRate ** (staircase ? Math.floor(times) : times);
}
