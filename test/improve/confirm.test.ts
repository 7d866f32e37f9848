import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { dropoutOf } from '../../src/backbones/pretrained/head.js';
import type { ScannedImage } from '../../src/dataset/scan.js';
import type { Trials } from '../../src/diagnose/interventions/trials.js';
import { confirm, finalistsOf, type ToConfirm } from '../../src/improve/confirm.js';
import { openJournal } from '../../src/improve/journal.js';
import { ownPoint, type Point } from '../../src/improve/space.js';
import type { Recipe } from '../../src/recipe/recipeType.js';
import { Diverged } from '../../src/run/diverged.js';
import type { StoredRun } from '../../src/store/runStore.js';
import { USUAL_SPACE } from './spaces.js';

const OWN = ownPoint(USUAL_SPACE);
const withDropout = (dropout: number): Point => ({ ...OWN, dropout });
const NUM_IMAGES = 200;

const IMAGES = Array.from({ length: NUM_IMAGES }, () => ({ label: 0, split: 'validation' })) as ScannedImage[];

/** Predictions that are correct on a share of the images. */
function predictions(share: number) {
  const labels = Array.from({ length: NUM_IMAGES }, () => 0);
  return { labels, probabilities: labels.map((_, i) => (i < share * NUM_IMAGES ? [0.9, 0.1] : [0.1, 0.9])) };
}

/** Accuracy of a recipe on the selection part and on the evaluation part, by its dropout. */
type Accuracies = Readonly<Record<number, readonly [selection: number, evaluation: number]>>;

interface Options {
  /** At the highest rung of the search, by dropout. */
  found: Readonly<Record<number, number>>;
  inFull?: Accuracies;
  onSample?: Accuracies;
  seconds?: number;
  aborted?: boolean;
}

async function confirmed({ found, inFull = {}, onSample = {}, seconds = 1000, aborted = false }: Options) {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'thaw-confirm-')), 'search.log');
  const journal = await openJournal({ file, name: 't', space: USUAL_SPACE, steps: [9], facts: {}, clock: () => 0 });
  for (const [dropout, accuracy] of Object.entries(found)) {
    const point = withDropout(Number(dropout));
    await journal.reach(await journal.begin(point, point.dropout === 0), accuracy, 1);
  }
  const trained: string[] = [];
  const runOf = (accuracies: Accuracies, recipe: Recipe): StoredRun => {
    const [selection, evaluation] = accuracies[dropoutOf(recipe.head)]!;
    return { ...predictions(evaluation), selection: predictions(selection), stopped: 'finished', recipe } as StoredRun;
  };
  const trials = {
    sample: { images: IMAGES, numEvaluation: NUM_IMAGES },
    secondsOf: () => 10,
    run: async (recipe: Recipe, seed = 0) => {
      trained.push(`sample ${dropoutOf(recipe.head)} seed ${seed}`);
      return runOf(onSample, recipe);
    },
  } as unknown as Trials;
  const controller = new AbortController();
  if (aborted) controller.abort();
  const options: ToConfirm = {
    space: USUAL_SPACE,
    journal,
    trials,
    rungs: 1,
    classNames: ['a', 'b'],
    images: IMAGES,
    train: async (_, recipe) => {
      trained.push(`full ${dropoutOf(recipe.head)}`);
      if (inFull[dropoutOf(recipe.head)] === undefined) throw new Diverged();
      return [runOf(inFull, recipe)];
    },
    trainSeconds: async () => 100,
    secondsLeft: () => seconds,
    signal: controller.signal,
  };
  return { outcome: await confirm(options), again: () => confirm(options), trained, journal };
}

test('a recipe that is better on images that did not select it is recommended', async () => {
  const { outcome, trained } = await confirmed({
    found: { 0: 0.5, 0.2: 0.7 },
    inFull: { 0: [0.5, 0.5], 0.2: [0.7, 0.75] },
  });
  expect(trained).toEqual(['full 0', 'full 0.2']);
  expect(outcome).toMatchObject({ isShown: true, measuredOn: 'all images', comparisons: 1 });
  expect(dropoutOf(outcome.recommended.head)).toBe(0.2);
  expect(outcome.best!.gain.value).toBeCloseTo(0.25, 10);
});

test('the accuracy that is reported is not the one that selected', async () => {
  const { outcome } = await confirmed({ found: { 0: 0.5, 0.2: 0.9 }, inFull: { 0: [0.5, 0.5], 0.2: [0.9, 0.5] } });
  expect(outcome.best!.accuracy.value).toBe(0.5);
  expect(outcome).toMatchObject({ isShown: false, recommended: USUAL_SPACE.recipe });
});

test('a gain that may be chance is not recommended', async () => {
  const { outcome } = await confirmed({ found: { 0: 0.5, 0.2: 0.7 }, inFull: { 0: [0.5, 0.5], 0.2: [0.6, 0.505] } });
  expect(outcome.best!.gain.value).toBeGreaterThan(0);
  expect(outcome).toMatchObject({ isShown: false, recommended: USUAL_SPACE.recipe });
});

test('one that is no longer ahead when it is trained once more is told as such, and not evaluated', async () => {
  const { outcome } = await confirmed({ found: { 0: 0.5, 0.2: 0.7 }, inFull: { 0: [0.6, 0.5], 0.2: [0.55, 0.9] } });
  expect(outcome.best).toBeUndefined();
  expect(outcome.behind).toMatchObject({ accuracy: expect.closeTo(0.55, 1), own: 0.6 });
  expect(outcome).toMatchObject({ recommended: USUAL_SPACE.recipe, comparisons: 0 });
});

test('where no other recipe was more accurate, nothing is compared', async () => {
  const { outcome, trained } = await confirmed({ found: { 0: 0.5, 0.2: 0.5, 0.4: 0.3 }, onSample: { 0: [0.5, 0.4] } });
  expect(outcome.best).toBeUndefined();
  expect(outcome).toMatchObject({ isShown: false, recommended: USUAL_SPACE.recipe, comparisons: 0 });
  expect(trained).toEqual(['sample 0 seed 0']);
});

test('of several, the one that selects best after training in full is compared', async () => {
  const { outcome } = await confirmed({
    found: { 0: 0.5, 0.2: 0.8, 0.4: 0.7 },
    inFull: { 0: [0.5, 0.5], 0.2: [0.6, 0.9], 0.4: [0.7, 0.8] },
  });
  expect(dropoutOf(outcome.best!.recipe.head)).toBe(0.4);
});

test('one that is best on the sample and not in full is not recommended', async () => {
  const { outcome } = await confirmed({ found: { 0: 0.5, 0.2: 0.8 }, inFull: { 0: [0.7, 0.7], 0.2: [0.6, 0.9] } });
  expect(outcome.best).toBeUndefined();
  expect(outcome.recommended).toBe(USUAL_SPACE.recipe);
});

test('without the time for all images, the sample and seeds that selected nothing decide', async () => {
  const onSample: Accuracies = { 0: [0.5, 0.5], 0.2: [0.8, 0.8] };
  const { outcome, trained } = await confirmed({ found: { 0: 0.5, 0.2: 0.8 }, onSample, seconds: 50 });
  expect(trained).toEqual(['sample 0 seed 1', 'sample 0 seed 2', 'sample 0.2 seed 1', 'sample 0.2 seed 2']);
  expect(outcome).toMatchObject({ isShown: true, measuredOn: 'sample' });
});

test('after an interrupt, the trainings of the search decide', async () => {
  const onSample: Accuracies = { 0: [0.5, 0.5], 0.2: [0.8, 0.8] };
  const { outcome, trained } = await confirmed({ found: { 0: 0.5, 0.2: 0.8 }, onSample, aborted: true });
  expect(trained).toEqual(['sample 0 seed 0', 'sample 0.2 seed 0']);
  expect(outcome).toMatchObject({ isShown: true, measuredOn: 'sample' });
});

test('a recipe that diverges is correct on no image', async () => {
  const { outcome } = await confirmed({ found: { 0: Number.NaN, 0.2: 0.8 }, inFull: { 0.2: [0.8, 0.8] } });
  expect(outcome.own.accuracy.value).toBe(0);
  expect(dropoutOf(outcome.recommended.head)).toBe(0.2);
});

test('a second look at the evaluation part widens the interval', async () => {
  const { outcome, journal, again } = await confirmed({
    found: { 0: 0.5, 0.2: 0.7 },
    inFull: { 0: [0.5, 0.5], 0.2: [0.7, 0.75], 0.4: [0.9, 0.75] },
  });
  await journal.reach(await journal.begin(withDropout(0.4), false), 0.9, 2);
  const second = await again();
  expect(second).toMatchObject({ comparisons: 2 });
  const width = ([low, high]: readonly [number, number]): number => high - low;
  expect(width(second.best!.gain.interval)).toBeGreaterThan(width(outcome.best!.gain.interval));
  // The same recipe again is no other look.
  expect(await again()).toMatchObject({ comparisons: 2 });
});

test('finalists are those above the start, the best first', async () => {
  const { journal } = await confirmed({
    found: { 0: 0.5, 0.2: 0.6, 0.3: 0.4, 0.4: 0.7 },
    inFull: { 0: [0.5, 0.5], 0.2: [0.6, 0.6], 0.4: [0.7, 0.7] },
  });
  expect(finalistsOf(journal.candidates, 1).map(({ point }) => point.dropout)).toEqual([0.4, 0.2]);
});
