import { expect, test } from 'vitest';
import type { ScannedImage } from '../../../src/dataset/scan.js';
import { checkHeldOut, drawTrialSample } from '../../../src/diagnose/interventions/trialSample.js';

/** A class of 90 %, and one of 10 %. */
const images = (numTraining: number, numValidation: number): ScannedImage[] =>
  Array.from({ length: numTraining + numValidation }, (_, i) => ({
    path: `${i}.jpg`,
    className: i % 10 === 0 ? 'b' : 'a',
    label: i % 10 === 0 ? 1 : 0,
    split: i < numTraining ? 'training' : 'validation',
  })) as ScannedImage[];

const count = (sample: ScannedImage[], part: string, label?: number): number =>
  sample.filter((image) => (image.part ?? image.split) === part && (label === undefined || image.label === label))
    .length;

test('of the images of a sample, 42 % train, 28 % select, and 30 % confirm', () => {
  const sample = drawTrialSample(images(4000, 1000), 500);
  expect(sample).toMatchObject({ numTraining: 210, numSelection: 140, numEvaluation: 150, isWhole: false });
  expect([
    count(sample.images, 'training'),
    count(sample.images, 'selection'),
    count(sample.images, 'evaluation'),
  ]).toEqual([210, 140, 150]);
});

test('what is selected on is held out of the training images, and confirmed on validation images', () => {
  const all = images(400, 100);
  const { images: drawn, isWhole } = drawTrialSample(all, 500);
  expect(isWhole).toBe(true);
  const splitOf = new Map(all.map(({ path, split }) => [path, split]));
  for (const { path, part } of drawn) expect(splitOf.get(path)).toBe(part === 'evaluation' ? 'validation' : 'training');
  expect(count(drawn, 'evaluation')).toBe(100);
  expect(count(drawn, 'selection')).toBe(80);
});

test('a part of the images has as many of each class; all of them keep the shares', () => {
  const { images: some } = drawTrialSample(images(4000, 1000), 200);
  for (const part of ['training', 'evaluation']) expect(count(some, part, 1)).toBe(count(some, part, 0));
  const { images: all } = drawTrialSample(images(4000, 1000), 5000);
  expect(count(all, 'training', 1)).toBe(320);
  expect(count(all, 'evaluation', 1)).toBe(100);
});

test('a class of a few images is in every part', () => {
  const few = images(400, 100).filter(({ label }, i) => label === 0 || i % 100 === 0);
  const { images: fewDrawn } = drawTrialSample(few, 250);
  for (const part of ['training', 'selection', 'evaluation']) expect(count(fewDrawn, part, 1)).toBeGreaterThan(0);
});

test('the same seed draws the same images', () => {
  const paths = (seed: number): string[] =>
    drawTrialSample(images(4000, 1000), 500, seed).images.map(({ path }) => path);
  expect(paths(1)).toEqual(paths(1));
  expect(paths(1)).not.toEqual(paths(2));
});

test('where every class has one training image, nothing can be held out, and it is said how many are needed', () => {
  const one = [0, 1].flatMap((label) =>
    images(10, 1).map((image, i) => ({ ...image, label, split: i === 1 ? 'training' : 'validation' })),
  );
  expect(() => checkHeldOut(one as ScannedImage[])).toThrow('at least 2 training images of a class');
  expect(() => checkHeldOut(images(3, 1))).not.toThrow();
  expect(drawTrialSample(images(3, 1), 100).numSelection).toBeGreaterThan(0);
});
