import { expect, test } from 'vitest';
import { nextSort, type ScoreColumn, sortedRows } from '../../src/lab/scores/scoresData.js';

const ROWS = [
  { file: 'b', loss: 0.5 },
  { file: 'a', loss: 10, quality: 'dark' },
  // As JSON has NaN.
  { file: 'd', loss: null },
  { file: 'c', loss: 2, quality: '' },
];
const files = (field: string, isDown: boolean): string =>
  sortedRows(ROWS, { field, isDown })
    .map(({ file }) => file)
    .join('');

test('rows are sorted by size or by letters, those without the field last, whichever way', () => {
  expect(files('loss', true)).toBe('acbd');
  expect(files('loss', false)).toBe('bcad');
  expect(files('file', false)).toBe('abcd');
  expect(files('quality', true)).toBe('abdc');
  expect(files('quality', false)).toBe('abdc');
});

test('a column sorts figures from the largest and text from a, and once more the other way round', () => {
  const column = (field: string, isNumber: boolean): ScoreColumn => ({ field, title: field, isNumber });
  const byLoss = nextSort({ field: 'file', isDown: false }, column('loss', true));
  expect(byLoss).toEqual({ field: 'loss', isDown: true });
  expect(nextSort(byLoss, column('loss', true))).toEqual({ field: 'loss', isDown: false });
  expect(nextSort(byLoss, column('file', false))).toEqual({ field: 'file', isDown: false });
});
