import { expect, test } from 'vitest';
import { random } from '../../src/base/random.js';
import { wilson } from '../../src/metrics/intervals.js';
import type { Slice } from '../../src/metrics/slice.js';
import { searchSlices } from '../../src/metrics/slices.js';

const IMAGES = 400;
const labels = Array.from({ length: IMAGES }, (_, i) => i % 3);
/** Classes of very different difficulty. */
const ERROR_RATES = [0.05, 0.2, 0.5];

const tenthsOf = (property: string, values: readonly number[]): Slice[] =>
  [0.1, 0.25, 0.5, 0.75, 0.9].flatMap((share) => {
    const cut = [...values].sort((a, b) => a - b)[Math.ceil(share * IMAGES) - 1]!;
    const where = (isIn: (value: number) => boolean): number[] => [...values.keys()].filter((i) => isIn(values[i]!));
    return [
      { property, name: `${property} at most ${cut}`, members: where((value) => value <= cut) },
      { property, name: `${property} above ${cut}`, members: where((value) => value > cut) },
    ];
  });

/** Eight properties: three by chance, the others follow the class, one follows another. */
function slicesOf(seed: number): Slice[] {
  const draw = random('properties', seed);
  const first = labels.map(() => draw());
  return Array.from({ length: 8 }, (_, p) => {
    const values = labels.map((label, i) => (p === 1 ? first[i]! + 0.1 * draw() : draw() + (p < 3 ? 0 : 0.5 * label)));
    return tenthsOf(`property ${p}`, p === 0 ? first : values);
  }).flat();
}

const drawn = (rates: readonly number[], seed: number): boolean[] => {
  const draw = random('errors', seed);
  return rates.map((rate) => draw() >= rate);
};

test('errors that depend on the class alone make a slice or a pair weak in at most 5 % of the sets, though properties follow the class', () => {
  const sets = 400;
  const rates = labels.map((label) => ERROR_RATES[label]!);
  let fired = 0;
  for (let seed = 0; seed < sets; seed++) {
    const { weak, numPairs } = searchSlices(slicesOf(seed), labels, drawn(rates, seed), seed);
    expect(numPairs).toBeGreaterThan(100);
    if (weak.length > 0) fired++;
  }
  // The interval of what was drawn: 5 % itself is reached by chance.
  expect(wilson(fired, sets)[0]).toBeLessThanOrEqual(0.05);
  expect(fired / sets).toBeLessThan(0.08);
});

test('a planted slice is weak in nearly all sets, and comes before those that merely overlap it', () => {
  const sets = 60;
  let named = 0;
  for (let seed = 0; seed < sets; seed++) {
    const slices = slicesOf(seed);
    const planted = slices.find(({ name }) => name.startsWith('property 2 at most'))!;
    const weak = new Set(planted.members);
    const rates = labels.map((label, i) => Math.min(1, ERROR_RATES[label]! + (weak.has(i) ? 0.4 : 0)));
    const found = searchSlices(slices, labels, drawn(rates, seed), seed).slices[0]!;
    if (found.pValue <= 0.05 && found.property === 'property 2') named++;
  }
  expect(named).toBeGreaterThanOrEqual(0.9 * sets);
});

test('all intervals together hold the accuracies that they are about, and those of 1.96 deviations do not', () => {
  const sets = 100;
  let [held, heldAlone] = [0, 0];
  for (let seed = 0; seed < sets; seed++) {
    const slices = slicesOf(seed);
    const weak = new Set(slices[0]!.members);
    const rates = labels.map((label, i) => ERROR_RATES[label]! + (weak.has(i) ? 0.3 : 0));
    const { slices: found } = searchSlices(slices, labels, drawn(rates, seed), seed);
    const truth = ({ members }: Slice): number => 1 - members.reduce((sum, i) => sum + rates[i]!, 0) / members.length;
    const isInside = (value: number, [low, high]: readonly [number, number]): boolean => low <= value && value <= high;
    if (found.every((slice) => isInside(truth(slice), slice.interval))) held++;
    const alone = ({ accuracy, members: { length: n } }: (typeof found)[number]): readonly [number, number] =>
      wilson(Math.round(accuracy * n), n);
    if (found.every((slice) => isInside(truth(slice), alone(slice)))) heldAlone++;
  }
  expect(held).toBeGreaterThanOrEqual(0.95 * sets);
  expect(heldAlone).toBeLessThan(held);
});

/** Sets in which pairs are told, of those with a rate of errors added to the images of a slice. */
function pairsTold(sets: number, plantedIn: (slices: readonly Slice[]) => readonly number[], added: number): Slice[][] {
  return Array.from({ length: sets }, (_, seed) => {
    const slices = slicesOf(seed);
    const weak = new Set(plantedIn(slices));
    const rates = labels.map((label, i) => ERROR_RATES[label]! + (weak.has(i) ? added : 0));
    return searchSlices(slices, labels, drawn(rates, seed), seed).weak;
  });
}

const isPair = ({ property }: Slice): boolean => property.includes(' and ');

test('a weak slice is told as pairs in few sets', () => {
  const half = (slices: readonly Slice[]): readonly number[] =>
    slices.find(({ name, members }) => name.startsWith('property 2 at most') && members.length === IMAGES / 2)!.members;
  const told = pairsTold(60, half, 0.35);
  expect(told.filter((weak) => weak.some(({ property }) => property === 'property 2')).length).toBeGreaterThanOrEqual(
    54,
  );
  expect(told.filter((weak) => weak.some(isPair)).length).toBeLessThanOrEqual(6);
});

test('a planted pair of a quarter of 400 images is told in nearly all sets, by its properties, and they are not told alone', () => {
  const both = (slices: readonly Slice[]): readonly number[] => {
    const [a, b] = ['property 0', 'property 2'].map((property) =>
      slices.find(({ name, members }) => name.startsWith(`${property} at most`) && members.length === IMAGES / 2),
    );
    return a!.members.filter((i) => b!.members.includes(i));
  };
  const told = pairsTold(60, both, 0.45);
  const named = told.filter((weak) => weak.some(({ property }) => /^property [01] and property 2$/.test(property)));
  expect(named.length).toBeGreaterThanOrEqual(54);
  expect(named.filter((weak) => weak.some((slice) => !isPair(slice))).length).toBeLessThanOrEqual(6);
});
