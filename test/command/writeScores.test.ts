import * as fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import type { Diagnosis } from '../../src/command/jsonReport.js';
import type { Session } from '../../src/command/session.js';
import { writeScores } from '../../src/command/writeScores.js';
import type { SliceSearch } from '../../src/metrics/slice.js';
import { evaluationDigest } from '../../src/run/evaluationDigest.js';
import { scannedImage } from '../dataset/scannedImage.js';

const LEVELS = [20, 90, 160, 230];

/** Four evaluated images in a folder of their own, and a run that gets the first wrong. */
async function withRun(use: (folder: string, diagnosis: Diagnosis, session: Session) => Promise<void>): Promise<void> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'thaw-scores-'));
  try {
    const images = LEVELS.map((_, i) =>
      scannedImage({ path: path.join(folder, `${i}.png`), label: i % 2, split: 'validation', format: 'png' }),
    );
    for (const [i, { path: file }] of images.entries()) {
      await sharp({ create: { width: 8, height: 8, channels: 3, background: { r: LEVELS[i], g: 0, b: 0 } } }).toFile(
        file,
      );
    }
    const scan = { images, unreadable: [], duplicates: [] };
    const run = {
      labels: images.map(({ label }) => label),
      probabilities: images.map(({ label }, i) => ((label === 1) === (i !== 0) ? [0.1, 0.9] : [0.9, 0.1])),
      evaluatedOn: evaluationDigest(images),
    };
    const session = { scans: path.join(folder, 'scans'), options: {}, console: { progress: () => {} } };
    const diagnosis = { images: { folder, classNames: ['oat', 'rye'], scan }, recipe: { run } };
    await use(folder, diagnosis as unknown as Diagnosis, session as unknown as Session);
  } finally {
    await fs.rm(folder, { recursive: true });
  }
}

const searched: SliceSearch = {
  ...{ accuracy: 0.75, numImages: 4, numPairs: 0, slices: [], z: 2 },
  weak: [
    {
      ...{ property: 'brightness', name: 'searched by the check', members: [0], accuracy: 0, rest: 1, statistic: 4 },
      ...{ interval: [0, 0.5], cost: { value: 0.25, interval: [0, 0.5] }, pValue: 0.01 },
    },
  ],
};

const slicesIn = async (file: string): Promise<string[]> =>
  (await fs.readFile(file, 'utf8'))
    .trimEnd()
    .split('\r\n')
    .slice(1)
    .map((row) => row.split(',').at(-1)!);

test('weak slices are those that the check of the recipe searched', async () => {
  await withRun(async (folder, { recipe, ...diagnosis }, session) => {
    const file = path.join(folder, 'scores.csv');
    await writeScores(file, { ...diagnosis, recipe: { ...recipe!, slices: searched } }, session);
    expect(await slicesIn(file)).toEqual(['searched by the check', '', '', '']);
  });
});

test('where the checks were interrupted slices are searched now: four images are too few for any', async () => {
  await withRun(async (folder, diagnosis, session) => {
    const file = path.join(folder, 'scores.csv');
    await writeScores(file, diagnosis, session);
    expect(await slicesIn(file)).toEqual(['', '', '', '']);
  });
});

test('weak slices of a model file are those that its diagnosis searched', async () => {
  await withRun(async (folder, { recipe, images }, session) => {
    const file = path.join(folder, 'scores.csv');
    const model = { measures: { probabilities: recipe!.run.probabilities }, slices: searched };
    await writeScores(file, { images, model: model as unknown as Diagnosis['model'] }, session);
    expect(await slicesIn(file)).toEqual(['searched by the check', '', '', '']);
  });
});
