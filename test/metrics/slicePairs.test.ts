import { expect, test } from 'vitest';
import { random } from '../../src/base/random.js';
import type { Slice, SliceSearch } from '../../src/metrics/slice.js';
import { pairsOf } from '../../src/metrics/slicePairs.js';
import { searchSlices } from '../../src/metrics/slices.js';

const IMAGES = 800;
const labels = Array.from({ length: IMAGES }, (_, i) => i % 3);
/** Classes of very different difficulty. */
const ERROR_RATES = [0.05, 0.15, 0.3];

/** Four properties of each image in [0, 1]: the first by chance, the second follows the class, the third and fourth the first. */
function valuesOf(seed: number): number[][] {
  const draw = random('values', seed);
  return labels.map((label) => {
    const [first, second] = [draw(), (2 * draw() + label) / 4];
    return [first, second, (first + draw()) / 2, (4 * first + draw()) / 5];
  });
}

function slicesOf(values: readonly number[][]): Slice[] {
  return ['light', 'size', 'contrast', 'color'].flatMap((property, p) => {
    const sorted = values.map((row) => row[p]!).sort((a, b) => a - b);
    return [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9].flatMap((share) => {
      const cut = sorted[Math.ceil(share * IMAGES) - 1]!;
      const where = (isIn: (value: number) => boolean): number[] =>
        [...labels.keys()].filter((i) => isIn(values[i]![p]!));
      return [
        { property, name: `${property} at most ${share}`, members: where((value) => value <= cut) },
        { property, name: `${property} above ${share}`, members: where((value) => value > cut) },
      ];
    });
  });
}

/** Errors by class, and by what is planted. */
function searchIn(seed: number, added: (values: readonly number[]) => number): SliceSearch {
  const values = valuesOf(seed);
  const draw = random('errors', seed);
  const correct = labels.map((label, i) => draw() >= ERROR_RATES[label]! + added(values[i]!));
  return searchSlices(slicesOf(values), labels, correct, seed);
}

const propertiesOf = ({ weak }: SliceSearch): string[] => weak.map(({ property }) => property);

test('two properties that are weak together are told as a pair, and neither of them alone', () => {
  const search = searchIn(1, ([light, size]) => (light! < 0.35 && size! < 0.4 ? 0.6 : 0));
  expect(propertiesOf(search)).toEqual(['light and size']);
  const [pair] = search.weak;
  expect(pair!.name).toMatch(/^light at most 0\.[34] and size at most 0\.[3456]$/);
  expect(pair!.parts!.map(({ property }) => property)).toEqual(['light', 'size']);
  expect(pair!.cost.interval[0]).toBeGreaterThan(0);
});

test.each([
  ['beyond a cut', ([light]: readonly number[]) => (light! < 0.35 ? 0.4 : 0)],
  ['the more, the further', ([light]: readonly number[]) => 0.6 * (1 - light!) ** 2],
])('one property that is weak %s is told without a pair', (_, added) => {
  const found = propertiesOf(searchIn(2, added));
  expect(found).toContain('light');
  expect(found.filter((property) => property.includes(' and '))).toEqual([]);
});

test('a property that is weak alone, and weaker yet with another, is told with the pair', () => {
  const search = searchIn(3, ([light, size]) => (light! < 0.4 ? (size! > 0.5 ? 0.7 : 0.2) : 0));
  expect(propertiesOf(search)).toEqual(expect.arrayContaining(['light', 'light and size']));
  expect(propertiesOf(search)).not.toContain('size');
});

test('a pair is compared where it and each of its parts beside it hold enough images, and no part holds most of all', () => {
  const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);
  const slice = (property: string, from: number, to: number): Slice => ({
    property,
    name: property,
    members: range(from, to),
  });
  const namesOf = (...slices: Slice[]): string[] => pairsOf(slices, 400).map(({ name }) => name);
  expect(pairsOf([slice('dark', 0, 100), slice('small', 70, 170)], 400)).toMatchObject([
    { property: 'dark and small', name: 'dark and small', members: range(70, 100) },
  ]);
  expect(namesOf(slice('dark', 0, 100), slice('small', 71, 170))).toEqual([]);
  expect(namesOf(slice('dark', 0, 100), slice('small', 29, 170))).toEqual([]);
  expect(namesOf(slice('dark', 0, 100), slice('small', 30, 170))).toEqual(['dark and small']);
  expect(namesOf(slice('dark', 0, 100), slice('large', 60, 261))).toEqual([]);
  expect(namesOf(slice('dark', 0, 100), slice('dark', 50, 150))).toEqual([]);
});
