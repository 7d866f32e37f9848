import type { PiecewiseConstantDecay } from './scheduleConfig.js';

/** Same as `keras.optimizers.schedules.PiecewiseConstantDecay`: a boundary is the last step of the piece before it. */
export function piecewiseConstantDecay(
  { boundaries, factors }: PiecewiseConstantDecay,
  learningRate: number,
  step: number,
): number {
  return learningRate * factors[boundaries.filter((boundary) => step > boundary).length]!;
}
