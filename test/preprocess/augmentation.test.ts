import { expect, test } from 'vitest';
import { random } from '../../src/base/random.js';
import { augment } from '../../src/engine/augment.js';
import { tf } from '../../src/engine/tensorflow.js';
import { type Augmentation, drawChange, FILL_MODES } from '../../src/preprocess/augmentation.js';
import { REFERENCE_RECIPE } from '../../src/recipe/recipe.js';

const RANGES: Augmentation = { ...REFERENCE_RECIPE.augmentation!, channelShiftRange: 40, brightnessRange: [0.6, 1.4] };

test('a draw follows from seed, epoch and example, and from each of them', () => {
  const draw = drawChange(RANGES, 24, 40, 1, 2, 3);
  expect(drawChange(RANGES, 24, 40, 1, 2, 3)).toEqual(draw);
  for (const [seed, epoch, example] of [
    [9, 2, 3],
    [1, 9, 3],
    [1, 2, 9],
  ]) {
    expect(drawChange(RANGES, 24, 40, seed, epoch, example).theta).not.toBe(draw.theta);
  }
});

test('a range that is added leaves what is drawn from the others', () => {
  const { channelShift, brightness, ...rest } = drawChange(RANGES, 24, 40, 1, 2, 3);
  expect(drawChange(REFERENCE_RECIPE.augmentation!, 24, 40, 1, 2, 3)).toMatchObject(rest);
  expect(channelShift).not.toBe(0);
  expect(brightness).not.toBeNull();
});

test('an image is changed alone as in a batch, whatever else is in the batch, and no tensor leaks', async () => {
  await tf.ready();
  const size = { height: 24, width: 40 };
  const draw = random(7, 'pictures');
  const pictures = Uint8Array.from({ length: 3 * 24 * 40 * 3 }, () => draw.below(256));
  const one = (i: number): Uint8Array => pictures.subarray((i * pictures.length) / 3, ((i + 1) * pictures.length) / 3);
  const draws = [0, 1, 2].map((example) => drawChange(RANGES, 24, 40, 1, 1, example));
  draws[1] = { ...draws[1], channelShift: 0, brightness: null };
  for (const fillMode of FILL_MODES) {
    const before = tf.memory().numTensors;
    const together = augment(pictures, draws, size, { fillMode, cval: 7 });
    expect(tf.memory().numTensors).toBe(before + 1);
    tf.tidy(() => {
      for (const i of [2, 0, 1]) {
        const alone = augment(one(i), [draws[i]], size, { fillMode, cval: 7 });
        expect([...alone.dataSync()]).toEqual([...together.slice([i], [1]).dataSync()]);
      }
    });
    together.dispose();
  }
});
