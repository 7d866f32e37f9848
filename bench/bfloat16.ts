import { describe, test } from 'vitest';
import { bfloat16Support } from '../src/engine/precision.js';
import { compareInference } from './harness/inference.js';
import { compareTrainingStep } from './harness/trainingStep.js';

const INCEPTION = {
  backbone: 'InceptionV3',
  weights: 'nsfwjs',
  height: 227,
  width: 454,
  batch: 4,
  precision: 'bfloat16',
} as const;

/** thaw in bfloat16 against Keras in float32, as its users run it. */
describe.skipIf(!bfloat16Support().isAvailable)('on a processor with AMX', () => {
  test('InceptionV3, inference in bfloat16', async () => {
    await compareInference({ ...INCEPTION, calls: 4, target: 0.38 });
  });

  test.each([
    { above: 'everything', what: 'all layers', calls: 1 },
    { above: 'mixed7', what: 'above mixed7', calls: 2 },
  ])('InceptionV3, a training step in bfloat16 of $what', ({ above, what, calls }) =>
    compareTrainingStep({ ...INCEPTION, unfrozen: { above, batchNormalization: true }, what, calls, target: 0.6 }),
  );
});
