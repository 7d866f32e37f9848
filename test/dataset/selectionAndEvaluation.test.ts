import { expect, test } from 'vitest';
import type { ScannedImage } from '../../src/dataset/scan.js';
import { selectionAndEvaluation } from '../../src/dataset/selectionAndEvaluation.js';

/** Two classes, three pictures of one to one of the other, four pictures of each photo. */
const validation = Array.from({ length: 240 }, (_, i) => {
  const className = i % 4 === 0 ? 'rare' : 'common';
  return { path: `/photos/p${Math.floor(i / 4)}_${i}.jpg`, className } as ScannedImage;
});

const classesOf = (indices: readonly number[]): number =>
  indices.filter((i) => validation[i].className === 'rare').length;

test('every image is in one part, and both parts have each class in the same proportion', () => {
  const { selection: choose, evaluation: tell, apart } = selectionAndEvaluation(validation);
  expect(apart).toBe(true);
  expect([...choose, ...tell].sort((a, b) => a - b)).toEqual([...validation.keys()]);
  expect([choose.length, tell.length]).toEqual([120, 120]);
  expect([classesOf(choose), classesOf(tell)]).toEqual([30, 30]);
});

test('the seed draws the parts, and the same seed gives the same parts', () => {
  expect(selectionAndEvaluation(validation, { seed: 1 })).toEqual(selectionAndEvaluation(validation, { seed: 1 }));
  expect(selectionAndEvaluation(validation, { seed: 1 })).not.toEqual(selectionAndEvaluation(validation, { seed: 2 }));
});

test('the images of one photo stay in one part', () => {
  const { selection: choose, evaluation: tell } = selectionAndEvaluation(validation, { groupPattern: '^(p\\d+)_' });
  const photos = (indices: readonly number[]): Set<number> => new Set(indices.map((i) => Math.floor(i / 4)));
  expect([...photos(choose)].filter((photo) => photos(tell).has(photo))).toEqual([]);
  expect(choose.length + tell.length).toBe(240);
});

test('too few images are not split, and the result says so', () => {
  const few = validation.slice(0, 100);
  expect(selectionAndEvaluation(few)).toEqual({
    selection: [...few.keys()],
    evaluation: [...few.keys()],
    apart: false,
  });
});
