import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readClassFolders } from '../../src/dataset/classFolders.js';
import type { Dataset } from '../../src/dataset/dataset.js';
import { ofSplit } from '../../src/dataset/dataset.js';
import { expectParity } from './parity.js';
import { python } from './python.js';

/** Capitals, digits, spaces, signs, other scripts, and two that UTF-16 sorts the other way round than code points. */
const NAMES = ['b', 'B', 'a', 'Zea mays', 'zea', '10', '9', '01', '_x', 'a b', 'a-b', 'é', 'Öl', 'пшеница', '小麦'];
const ASTRAL = ['\u{1f33e}', 'ｗheat'];
const EMPTY = 'Empty';

const folder = mkdtempSync(path.join(tmpdir(), 'thaw-classes-'));
let ours: Dataset;
let keras: { indices: Record<string, number>; labels: Record<string, number> };

beforeAll(async () => {
  for (const split of ['training_set', 'validation_set']) {
    for (const name of [...NAMES, ...ASTRAL]) {
      const inner = path.join(folder, split, name, 'more');
      mkdirSync(inner, { recursive: true });
      const dot = sharp({ create: { width: 2, height: 2, channels: 3, background: '#888' } });
      await dot
        .clone()
        .png()
        .toFile(path.join(folder, split, name, '1.png'));
      await dot.png().toFile(path.join(inner, '2.png'));
    }
  }
  mkdirSync(path.join(folder, 'training_set', EMPTY));
  ours = await readClassFolders(folder);
  keras = python(
    `
import os
from keras.src.legacy.preprocessing.image import ImageDataGenerator
whole = ImageDataGenerator().flow_from_directory(given)
answer = {'indices': whole.class_indices,
          'labels': {os.path.abspath(f): int(c) for f, c in zip(whole.filepaths, whole.classes)}}
`,
    path.join(folder, 'training_set'),
  ) as typeof keras;
});

afterAll(() => rmSync(folder, { recursive: true }));

test("classes stand in the order of Keras' flow_from_directory, whatever their script", () => {
  const theirs = Object.entries(keras.indices)
    .sort(([, a], [, b]) => a - b)
    .map(([name]) => name)
    .filter((name) => name !== EMPTY);
  expectParity('classes out of the order of flow_from_directory', out(ours.classNames, theirs), 0);
  expect(theirs).toHaveLength(NAMES.length + ASTRAL.length);
  expect([...theirs].sort(), 'UTF-16 would sort otherwise').not.toEqual(theirs);
});

test('an image has the label that Keras gives it, those in folders within the class too', () => {
  const before = (label: number): number => (label > keras.indices[EMPTY] ? label - 1 : label);
  const training = ofSplit(ours.examples, 'training');
  const wrong = training.filter((example) => before(keras.labels[path.resolve(example.path)]) !== example.label);
  expectParity('images with another label than by flow_from_directory', wrong.length, 0);
  expect(training).toHaveLength(Object.keys(keras.labels).length);
});

test('a class folder without images is left out here, and counts as a class in Keras', () => {
  expect(ours.classNames).not.toContain(EMPTY);
  expect(Object.keys(keras.indices)).toContain(EMPTY);
});

function out(a: readonly string[], b: readonly string[]): number {
  expect(a).toHaveLength(b.length);
  return a.filter((name, i) => name !== b[i]).length;
}
