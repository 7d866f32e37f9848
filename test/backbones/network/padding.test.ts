import { expect, test } from 'vitest';
import { zerosAlong } from '../../../src/backbones/network/padding.js';

test('a number is as many zeros on each side of both axes', () => {
  expect(zerosAlong('rows', 224, 3)).toEqual([3, 3]);
  expect(zerosAlong('columns', 227, 3)).toEqual([3, 3]);
});

// keras.src.applications.imagenet_utils.correct_pad
test.each([
  { length: 224, kernel: 3, zeros: [0, 1] },
  { length: 227, kernel: 3, zeros: [1, 1] },
  { length: 112, kernel: 5, zeros: [1, 2] },
  { length: 113, kernel: 5, zeros: [2, 2] },
])('correct_pad of a kernel of $kernel on $length pixels is $zeros', ({ length, kernel, zeros }) => {
  expect(zerosAlong('rows', length, { correctFor: kernel })).toEqual(zeros);
});

test('rows and columns have their own zeros where a file names both', () => {
  const padding = { rows: [0, 1], columns: [2, 3] } as const;
  expect(zerosAlong('rows', 10, padding)).toEqual([0, 1]);
  expect(zerosAlong('columns', 10, padding)).toEqual([2, 3]);
});
