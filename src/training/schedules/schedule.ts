import { cosineDecay } from './cosineDecay.js';
import { exponentialDecay } from './exponentialDecay.js';
import { oneCycle } from './oneCycle.js';
import { piecewiseConstantDecay } from './piecewiseConstantDecay.js';
import type { Constant, CosineDecay, ExponentialDecay, OneCycle, PiecewiseConstantDecay } from './scheduleConfig.js';

/** A learning-rate schedule by Keras' name and arguments; the rate itself is the recipe's. */
export type Schedule = Constant | CosineDecay | ExponentialDecay | PiecewiseConstantDecay | OneCycle;

/**
 * Learning rate of a step.
 *
 * @param learningRate the recipe's: first, or largest where the schedule rises before it falls
 * @param step 0 is the first of the training, Keras' `optimizer.iterations`
 * @param totalSteps of the training, if it does not stop early
 */
export function scheduledRate(schedule: Schedule, learningRate: number, step: number, totalSteps: number): number {
  switch (schedule.name) {
    case 'Constant':
      return learningRate;
    case 'CosineDecay':
      return cosineDecay(schedule, learningRate, step, totalSteps);
    case 'ExponentialDecay':
      return exponentialDecay(schedule, learningRate, step);
    case 'PiecewiseConstantDecay':
      return piecewiseConstantDecay(schedule, learningRate, step);
    case 'OneCycle':
      return oneCycle(schedule, learningRate, step, totalSteps);
  }
}
