import * as fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { scoresCsv } from '../../../src/command/scoresCsv.js';
import type { PictureFigures } from '../../../src/dataset/figures/pictureFigures.js';
import { imageScores, predictionsByPath } from '../../../src/diagnose/stages/imageScores.js';
import { readDoubts, writeDoubts } from '../../../src/measure/data/keptDoubts.js';
import { scannedImage } from '../../dataset/scannedImage.js';

const classNames = ['oat', 'rye'];
const image = (name: string, changes: Parameters<typeof scannedImage>[0] | object = {}) =>
  scannedImage({ path: `/data/${name}`, className: 'oat', ...changes });
const [seen, copy, evaluated] = [
  image('training_set/oat/1.jpg', { digest: 'same' }),
  image('training_set/oat/=2.jpg', { digest: 'same' }),
  image('validation_set/rye/3.jpg', { className: 'rye', label: 1, split: 'validation' }),
];
const images = [seen!, copy!, evaluated!];
const dataset = {
  folder: '/data',
  classNames,
  scan: { images, unreadable: [], duplicates: [[seen!, copy!]] },
};
const figures = images.map(
  (_, i): PictureFigures => ({
    grey: Uint8Array.from({ length: 1024 }, (_v, at) => (at * (7 + i)) % 251),
    ...{ color: [90, 90, 90], borderColor: [90, 90, 90], centerColor: [90, 90, 90], chroma: 0 },
    ...{ brightness5: 20, brightness99: 220, entropy: 6, sharpness: 0.4 },
  }),
);

test('each image has a row with what is known of it, and nothing where it is not', () => {
  const slice = {
    ...{ property: 'brightness', name: 'brightness at most 60 of 255', members: [0], accuracy: 0, rest: 1 },
    ...{ interval: [0, 1] as const, cost: { value: 0.1, interval: [0, 1] as const }, statistic: 4, pValue: 0.01 },
  };
  const scores = imageScores(dataset, {
    figures,
    doubts: [undefined, undefined, 0.75],
    outliers: [0, 0.5, 1],
    predictions: predictionsByPath([{ images: [evaluated!], probabilities: [[0.75, 0.25]] }]),
    weak: { slices: [slice], evaluated: [evaluated!] },
  });
  expect(scores[0]).toMatchObject({
    ...{ file: 'training_set/oat/1.jpg', className: 'oat', split: 'training', prediction: undefined, loss: undefined },
    ...{ duplicates: 1, duplicateOf: 'training_set/oat/=2.jpg', outlier: 0, slice: undefined },
  });
  expect(scores[2]).toMatchObject({
    ...{ prediction: 'oat', probability: 0.75, doubt: 0.75, duplicates: 0, duplicateOf: undefined, outlier: 1 },
    ...{ slice: 'brightness at most 60 of 255' },
  });
  expect(scores[2]!.loss).toBeCloseTo(Math.log(4), 12);
  expect(scoresCsv(scores).split('\r\n')).toEqual([
    'path,class,split,prediction,probability,loss,doubt,duplicates,duplicate_of,quality,outlier,slice',
    'training_set/oat/1.jpg,oat,training,,,,,1,training_set/oat/=2.jpg,,0,',
    'training_set/oat/=2.jpg,oat,training,,,,,1,training_set/oat/1.jpg,,0.5,',
    'validation_set/rye/3.jpg,rye,validation,oat,0.75,1.3863,0.75,0,,,1,brightness at most 60 of 255',
    '',
  ]);
});

test('doubts are kept for the images that were checked, until one of all images is another', async () => {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'thaw-doubts-'));
  try {
    expect(await readDoubts(folder, images)).toEqual([undefined, undefined, undefined]);
    await writeDoubts(folder, images, [evaluated!], [[0.9, 0.1]]);
    expect(await readDoubts(folder, images)).toEqual([
      undefined,
      undefined,
      { doubt: 0.9, likely: 0, probability: 0.9 },
    ]);
    expect(await readDoubts(folder, [seen!, copy!, { ...evaluated!, digest: 'changed' }])).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  } finally {
    await fs.rm(folder, { recursive: true });
  }
});
