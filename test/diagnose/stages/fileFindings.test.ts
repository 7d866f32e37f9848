import { expect, test } from 'vitest';
import { fileFindings } from '../../../src/diagnose/stages/dataFindings.js';
import { scannedImage } from '../../dataset/scannedImage.js';

const CLASSES = ['a', 'b'];
const image = (label: number, i: number, split: 'training' | 'validation') =>
  scannedImage({
    path: `${split}_set/${CLASSES[label]}/${i}.jpg`,
    className: CLASSES[label]!,
    label,
    split,
    digest: `${label} ${split} ${i}`,
  });
const many = (label: number, split: 'training' | 'validation', count: number) =>
  Array.from({ length: count }, (_, i) => image(label, i, split));

test('class sizes and identical files are found from the list of files', () => {
  const images = [
    ...many(0, 'training', 2000),
    ...many(1, 'training', 40),
    ...many(0, 'validation', 60),
    ...many(1, 'validation', 60),
  ];
  const duplicates = [[images[0]!, images[2039]!]];
  const found = fileFindings({ classNames: CLASSES }, { images, duplicates, unreadable: [] });
  expect(found.map(({ check }) => check)).toEqual(['label-conflict', 'class-imbalance']);
});

test('nothing is found in classes of one size, all of whose files differ', () => {
  const images = CLASSES.flatMap((_, label) => [...many(label, 'training', 200), ...many(label, 'validation', 60)]);
  expect(
    fileFindings({ classNames: CLASSES }, { images, duplicates: [], unreadable: [] }, { target: images[0]! }),
  ).toEqual([]);
});
