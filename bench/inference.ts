import { test } from 'vitest';
import { compareInference } from './harness/inference.js';
import { compareWithLimit } from './harness/limit.js';

const INCEPTION = { backbone: 'InceptionV3', weights: 'nsfwjs', height: 227, width: 454 } as const;
/** Multiplications and additions of the convolutions of InceptionV3 at 227x454, for one image. */
const CONVOLUTIONS = 12.44e9;

test.each([
  { batch: 4, calls: 4 },
  { batch: 32, calls: 1 },
])('InceptionV3, inference in batches of $batch', async ({ batch, calls }) => {
  const thaw = await compareInference({ ...INCEPTION, batch, calls, target: 0.82 });
  compareWithLimit(`InceptionV3 227x454, inference, batch ${batch}`, thaw, CONVOLUTIONS, 1.1);
});

test('EfficientNetLite0, inference', async () => {
  await compareInference({
    backbone: 'EfficientNetLite0',
    weights: 'imagenet',
    height: 224,
    width: 224,
    batch: 4,
    calls: 12,
    target: 0.9,
  });
});
