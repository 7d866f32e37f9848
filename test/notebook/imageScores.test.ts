import { expect, test } from 'vitest';
import type { ImageScore } from '../../src/diagnose/stages/imageScores.js';
import { filledColumns, sortedScores } from '../../src/notebook/imageScores.js';

const score = (file: string, changes: Partial<ImageScore>): ImageScore => ({
  ...{ file, className: 'oat', split: 'training', prediction: undefined, probability: undefined, loss: undefined },
  ...{ doubt: undefined, duplicates: 0, duplicateOf: undefined, quality: undefined, outlier: undefined },
  slice: undefined,
  ...changes,
});

const scores = [
  score('a', { doubt: 0.1, duplicates: 1 }),
  score('b', { loss: 2, probability: 0.9 }),
  score('c', { loss: 0.5, probability: 0.4, doubt: 0.8 }),
  score('d', { loss: Number.NaN, duplicates: 3 }),
];

test.each([
  ['loss', 'bcad'],
  ['probability', 'cbad'],
  ['doubt', 'cabd'],
  ['duplicates', 'dabc'],
  ['outlier', 'abcd'],
] as const)(
  'sorted by %s, the most suspicious come first, and those without it last in their order',
  (field, expected) => {
    expect(
      sortedScores(scores, field)
        .map(({ file }) => file)
        .join(''),
    ).toBe(expected);
  },
);

test('a column that is empty in every row is left out', () => {
  const rows = scores.map((one) => ({ ...one, quality: '' }));
  expect(filledColumns(rows).map(({ field }) => field)).toEqual([
    ...['file', 'className', 'probability', 'loss', 'doubt', 'duplicates'],
  ]);
});
