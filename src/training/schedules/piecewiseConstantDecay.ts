import type { PiecewiseConstantDecay } from './scheduleConfig.js';

/** As Keras' of the same name: a boundary is the last step of the piece before it. */
export function piecewiseConstantDecay(
  { boundaries, factors }: PiecewiseConstantDecay,
  learningRate: number,
  step: number,
): number {
  return learningRate * factors[boundaries.filter((boundary) => step > boundary).length];
}
