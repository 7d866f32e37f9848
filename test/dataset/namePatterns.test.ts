import { expect, test } from 'vitest';
import { candidatePatterns } from '../../src/dataset/namePatterns.js';
import { scannedImage } from './scannedImage.js';

const named = (names: string[], classes = 2) =>
  names.map((path, i) => scannedImage({ path: `/data/${path}`, label: i % classes }));
const numbers = Array.from({ length: 60 }, (_, i) => i);

test('photos that were cut into numbered segments are read from their names', () => {
  const [found] = candidatePatterns(named(numbers.map((i) => `IMG_20161016_${120000 + (i % 10)}_${i}.jpg`)));
  expect(found.pattern).toBe('^(.*)_\\d+\\.\\w+$');
  expect(found.groups[3]).toBe('IMG_20161016_120003');
  expect(new Set(found.groups).size).toBe(10);
});

test('a plant named first is read too, and copies that a tool marks with a hash', () => {
  const groups = (names: string[]) => candidatePatterns(named(names)).map((found) => found.groups[3]);
  expect(groups(numbers.map((i) => `plant${i % 8}-${i * 977}x.png`))).toEqual(['plant3']);
  expect(groups(numbers.map((i) => `leaf${i % 12}_jpg.rf.${(i * 7919 + 4e9).toString(16)}.jpg`))).toEqual(['leaf3']);
});

test('a counter, a class in the name, or names of no system are no groups', () => {
  expect(candidatePatterns(named(numbers.map((i) => `drawn-${i}.jpg`)))).toEqual([]);
  expect(candidatePatterns(named(numbers.map((i) => `${['rust', 'healthy'][i % 2]}_${i}.jpg`)))).toEqual([]);
  expect(candidatePatterns(named(numbers.map((i) => `${(i * 7919 + 4e9).toString(36)}.jpg`)))).toEqual([]);
});
