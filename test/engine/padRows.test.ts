import { expect, test } from 'vitest';
import { padRows } from '../../src/engine/padRows.js';
import { tf } from '../../src/engine/tensorflow.js';

test('rows that are missing are zeros, and a full batch is another tensor of the same values', () => {
  const x = tf.tensor3d([1, 2, 3, 4], [1, 2, 2]);
  expect(padRows(x, 3).arraySync()).toEqual([
    [
      [1, 2],
      [3, 4],
    ],
    [
      [0, 0],
      [0, 0],
    ],
    [
      [0, 0],
      [0, 0],
    ],
  ]);
  const same = padRows(x, 1);
  x.dispose();
  expect(same.shape).toEqual([1, 2, 2]);
  expect([...same.dataSync()]).toEqual([1, 2, 3, 4]);
});
