import { expect, test } from 'vitest';
import { UserError } from '../../src/base/errors.js';
import type { ScannedImage } from '../../src/dataset/scan.js';
import { halvesOf, validationOf } from '../../src/notebook/finishedRun.js';
import type { OpenDataset } from '../../src/notebook/openDataset.js';
import { checkSameEvaluation, evaluationDigest } from '../../src/run/evaluationDigest.js';
import type { StoredRun } from '../../src/store/runStore.js';

/** Validation pictures of two classes in turn, every third to be told on where they are halved. */
function imagesOf(count: number, isHalved: boolean): ScannedImage[] {
  return Array.from({ length: count }, (_, i) => {
    const part = isHalved ? { part: i % 3 === 0 ? 'evaluation' : 'selection' } : {};
    return { path: `${i}.png`, digest: `${i}`, className: `${i % 2}`, label: i % 2, split: 'validation', ...part };
  }) as ScannedImage[];
}

const datasetOf = (images: ScannedImage[]): OpenDataset => ({ scan: { images } }) as unknown as OpenDataset;

/** A run that gives the n-th picture the probability n / 1000 of being of the first class. */
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

test('the pictures of a run are those that it is told on, in the order of its labels', () => {
  const images = imagesOf(30, true);
  const told = validationOf(runOf(images), datasetOf(images));
  expect(told.map(({ digest }) => Number(digest))).toEqual([0, 3, 6, 9, 12, 15, 18, 21, 24, 27]);
});

test('of a data set with other pictures in its place there are none, though the classes are the same', () => {
  const run = runOf(imagesOf(30, false));
  const others = imagesOf(30, false).map((image) => ({ ...image, digest: `other ${image.digest}` }));
  expect(() => validationOf(run, datasetOf(others))).toThrow(UserError);
  // A run from before the digest was kept has only its labels to be known by.
  expect(validationOf({ ...run, evaluatedOn: undefined }, datasetOf(others))).toHaveLength(30);
});

test('what is chosen by is what the epoch was chosen by', () => {
  const images = imagesOf(30, true);
  const { choose, tell, apart } = halvesOf(runOf(images), datasetOf(images));
  expect(apart).toBe(true);
  expect(tell.probabilities.map(([first]) => 1000 * first)).toEqual([0, 3, 6, 9, 12, 15, 18, 21, 24, 27]);
  expect(choose.labels).toHaveLength(20);
  expect(choose.probabilities[0][0]).toBe(0.001);
});

test('a run on pictures that are not halved is halved for a comparison, where there are enough', () => {
  const [many, few] = [imagesOf(400, false), imagesOf(100, false)];
  const halves = halvesOf(runOf(many), datasetOf(many));
  expect([halves.choose.labels.length, halves.tell.labels.length, halves.apart]).toEqual([200, 200, true]);
  expect(halvesOf(runOf(few), datasetOf(few)).apart).toBe(false);
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
