import { beforeAll, expect, test } from 'vitest';
import { tf } from '../../src/engine/tensorflow.js';
import { drawMix, mixed } from '../../src/training/mixup.js';

beforeAll(() => tf.ready());

test.each([0.1, 0.2, 1, 2])(
  'the share has mean and variance of Beta(alpha, alpha): 1/2 and 1 / (4 (2 alpha + 1)), alpha %f',
  (alpha) => {
    const shares = Array.from({ length: 20_000 }, (_, i) => drawMix(alpha, 2, 7, i).share);
    const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
    const variance = shares.reduce((sum, share) => sum + (share - mean) ** 2, 0) / shares.length;
    const expected = 1 / (4 * (2 * alpha + 1));
    // Five standard errors; a variance of bounded values has none greater than sqrt(expected / n).
    expect(Math.abs(mean - 0.5)).toBeLessThan(5 * Math.sqrt(expected / shares.length));
    expect(Math.abs(variance - expected)).toBeLessThan(5 * Math.sqrt(expected / 4 / shares.length));
    expect(Math.min(...shares)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...shares)).toBeLessThanOrEqual(1);
  },
);

test('partners are a shuffle of the batch, and all follows from the parts it is named after', () => {
  const { partners } = drawMix(0.2, 16, 42, 1, 1);
  expect([...partners].sort((a, b) => a - b)).toEqual([...new Array(16).keys()]);
  expect(drawMix(0.2, 16, 42, 1, 1)).toEqual(drawMix(0.2, 16, 42, 1, 1));
  expect(drawMix(0.2, 16, 42, 1, 2)).not.toEqual(drawMix(0.2, 16, 42, 1, 1));
});

test('images and labels are mixed with the same shares', () => {
  const before = tf.memory().numTensors;
  const mix = { partners: [1, 2, 0], share: 0.75 };
  const [pictures, labels] = [
    tf.tensor2d([
      [0, 4],
      [8, 0],
      [4, 4],
    ]),
    tf.tensor2d([
      [1, 0],
      [0, 1],
      [0, 1],
    ]),
  ];
  const [x, y] = [mixed(pictures, mix), mixed(labels, mix)];
  expect(x.arraySync()).toEqual([
    [2, 3],
    [7, 1],
    [3, 4],
  ]);
  expect(y.arraySync()).toEqual([
    [0.75, 0.25],
    [0, 1],
    [0.25, 0.75],
  ]);
  tf.dispose([pictures, labels, x, y]);
  expect(tf.memory().numTensors).toBe(before);
});
