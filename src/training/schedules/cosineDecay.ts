import type { CosineDecay } from './scheduleConfig.js';

/**
 * Same as `keras.optimizers.schedules.CosineDecay`. Sources: Loshchilov and Hutter 2016, arXiv:1608.03983, without restarts; for the rise
 * Goyal et al. 2017, arXiv:1706.02677.
 */
export function cosineDecay(
  { warmupSteps, warmupFrom, decaySteps, alpha }: CosineDecay,
  learningRate: number,
  step: number,
  totalSteps: number,
): number {
  if (step < warmupSteps) return warmupFrom + ((learningRate - warmupFrom) * step) / warmupSteps;
  const length = Math.max(1, decaySteps ?? totalSteps - warmupSteps);
  const done = Math.min(step - warmupSteps, length) / length;
  return learningRate * ((1 - alpha) * 0.5 * (1 + Math.cos(Math.PI * done)) + alpha);
}
