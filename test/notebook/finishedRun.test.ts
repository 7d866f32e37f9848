import { expect, test } from 'vitest';
import { UserError } from '../../src/base/errors.js';
import type { ScannedImage } from '../../src/dataset/scan.js';
import { checkSlicesOf, validationOf, validationPartsOf } from '../../src/notebook/finishedRun.js';
import type { OpenDataset } from '../../src/notebook/openDataset.js';
import { checkSameEvaluation, evaluationDigest } from '../../src/run/evaluationDigest.js';
import type { StoredRun } from '../../src/store/runStore.js';

/** Validation images of two classes in turn; every third is for evaluation where they are split in two parts. */
function imagesOf(count: number, isHalved: boolean): ScannedImage[] {
  return Array.from({ length: count }, (_, i) => {
    const part = isHalved ? { part: i % 3 === 0 ? 'evaluation' : 'selection' } : {};
    return { path: `${i}.png`, digest: `${i}`, className: `${i % 2}`, label: i % 2, split: 'validation', ...part };
  }) as ScannedImage[];
}

const datasetOf = (images: ScannedImage[]): OpenDataset => ({ scan: { images } }) as unknown as OpenDataset;

/** A run that gives the n-th image the probability n / 1000 of the first class. */
function runOf(images: readonly ScannedImage[]): StoredRun {
  const answersTo = (some: readonly ScannedImage[]) => ({
    labels: some.map(({ label }) => label),
    probabilities: some.map(({ digest }) => [Number(digest) / 1000, 1 - Number(digest) / 1000]),
  });
  const isHalved = images.some(({ part }) => part !== undefined);
  const selection = { selection: answersTo(images.filter(({ part }) => part === 'selection')) };
  const told = images.filter(({ part }) => part !== 'selection');
  return {
    id: 'a',
    evaluatedOn: evaluationDigest(images),
    ...answersTo(told),
    ...(isHalved && selection),
  } as StoredRun;
}

test('the images of a run are those that it is evaluated on, in the order of its labels', () => {
  const images = imagesOf(30, true);
  const told = validationOf(runOf(images), datasetOf(images));
  expect(told.map(({ digest }) => Number(digest))).toEqual([0, 3, 6, 9, 12, 15, 18, 21, 24, 27]);
});

test('a dataset with other images is refused, even where the classes are the same', () => {
  const run = runOf(imagesOf(30, false));
  const others = imagesOf(30, false).map((image) => ({ ...image, digest: `other ${image.digest}` }));
  expect(() => validationOf(run, datasetOf(others))).toThrow(UserError);
  // A run from before the digest was kept has only its labels to be known by.
  expect(validationOf({ ...run, evaluatedOn: undefined }, datasetOf(others))).toHaveLength(30);
});

test('where images were corrected since, it says that the recipe is to be trained again', () => {
  const run = runOf(imagesOf(30, false));
  const corrected = imagesOf(30, false).slice(1);
  const corrections = { moved: 0, deleted: 1, kept: 0, notApplied: [] };
  expect(() => validationOf(run, { ...datasetOf(corrected), corrections })).toThrow('Train the recipe again');
  expect(() => validationOf(run, datasetOf(corrected))).not.toThrow('Train the recipe again');
});

test('the selection part is the one that selected the epoch', () => {
  const images = imagesOf(30, true);
  const { selection, evaluation, apart } = validationPartsOf(runOf(images), datasetOf(images));
  expect(apart).toBe(true);
  expect(evaluation.probabilities.map(([first]) => 1000 * first)).toEqual([0, 3, 6, 9, 12, 15, 18, 21, 24, 27]);
  expect(selection.labels).toHaveLength(20);
  expect(selection.probabilities[0][0]).toBe(0.001);
});

test('validation images without parts are split for a comparison, where there are enough', () => {
  const [many, few] = [imagesOf(400, false), imagesOf(100, false)];
  const parts = validationPartsOf(runOf(many), datasetOf(many));
  expect([parts.selection.labels.length, parts.evaluation.labels.length, parts.apart]).toEqual([200, 200, true]);
  expect(validationPartsOf(runOf(few), datasetOf(few)).apart).toBe(false);
});

test('runs that are evaluated on different images are not compared', () => {
  const [some, others] = [runOf(imagesOf(30, true)), runOf(imagesOf(30, false))];
  expect(() => checkSameEvaluation([some, some])).not.toThrow();
  expect(() => checkSameEvaluation([some, others])).toThrow(
    'Runs that are compared are expected to be evaluated on the same images.',
  );
  const sameLabels = { ...some, evaluatedOn: 'another' };
  expect(() => checkSameEvaluation([some, sameLabels])).toThrow(/10 images, [0-9a-f]{16}.*10 images, another/);
});

test('slices are of a run where they have as many images and its accuracy', () => {
  const run = runOf(imagesOf(30, false));
  const slices = { accuracy: 0.5, numImages: 30, slices: [], numPairs: 0, weak: [], z: 2 };
  expect(() => checkSlicesOf(run, slices)).not.toThrow();
  expect(() => checkSlicesOf(run, { ...slices, numImages: 29 })).toThrow(/Slices of run a .* 30 images, 50/);
  expect(() => checkSlicesOf(run, { ...slices, accuracy: 0.5 + 1 / 30 })).toThrow(UserError);
});
