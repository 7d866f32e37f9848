import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ScannedImage } from '../../src/dataset/scan.js';
import { parseRecipe, REFERENCE_RECIPE, withChanges } from '../../src/recipe/recipe.js';
import type { Recipe } from '../../src/recipe/recipeType.js';
import { readRun, runId, runNames, type StoredRun, writeRun } from '../../src/store/runStore.js';

const CLASSES = ['barley', 'rye'];

let folder: string;

beforeEach(async () => {
  folder = path.join(await mkdtemp(path.join(tmpdir(), 'thaw-runs-')), 'runs');
});

afterEach(() => rm(path.dirname(folder), { recursive: true }));

test('the same recipe on the same images has the same name', () => {
  expect(runId(structuredClone(REFERENCE_RECIPE), images(), [...CLASSES])).toBe(
    runId(REFERENCE_RECIPE, images(), CLASSES),
  );
  expect(runId(REFERENCE_RECIPE, images(), CLASSES)).toMatch(/^[0-9a-f]{16}$/);
});

test('a run on a validation split in two parts keeps the name that it had when the parts had other names', () => {
  const inParts = images().map((image, i): ScannedImage => ({ ...image, part: i === 0 ? 'evaluation' : 'selection' }));
  expect(runId(REFERENCE_RECIPE, inParts, CLASSES)).toBe('f4418b711cb55d85');
});

test.each<{ what: string; change: (list: ScannedImage[]) => ScannedImage[] }>([
  { what: 'one image of another content', change: ([first, ...rest]) => [{ ...first, digest: 'f' }, ...rest] },
  { what: 'one image of another class', change: ([first, ...rest]) => [{ ...first, label: 1 }, ...rest] },
  { what: 'one image in the other split', change: ([first, ...rest]) => [{ ...first, split: 'validation' }, ...rest] },
  { what: 'one image in a part', change: ([first, ...rest]) => [{ ...first, part: 'evaluation' }, ...rest] },
  { what: 'one image less', change: ([, ...rest]) => rest },
  { what: 'one image twice', change: ([first, ...rest]) => [first, first, ...rest] },
])('$what gives another name', ({ change }) => {
  expect(runId(REFERENCE_RECIPE, change(images()), CLASSES)).not.toBe(runId(REFERENCE_RECIPE, images(), CLASSES));
});

test('every field of the recipe changes the name', () => {
  const changes: Required<{ [K in keyof Recipe]: Recipe[K] }> = {
    height: 299,
    width: 299,
    interpolation: 'bilinear',
    stepsPerEpoch: 10,
    backbone: { name: 'InceptionV3', weights: 'random' },
    unfrozen: { above: 'everything', batchNormalization: false },
    batchNormalization: 'moving',
    head: { units: [1024], dropout: 0.5 },
    lastActivation: 'sigmoid',
    scaling: [...REFERENCE_RECIPE.scaling].reverse(),
    validationScaling: [{ step: 'rescale', factor: 1 / 255 }],
    augmentation: { ...REFERENCE_RECIPE.augmentation!, horizontalFlip: false },
    augmentedViews: 3,
    optimizer: { ...REFERENCE_RECIPE.optimizer, weightDecay: 0.1 },
    learningRate: 1e-4,
    backboneRate: 0.1,
    schedule: { name: 'CosineDecay', warmupSteps: 0, warmupFrom: 0, decaySteps: null, alpha: 0 },
    reduceOnPlateau: {
      monitor: 'val_loss',
      factor: 0.1,
      patience: 10,
      minDelta: 1e-4,
      cooldown: 0,
      minLearningRate: 0,
    },
    loss: { name: 'CategoricalCrossentropy', labelSmoothing: 0.1 },
    classWeight: 'balanced',
    sampling: 'balanced',
    logitAdjustment: 1,
    mixup: 0.2,
    batchSize: 8,
    lastBatch: 'keep',
    epochs: 24,
    monitor: 'val_loss',
    minDelta: 0.01,
    patience: 9,
    testTimeAugmentation: { flip: true, draws: 0 },
    temperatureScaling: true,
    precision: 'bfloat16',
    seed: 43,
    phases: [{ trains: 'classifier' }],
  };
  const names = Object.entries(changes).map(([field, value]) =>
    runId(withChanges(REFERENCE_RECIPE, { [field]: value }), images(), CLASSES),
  );
  const all = new Set([runId(REFERENCE_RECIPE, images(), CLASSES), ...names]);
  expect(all.size).toBe(Object.keys(REFERENCE_RECIPE).length + 1);
});

test('fields that came later leave the names of runs that are kept as they were', () => {
  // Of the recipe of thaw before it had them.
  const {
    testTimeAugmentation: _views,
    temperatureScaling: _temperature,
    precision: _precision,
    lastActivation: _activation,
    validationScaling: _validation,
    ...before
  } = REFERENCE_RECIPE;
  expect(runId(before as Recipe, images(), CLASSES)).toBe(runId(REFERENCE_RECIPE, images(), CLASSES));
});

test('another digest of the file of weights gives another name, and without one there is none', () => {
  for (const weights of ['imagenet', 'weights/mine.keras']) {
    const recipe = withChanges(REFERENCE_RECIPE, { backbone: { name: 'InceptionV3', weights } });
    expect(runId(recipe, images(), CLASSES, 'a')).toBe(runId(recipe, images(), CLASSES, 'a'));
    expect(runId(recipe, images(), CLASSES, 'a')).not.toBe(runId(recipe, images(), CLASSES, 'b'));
    expect(() => runId(recipe, images(), CLASSES)).toThrow('digest');
  }
});

test('names on the same images are the same, and the images are read for the first one only', () => {
  const recipe = withChanges(REFERENCE_RECIPE, { backbone: { name: 'InceptionV3', weights: 'weights/mine.keras' } });
  let reads = 0;
  const watched = images().map((image) =>
    Object.defineProperty({ ...image }, 'digest', { get: () => [++reads, image.digest][1], enumerable: true }),
  );
  const nameOf = runNames(watched, CLASSES);
  for (const seed of [1, 2]) {
    const seeded = withChanges(recipe, { seed });
    expect(nameOf(seeded, 'a')).toBe(runId(seeded, images(), CLASSES, 'a'));
  }
  expect(reads).toBe(images().length);
  // As before images were read once.
  expect(runId(recipe, images(), ['a', '"data":[]'], 'a')).toBe('03fe6ef0d30f443a');
});

test('a recipe written with its fields in another order is, once checked, the same recipe', () => {
  const reversed = Object.fromEntries(Object.entries(REFERENCE_RECIPE).reverse());
  expect(runId(parseRecipe(reversed), images(), CLASSES)).toBe(runId(REFERENCE_RECIPE, images(), CLASSES));
});

test('other class names give another name, and a folder that was moved does not', () => {
  const name = runId(REFERENCE_RECIPE, images(), CLASSES);
  expect(runId(REFERENCE_RECIPE, images(), ['barley', 'oats'])).not.toBe(name);
  const moved = images().map((image) => ({ ...image, path: `/elsewhere/${image.path}` }));
  expect(runId(REFERENCE_RECIPE, moved, CLASSES)).toBe(name);
});

test('a run is read as it was written, and one that was never written is undefined', async () => {
  expect(await readRun(folder, 'a')).toBeUndefined();
  await writeRun(folder, run('a'));
  expect(await readRun(folder, 'a')).toEqual(run('a'));
  expect(await readRun(folder, 'b')).toBeUndefined();
  expect(await readdir(folder)).toEqual(['a']);
  expect(await readdir(path.join(folder, 'a'))).toEqual(['run.json']);
});

test('a run whose loss became NaN or infinite is read as it was written', async () => {
  const diverged = run('a');
  diverged.history[0].trainLoss = Number.NaN;
  diverged.history[0].validationLoss = Number.POSITIVE_INFINITY;
  diverged.probabilities = [[Number.NaN, Number.NEGATIVE_INFINITY]];
  await writeRun(folder, diverged);
  expect(await readRun(folder, 'a')).toEqual(diverged);
});

test('a run of an older version is read under the new names of its fields', async () => {
  const selection = { labels: [1], probabilities: [[0.5, 0.5]] };
  await mkdir(path.join(folder, 'a'), { recursive: true });
  const stored = { ...run('a'), toldOn: 'f00d', choosing: selection };
  await writeFile(path.join(folder, 'a', 'run.json'), JSON.stringify(stored));
  expect(await readRun(folder, 'a')).toEqual({ ...run('a'), evaluatedOn: 'f00d', selection });
});

test('a run is stored under the new names of its fields', async () => {
  const selection = { labels: [1], probabilities: [[0.5, 0.5]] };
  await writeRun(folder, { ...run('a'), evaluatedOn: 'f00d', selection });
  const stored = JSON.parse(await readFile(path.join(folder, 'a', 'run.json'), 'utf8'));
  expect(stored).toMatchObject({ evaluatedOn: 'f00d', selection });
});

test('a run that is written again takes the place of the old one', async () => {
  await writeRun(folder, run('a'));
  await writeRun(folder, { ...run('a'), seconds: 5 });
  expect((await readRun(folder, 'a'))?.seconds).toBe(5);
});

test('what a killed process left half written is no run', async () => {
  await writeRun(folder, run('a'));
  await mkdir(path.join(folder, 'b'));
  await writeFile(path.join(folder, 'b', 'run.json.4711.part'), JSON.stringify(run('b')).slice(0, 40));
  expect(await readRun(folder, 'b')).toBeUndefined();
  expect(await readRun(folder, 'a')).toEqual(run('a'));
  await writeRun(folder, run('b'));
  expect(await readRun(folder, 'b')).toEqual(run('b'));
});

test.each(['empty', 'cut', 'NULs'])(
  'a run whose file is damaged (%s) is none, is said to be so once, and can be written again',
  async (how) => {
    await writeRun(folder, run('a'));
    const file = path.join(folder, 'a', 'run.json');
    const whole = await readFile(file, 'utf8');
    await writeFile(file, { empty: '', cut: whole.slice(0, 60), NULs: '\0'.repeat(whole.length) }[how]!);
    const said: string[] = [];
    expect(await readRun(folder, 'a', (text) => said.push(text))).toBeUndefined();
    expect(await readRun(folder, 'a', (text) => said.push(text))).toBeUndefined();
    expect(said).toEqual([`${file} is damaged: this recipe is trained again.`]);
    await writeRun(folder, run('a'));
    expect(await readRun(folder, 'a')).toEqual(run('a'));
  },
);

test('at no moment of writing does a half run stand under the name, so a kill leaves none', async () => {
  const [old, large] = [run('a'), { ...run('a'), classNames: Array.from({ length: 200_000 }, (_, i) => `${i}`) }];
  await writeRun(folder, old);
  let writing = true;
  const written = writeRun(folder, large).finally(() => {
    writing = false;
  });
  const seen = new Set<number>();
  while (writing) seen.add((await readRun(folder, 'a'))!.classNames.length);
  await written;
  seen.add((await readRun(folder, 'a'))!.classNames.length);
  expect([...seen]).toEqual([old.classNames.length, 200_000]);
});

function images(): ScannedImage[] {
  return ['a', 'b', 'c', 'd'].map((digest, i) => ({
    path: `${i}.jpg`,
    className: CLASSES[i % 2],
    label: i % 2,
    split: i < 2 ? 'training' : 'validation',
    width: 454,
    height: 227,
    format: 'jpeg',
    channels: 3,
    orientation: 1,
    bytes: 1000,
    digest,
  }));
}

function run(id: string): StoredRun {
  return {
    id,
    finishedAt: '2026-01-02T03:04:05.000Z',
    recipe: structuredClone(REFERENCE_RECIPE),
    history: [{ epoch: 1, trainLoss: 2, trainAccuracy: 0.25, validationLoss: 1.5, validationAccuracy: 0.5 }],
    bestEpoch: 1,
    classNames: ['NaN', 'rye'],
    labels: [0, 1],
    probabilities: [[0.25, 0.75]],
    frozenDigest: { before: 'a', after: 'a', parameters: 7 },
    trainableParameters: 3,
    seconds: 1,
    stopped: 'finished',
  };
}
