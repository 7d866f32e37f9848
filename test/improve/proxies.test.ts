import { expect, test } from 'vitest';
import type { ScannedImage } from '../../src/dataset/scan.js';
import { partOf } from '../../src/improve/proxies.js';

const image = (split: 'training' | 'validation', label: number, i: number, part?: 'selection' | 'evaluation') =>
  ({ path: `${split}/${part}/${label}/${i}`, split, label, ...(part && { part }) }) as ScannedImage;
const many = (count: number, of: (label: number, i: number) => ScannedImage): ScannedImage[] =>
  Array.from({ length: count }, (_, i) => of(i % 3, i));

const SAMPLE = {
  images: [
    ...many(90, (label, i) => image('training', label, i)),
    ...many(150, (label, i) => image('validation', label, i, 'selection')),
    ...many(60, (label, i) => image('validation', label, i, 'evaluation')),
  ],
  numTraining: 90,
  numSelection: 150,
  numEvaluation: 60,
  isWhole: false,
};
const pathsOf = ({ images }: { images: ScannedImage[] }): string[] => images.map(({ path }) => path);

test('a part of a sample has its share of the training images, as many of each class, and enough that select', () => {
  const third = partOf(SAMPLE, 1 / 3);
  const training = third.images.filter(({ split }) => split === 'training');
  expect([0, 1, 2].map((label) => training.filter((one) => one.label === label).length)).toEqual([10, 10, 10]);
  expect(third).toMatchObject({ numTraining: 30, numSelection: 100, numEvaluation: 0 });
});

test('no image of the evaluation part is in it: nothing can be chosen by them', () => {
  expect(pathsOf(partOf(SAMPLE, 1 / 9)).filter((path) => path.includes('/evaluation/'))).toEqual([]);
});

test('a smaller part lies in a larger one', () => {
  const larger = new Set(pathsOf(partOf(SAMPLE, 1 / 3)));
  expect(pathsOf(partOf(SAMPLE, 1 / 9)).every((path) => larger.has(path))).toBe(true);
});
