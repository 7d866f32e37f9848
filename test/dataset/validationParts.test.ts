import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readClassFolders, support } from '../../src/dataset/classFolders.js';
import type { Example } from '../../src/dataset/dataset.js';
import { isIn, splitValidation } from '../../src/dataset/validationParts.js';

/** Three training pictures, and validation pictures of which one in eight is rare, five from each photo. */
function examplesOf(numValidation: number): Example[] {
  return Array.from({ length: 3 + numValidation }, (_, i) => {
    const label = i % 8 === 0 ? 1 : 0;
    return {
      path: `/photos/p${Math.floor(i / 5)}_${i}.jpg`,
      className: ['common', 'rare'][label],
      label,
      split: i < 3 ? 'training' : 'validation',
    };
  });
}

const pathsOf = (examples: readonly Example[], part: 'selection' | 'evaluation'): string[] =>
  examples.filter((example) => isIn(example, part)).map((example) => example.path);

test('from a thousand validation pictures on, every one is in one part, and both parts have each class in the same proportion', () => {
  const examples = splitValidation(examplesOf(1000), {});
  const of = (part: 'selection' | 'evaluation'): number[] =>
    support({ classNames: ['common', 'rare'], examples }, part);
  expect(of('selection').map((n, label) => Math.abs(n - of('evaluation')[label]) <= 1)).toEqual([true, true]);
  expect(of('selection').map((n, label) => n + of('evaluation')[label])).toEqual([875, 125]);
  expect(examples.filter(({ split }) => split === 'training').every(({ part }) => part === undefined)).toBe(true);
  expect(examples.map(({ part, ...example }) => example)).toEqual(examplesOf(1000));
});

test('with one picture less nothing is halved, and all are chosen by and told on', () => {
  const examples = splitValidation(examplesOf(999), {});
  expect(examples).toEqual(examplesOf(999));
  expect(pathsOf(examples, 'selection')).toHaveLength(999);
  expect(pathsOf(examples, 'evaluation')).toHaveLength(999);
});

test('the seed of the split draws them', () => {
  const halves = (seed: number): string[] => pathsOf(splitValidation(examplesOf(1000), { seed }), 'evaluation');
  expect(halves(1)).toEqual(halves(1));
  expect(halves(1)).not.toEqual(halves(2));
});

test('the images of one photo stay in one part', () => {
  const examples = splitValidation(examplesOf(1200), { groupPattern: '^(p\\d+)_' });
  const photos = (part: 'selection' | 'evaluation'): Set<string> =>
    new Set(pathsOf(examples, part).map((file) => path.basename(file).split('_')[0]));
  expect(photos('selection').size).toBeGreaterThan(100);
  expect([...photos('selection')].filter((photo) => photos('evaluation').has(photo))).toEqual([]);
});

test('where two photos gave nearly everything, nothing is halved', () => {
  const examples = examplesOf(1000).map((one, i) => ({ ...one, path: `/photos/p${i < 950 ? 0 : 1}_${i}.jpg` }));
  expect(splitValidation(examples, { groupPattern: '^(p\\d+)_' }).every(({ part }) => part === undefined)).toBe(true);
});

test('a class of one validation picture is told on', () => {
  const examples = examplesOf(1000).map((one, i) => (i === 10 ? { ...one, className: 'single', label: 2 } : one));
  expect(splitValidation(examples, {})[10].part).toBe('evaluation');
});

test('a folder is listed with its halves, whether it was split there or here', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'thaw-halves-'));
  try {
    for (const className of ['rust', 'sound']) {
      await mkdir(path.join(folder, className));
      const files = Array.from({ length: 1001 }, (_, i) => path.join(folder, className, `${i}.jpg`));
      await Promise.all(files.map((file) => writeFile(file, '')));
    }
    const dataset = await readClassFolders(folder, { validationShare: 0.5 });
    expect(support(dataset, 'validation')).toEqual([501, 501]);
    const [choose, tell] = [support(dataset, 'selection'), support(dataset, 'evaluation')];
    expect(choose.map((n, label) => [n, tell[label]])).toEqual([
      [251, 250],
      [251, 250],
    ]);
    expect((await readClassFolders(folder, { validationShare: 0.25 })).examples.some(({ part }) => part)).toBe(false);
  } finally {
    await rm(folder, { recursive: true });
  }
});
