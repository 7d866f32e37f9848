import { expect, test } from 'vitest';
import { distinctSlices, type Slice } from '../../src/metrics/slice.js';
import { searchSlices } from '../../src/metrics/slices.js';

const IMAGES = 400;
const labels = Array.from({ length: IMAGES }, (_, i) => i % 3);

test('the cost is the accuracy that all images would gain if the slice were as its classes are elsewhere', () => {
  // Two classes; in the slice of 40 images, 30 of 0 and 10 of 1, all are wrong; elsewhere, 10 % of 0 and half of 1.
  const ofClass = [...Array<number>(130).fill(0), ...Array<number>(50).fill(1)];
  const members = [...Array(30).keys(), ...Array.from({ length: 10 }, (_, i) => 130 + i)];
  const inside = new Set(members);
  const correct = ofClass.map((label, i) => !inside.has(i) && (label === 0 ? i % 10 !== 0 : i % 2 === 0));
  const [slice] = searchSlices([{ property: 'size', name: 'small', members }], ofClass, correct).slices;
  expect(slice).toMatchObject({ accuracy: 0, pValue: 0.001 });
  expect(slice!.rest).toBeCloseTo((30 * 0.9 + 10 * 0.5) / 40, 12);
  expect(slice!.cost.value).toBeCloseTo(32 / 180, 12);
  expect(slice!.cost.interval[0]).toBeGreaterThan(0.1);
});

test('a slice of whole classes is not compared, nor one of few images, nor any where all is right or all is wrong', () => {
  const slice = (members: number[]): Slice => ({ property: 'format', name: 'png', members });
  const ofClass = labels.flatMap((label, i) => (label === 2 ? [i] : []));
  const few = [...Array(29).keys()];
  const some = [...Array(100).keys()];
  const mixed = labels.map((label) => label === 0);
  expect(searchSlices([slice(ofClass), slice(few)], labels, mixed).slices).toEqual([]);
  for (const right of [true, false]) {
    const { slices, accuracy } = searchSlices(
      [slice(some)],
      labels,
      labels.map(() => right),
    );
    expect(slices).toEqual([]);
    expect(accuracy).toBe(Number(right));
  }
  expect(searchSlices([], labels, mixed)).toMatchObject({ slices: [], numImages: IMAGES });
});

test('of overlapping slices of one property the first stays, and all of those apart', () => {
  const slice = (property: string, name: string, members: number[]): Slice => ({ property, name, members });
  const slices = [
    slice('size', 'tenth', [0, 1]),
    slice('size', 'quarter', [0, 1, 2]),
    slice('size', 'large', [8, 9]),
    slice('format', 'png', [0, 1]),
  ];
  expect(distinctSlices(slices).map(({ name }) => name)).toEqual(['tenth', 'large', 'png']);
});
