import type { ExponentialDecay } from './scheduleConfig.js';

/** As Keras' of the same name. */
export function exponentialDecay(
  { decaySteps, decayRate, staircase }: ExponentialDecay,
  learningRate: number,
  step: number,
): number {
  const times = step / decaySteps;
  return learningRate * decayRate ** (staircase ? Math.floor(times) : times);
}
