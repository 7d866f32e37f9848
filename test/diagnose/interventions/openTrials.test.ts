import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ScannedImage } from '../../../src/dataset/scan.js';
import { openTrials, type Trials } from '../../../src/diagnose/interventions/trials.js';
import { withChanges } from '../../../src/recipe/recipe.js';
import { withBackbone } from '../../../src/recipe/variants.js';
import type { PassSeconds } from '../../../src/run/estimateTrainingSeconds.js';
import { USUAL_RECIPE } from '../usualRecipe.js';

const images = Array.from({ length: 2000 }, (_, i) => ({
  digest: `${i}`,
  label: i % 2,
  split: i < 1500 ? 'training' : 'validation',
})) as ScannedImage[];
/** All layers train, so that the time limits its steps; in a precision that is timed by the caller alone. */
const RECIPE = withChanges(withBackbone(USUAL_RECIPE, { name: 'InceptionV3', weights: 'random' }), {
  unfrozen: { above: 'everything', batchNormalization: false },
  precision: 'bfloat16',
  epochs: 50,
});
const PASS: PassSeconds = { inference: 0.002, training: 0.002, decoding: 0 };
const slower = ({ inference, training, decoding }: PassSeconds): PassSeconds => ({
  inference: 3 * inference,
  training: 3 * training,
  decoding: 3 * decoding,
});

let runs: string;
beforeEach(async () => {
  runs = await mkdtemp(path.join(tmpdir(), 'trials-'));
});
afterEach(async () => {
  await rm(runs, { recursive: true });
});

const open = (pass: PassSeconds, seconds = 600, of: readonly ScannedImage[] = images): Promise<Trials> =>
  openTrials(RECIPE, of, ['a', 'b'], {
    runs,
    cacheFolder: runs,
    seconds,
    pass,
    clock: Date.now,
    now: () => performance.now(),
  });

test('trials of a second call are as long as those of the first, however busy the machine is, so that they are read', async () => {
  const first = (await open(PASS)).secondsOf(RECIPE);
  const second = (await open(slower(PASS))).secondsOf(RECIPE);
  // The same epochs, each of which takes three times as long, beside a second that is always there.
  expect((second - 1) / (first - 1)).toBeCloseTo(3, 6);
  // In another search it has fewer epochs.
  expect((await open(slower(PASS), 601)).secondsOf(RECIPE)).toBeLessThan(0.7 * second);
});

test('a smaller backbone and a smaller size have shorter trials, by as much as in every other estimate', async () => {
  const { secondsOf } = await open(PASS);
  const smaller = secondsOf(withBackbone(RECIPE, { name: 'EfficientNetLite0', weights: 'random' }));
  expect(smaller).toBeLessThan(0.5 * secondsOf(RECIPE));
  const { height, width } = RECIPE;
  // More epochs of a smaller size fit, up to those of the recipe.
  expect(secondsOf(withChanges(RECIPE, { height: height / 4, width: width / 4 }))).toBeLessThan(secondsOf(RECIPE));
});

test('a trial says how many images it needs where no training image can be held out', async () => {
  const { run } = await open(PASS, 600, [images[0]!, images[1]!, images[1500]!, images[1501]!]);
  await expect(run(RECIPE)).rejects.toThrow('at least 2 training images of a class are expected');
});
