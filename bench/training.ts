import { test } from 'vitest';
import { compareTrainingStep } from './harness/trainingStep.js';

const INCEPTION = { backbone: 'InceptionV3', weights: 'nsfwjs', height: 227, width: 454 } as const;
const EVERYTHING = { above: 'everything', batchNormalization: true };
const ABOVE_MIXED7 = { above: 'mixed7', batchNormalization: true };

test.each([
  { ...INCEPTION, batch: 4, unfrozen: EVERYTHING, what: 'all layers', calls: 1, target: 0.88 },
  { ...INCEPTION, batch: 16, unfrozen: EVERYTHING, what: 'all layers', calls: 1, target: 0.9 },
  { ...INCEPTION, batch: 4, unfrozen: ABOVE_MIXED7, what: 'above mixed7', calls: 2, target: 0.85 },
  {
    backbone: 'EfficientNetLite0',
    weights: 'imagenet',
    height: 224,
    width: 224,
    batch: 4,
    unfrozen: EVERYTHING,
    what: 'all layers',
    calls: 2,
    target: 0.9,
  } as const,
])('$backbone, a training step of $what in batches of $batch', compareTrainingStep);
