import { expect, test } from 'vitest';
import { drawValidation, limited } from '../../src/dataset/split.js';

/** `count` files of a class, named `<group>-<number>.png` in groups of a size. */
function filesOf(className: string, count: number, groupSize = 1): { path: string; className: string }[] {
  return Array.from({ length: count }, (_, i) => ({
    path: `${className}/${className}${Math.floor(i / groupSize)}-${i}.png`,
    className,
  }));
}

function countsByClass(files: Iterable<{ className: string }>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { className } of files) counts[className] = (counts[className] ?? 0) + 1;
  return counts;
}

test('each class gives its share to validation', () => {
  const files = [...filesOf('a', 40), ...filesOf('b', 8), ...filesOf('c', 20)];
  expect(countsByClass(drawValidation(files, {}))).toEqual({ a: 10, b: 2, c: 5 });
  expect(countsByClass(drawValidation(files, { validationShare: 0.5 }))).toEqual({ a: 20, b: 4, c: 10 });
});

test('one image of each class at least stays in training', () => {
  const files = [...filesOf('one', 1), ...filesOf('two', 2), ...filesOf('many', 20)];
  expect(countsByClass(drawValidation(files, { validationShare: 0.9 }))).toEqual({ two: 1, many: 18 });
});

test('the seed decides the draw', () => {
  const files = filesOf('a', 100);
  const drawn = (seed: number): string[] => [...drawValidation(files, { seed })].map((file) => file.path).sort();
  expect(drawn(1)).toEqual(drawn(1));
  expect(drawn(1)).not.toEqual(drawn(2));
});

test('a group is in one split as a whole', () => {
  const files = [...filesOf('a', 60, 5), ...filesOf('b', 30, 3)];
  const validation = drawValidation(files, { groupPattern: '^(.+)-' });
  const groupOf = (file: { path: string }): string => /\/(.+)-/.exec(file.path)?.[1] ?? '';
  const inValidation = new Set([...validation].map(groupOf));
  const inTraining = new Set(files.filter((file) => !validation.has(file)).map(groupOf));
  expect([...inValidation].filter((group) => inTraining.has(group))).toEqual([]);
  expect(countsByClass(validation)).toEqual({ a: 15, b: 9 });
});

test('a limit keeps so many of a class, the same ones for the same seed', () => {
  const files = filesOf('a', 50);
  const kept = limited(files, { imagesPerClass: 7, seed: 3 }, 'a');
  expect(new Set(kept).size).toBe(7);
  expect(files).toEqual(expect.arrayContaining(kept));
  expect(limited(files, { imagesPerClass: 7, seed: 3 }, 'a')).toEqual(kept);
  expect(limited(files, { imagesPerClass: 50 }, 'a')).toEqual(files);
  expect(limited(files, {}, 'a')).toEqual(files);
});
