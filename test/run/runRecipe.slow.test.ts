import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RawWeight } from '../../src/backbones/network/initialWeights.js';
import { UserError } from '../../src/base/errors.js';
import { random } from '../../src/base/random.js';
import { readClassFolders } from '../../src/dataset/classFolders.js';
import type { ValidationPart } from '../../src/dataset/dataset.js';
import { type ScannedImage, scanImages } from '../../src/dataset/scan.js';
import { tf } from '../../src/engine/tensorflow.js';
import type { Progress } from '../../src/features/featureOptions.js';
import { fitTemperature } from '../../src/metrics/temperature.js';
import type { ScalingMode } from '../../src/preprocess/scaling.js';
import { REFERENCE_RECIPE, type RecipeChanges, withChanges } from '../../src/recipe/recipe.js';
import type { Recipe } from '../../src/recipe/recipeType.js';
import type { RunOptions } from '../../src/run/runOptions.js';
import { runRecipe } from '../../src/run/runRecipe.js';
import type { RunResult } from '../../src/run/runResult.js';
import { csvLogger } from '../../src/training/callbacks/csvLogger.js';
import { modelCheckpoint } from '../../src/training/callbacks/modelCheckpoint.js';

const CLASSES = ['blue', 'red'];

/** The reference recipe on a network and on pictures small enough for a test. */
const SMALL = withChanges(REFERENCE_RECIPE, {
  height: 32,
  width: 32,
  backbone: { name: 'SmallCnn', weights: 'random' },
  unfrozen: { above: 'everything', batchNormalization: false },
  batchNormalization: 'moving', // which untrained is the identity
  scaling: [{ step: 'preprocess_input', mode: 'unit' }],
  augmentation: null,
  head: { units: [], dropout: 0 },
  learningRate: 3e-3,
  epochs: 3,
});

const FROZEN_INCEPTION = withChanges(SMALL, {
  height: 75,
  width: 75,
  backbone: { name: 'InceptionV3', weights: 'nsfwjs' },
  unfrozen: { above: 'nothing', batchNormalization: false },
  batchNormalization: 'moving',
});

let folder: string;
let images: ScannedImage[];

/** Sixteen training and eight validation pictures: noise, more of it red in the one class, and blue in the other. */
beforeAll(async () => {
  await tf.ready();
  folder = await mkdtemp(path.join(tmpdir(), 'thaw-run-'));
  for (const [split, count] of [
    ['training_set', 8],
    ['validation_set', 4],
  ] as const) {
    for (const [label, className] of CLASSES.entries()) {
      await mkdir(path.join(folder, 'images', split, className), { recursive: true });
      for (let i = 0; i < count; i++) {
        const draw = random(split, className, i);
        const pixels = Uint8Array.from({ length: 32 * 32 * 3 }, (_, k) => {
          const bright = k % 3 === (label === 0 ? 2 : 0);
          return draw.between(bright ? 120 : 20, bright ? 250 : 150);
        });
        const picture = sharp(pixels, { raw: { width: 32, height: 32, channels: 3 } });
        await picture.png().toFile(path.join(folder, 'images', split, className, `${i}.png`));
      }
    }
  }
  images = (await scanImages(await readClassFolders(path.join(folder, 'images')))).images;
});

afterAll(() => rm(folder, { recursive: true }));

test('a small network learns to tell two colours, and its predictions are those of its best epoch', async () => {
  const result = await run(SMALL);
  const [first, last] = [result.history[0], result.history[result.history.length - 1]];
  expect(result).toMatchObject({ stopped: 'finished', classNames: CLASSES, labels: [0, 0, 0, 0, 1, 1, 1, 1] });
  expect(result.history.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
  expect(last.validationAccuracy).toBe(1);
  expect(last.validationLoss).toBeLessThan(Math.LN2 / 2); // ln 2 is the loss of knowing nothing
  expect(last.trainLoss).toBeLessThan(first.trainLoss);
  const best = result.history[result.bestEpoch - 1].validationAccuracy;
  expect(best).toBe(Math.max(...result.history.map(({ validationAccuracy }) => validationAccuracy)));
  expect(accuracyOf(result)).toBe(best);
  for (const row of result.probabilities) expect(row[0] + row[1]).toBeCloseTo(1, 5);
});

test('colours that were dealt to the classes by chance are not learnt, so learning is no matter of course', async () => {
  const dealt = images.map((image, i) => ({ ...image, label: i % 2 }));
  const { history } = await run(SMALL, { images: dealt });
  expect(Math.min(...history.map(({ validationLoss }) => validationLoss))).toBeGreaterThan(Math.LN2 / 2);
});

/** The validation pictures halved, and the classes of one half exchanged. */
function halved(exchanged?: ValidationPart): ScannedImage[] {
  return images.map((image, i) => {
    if (image.split === 'training') return image;
    const half = i % 2 === 0 ? 'selection' : 'evaluation';
    return { ...image, part: half, label: half === exchanged ? 1 - image.label : image.label };
  });
}

test('where validation pictures are halved, the one half chooses the epoch and the other is what the run answers', async () => {
  const recipe = withChanges(SMALL, { epochs: 6, patience: 2, reduceOnPlateau: { patience: 1 } });
  const plain = await run(recipe, { images: halved() });
  expect(plain.labels).toEqual([0, 0, 1, 1]);
  expect(plain.selection?.labels).toEqual([0, 0, 1, 1]);
  expect(plain.selection?.probabilities).not.toEqual(plain.probabilities);
  expect(accuracyOf({ ...plain, ...plain.selection })).toBe(plain.history[plain.bestEpoch - 1].validationAccuracy);

  // Whatever is told on: history, epoch and end stay, and only what the answers are worth changes.
  const told = await run(recipe, { images: halved('evaluation') });
  expect(told.history).toEqual(plain.history);
  expect(told).toMatchObject({ bestEpoch: plain.bestEpoch, stopped: plain.stopped, selection: plain.selection });
  expect(told.probabilities).toEqual(plain.probabilities);
  expect(accuracyOf(told)).toBeCloseTo(1 - accuracyOf(plain), 10);
  expect(told.evaluatedOn).not.toBe(plain.evaluatedOn);

  const chosen = await run(recipe, { images: halved('selection') });
  expect(chosen.history).not.toEqual(plain.history);
  expect(chosen.evaluatedOn).toBe(plain.evaluatedOn);
});

test('without halves the run answers all validation pictures, those that its epoch was chosen by', async () => {
  const result = await run(SMALL);
  expect(result.selection).toBeUndefined();
  expect(result.labels).toHaveLength(8);
});

describe('answers', () => {
  /** A softmax of the same logits over another temperature keeps the ratios of their logarithms. */
  const temperatureOf = ([a, b]: number[], [ownA, ownB]: number[]): number =>
    (Math.log(a) - Math.log(b)) / (Math.log(ownA) - Math.log(ownB));

  test('have the temperature that the half to choose by gave, and are the same ones otherwise', async () => {
    const plain = await run(SMALL, { images: halved() });
    const scaled = await run(withChanges(SMALL, { temperatureScaling: true }), { images: halved() });
    const { labels, probabilities } = plain.selection!;
    expect(plain.temperature).toBeUndefined();
    expect(scaled.temperature).toBe(fitTemperature(labels, probabilities));
    expect(scaled.history).toEqual(plain.history);
    scaled.probabilities.forEach((row, i) => {
      expect(temperatureOf(plain.probabilities[i], row)).toBeCloseTo(scaled.temperature!, 6);
    });
  });

  test('are the mean over the views that the recipe asks for, and epochs are chosen without', async () => {
    const plain = await run(SMALL);
    const mirrored = await run(withChanges(SMALL, { testTimeAugmentation: { flip: true } }));
    const drawn = await run(withChanges(SMALL, { testTimeAugmentation: { flip: true, draws: 3 } }));
    for (const other of [mirrored, drawn]) {
      expect(other.history).toEqual(plain.history);
      expect(other.bestEpoch).toBe(plain.bestEpoch);
      for (const [a, b] of other.probabilities) expect(a + b).toBeCloseTo(1, 5);
    }
    expect(new Set([plain, mirrored, drawn].map(({ probabilities }) => probabilities[0][0])).size).toBe(3);
    const numTensors = tf.memory().numTensors;
    await run(withChanges(SMALL, { testTimeAugmentation: { draws: 1 } }));
    expect(tf.memory().numTensors).toBe(numTensors);
  });
});

test('the same seed gives the same history, augmented and with dropout too, and another seed another one', async () => {
  const drawn = withChanges(SMALL, {
    augmentation: REFERENCE_RECIPE.augmentation,
    head: { units: [16], dropout: 0.3 },
    epochs: 2,
  });
  const first = await run(drawn);
  expect((await run(drawn)).history).toEqual(first.history);
  expect((await run(withChanges(drawn, { seed: 43 }))).history).not.toEqual(first.history);
});

test('what lies below the block to unfreeze above stays, to the last bit, and the rest trains', async () => {
  const recipe = withChanges(SMALL, { unfrozen: { above: 'pool_2', batchNormalization: false } });
  const { frozenDigest, trainableParameters, history } = await run(recipe);
  expect(frozenDigest.after).toBe(frozenDigest.before);
  // Two convolutions of 3x3 below: 3 to 16 and 16 to 32 channels; two above, to 64 and 128, and two classes.
  const batchNormalizations = 4 * (16 + 32 + 64 + 128);
  expect(frozenDigest.parameters).toBe(3 * 3 * 3 * 16 + 3 * 3 * 16 * 32 + batchNormalizations);
  expect(trainableParameters).toBe(3 * 3 * 32 * 64 + 3 * 3 * 64 * 128 + (128 * 2 + 2));
  expect(history[2].trainLoss).toBeLessThan(history[0].trainLoss);
});

test.each<Pick<Recipe, 'backbone'> & { above: string; scaling: ScalingMode }>([
  { backbone: { name: 'InceptionV3', weights: 'nsfwjs' }, above: 'mixed9', scaling: 'unit' },
  { backbone: { name: 'EfficientNetLite0', weights: 'imagenet' }, above: 'block6d_add', scaling: 'lite' },
  { backbone: { name: 'ResNet50', weights: 'random' }, above: 'conv5_block2_out', scaling: 'caffe' },
  { backbone: { name: 'MobileNetV2', weights: 'nsfwjs' }, above: 'block_15_add', scaling: 'unit' },
  { backbone: { name: 'VGG16', weights: 'random' }, above: 'block4_pool', scaling: 'caffe' },
  { backbone: { name: 'SqueezeNet', weights: 'random' }, above: 'fire8/concat', scaling: 'caffe' },
])(
  'the upper block of $backbone.name trains, and what lies below does not move',
  async ({ backbone, above, scaling }) => {
    const recipe = withChanges(SMALL, {
      height: 75,
      width: 75,
      backbone,
      unfrozen: { above, batchNormalization: false },
      batchNormalization: 'moving',
      scaling: [{ step: 'preprocess_input', mode: scaling }],
      learningRate: 1e-4,
      epochs: 2,
    });
    const { frozenDigest, trainableParameters, history } = await run(recipe);
    expect(frozenDigest.after).toBe(frozenDigest.before);
    expect(frozenDigest.parameters).toBeGreaterThan(0);
    expect(trainableParameters).toBeGreaterThan(100_000);
    expect(history[1].trainLoss).toBeLessThan(history[0].trainLoss);
  },
);

test.each([
  { what: 'all layers', changes: {} },
  { what: 'frozen lower layers', changes: { unfrozen: { above: 'pool_2', batchNormalization: false } } },
  { what: 'augmentation', changes: { augmentation: REFERENCE_RECIPE.augmentation } },
])('a run leaves no tensor behind: $what', async ({ changes }) => {
  const before = tf.memory().numTensors;
  await run(withChanges(SMALL, changes));
  expect(tf.memory().numTensors).toBe(before);
});

test('an interrupted run stops at the next batch, measures what it has, and keeps its best epoch', async () => {
  const before = tf.memory().numTensors;
  let asked = 0;
  const progress: Progress[] = [];
  const result = await run(withChanges(SMALL, { epochs: 20 }), {
    interrupted: () => ++asked > 6, // four batches are an epoch: in the middle of the second
    onProgress: (now) => progress.push(now),
  });
  expect(result.stopped).toBe('interrupted');
  expect(asked).toBe(7);
  expect(progress.map(({ epoch, batch }) => `${epoch}/${batch}`)).toEqual(['1/1', '1/2', '1/3', '1/4', '2/1', '2/2']);
  expect(result.history.map(({ epoch }) => epoch)).toEqual([1, 2]);
  expect(accuracyOf(result)).toBe(Math.max(...result.history.map(({ validationAccuracy }) => validationAccuracy)));
  expect(tf.memory().numTensors).toBe(before);
});

test('a run that gets no better stops early, patience epochs after its best', async () => {
  const still = withChanges(SMALL, { learningRate: 1e-12, epochs: 20, patience: 2 });
  const { stopped, history, bestEpoch } = await run(still);
  expect({ stopped, epochs: history.length, bestEpoch }).toEqual({ stopped: 'early', epochs: 3, bestEpoch: 1 });
});

test.each<{ what: string; changes: RecipeChanges }>([
  { what: 'AdamW', changes: { optimizer: { name: 'AdamW', weightDecay: 0.1, clipnorm: 1 } } },
  { what: 'RMSprop', changes: { optimizer: { name: 'RMSprop', momentum: 0.5 }, learningRate: 1e-3 } },
  {
    what: 'SGD',
    changes: { optimizer: { name: 'SGD', momentum: 0.9, nesterov: true, globalClipnorm: 1 }, learningRate: 0.05 },
  },
  { what: 'a focal loss', changes: { loss: { name: 'CategoricalFocalCrossentropy', alpha: [1, 2] } } },
  { what: 'smoothed labels', changes: { loss: { name: 'CategoricalCrossentropy', labelSmoothing: 0.1 } } },
  { what: 'a slow backbone', changes: { backboneRate: 0.1, learningRate: 0.02 } },
])('a small network learns, and what is frozen stays, with $what', async ({ changes }) => {
  const recipe = withChanges(SMALL, { unfrozen: { above: 'pool_1', batchNormalization: false }, epochs: 6 });
  const { history, frozenDigest } = await run(withChanges(recipe, changes));
  expect(history[5].trainLoss).toBeLessThan(0.9 * history[0].trainLoss);
  expect(history[5].validationAccuracy).toBeGreaterThan(0.5);
  expect(frozenDigest.after).toBe(frozenDigest.before);
});

test('the learning rate follows the schedule to its end', async () => {
  const { history } = await run(withChanges(SMALL, { schedule: { name: 'CosineDecay', warmupSteps: 4 }, epochs: 3 }));
  const rates = history.map(({ learningRate }) => learningRate! / SMALL.learningRate);
  // Four steps an epoch: after the warm-up at the top, in the middle of the fall, and at its end.
  [1, 0.5, 0].forEach((share, i) => {
    expect(rates[i]).toBeCloseTo(share, 10);
  });
});

test('a plateau lowers the learning rate from the next epoch on', async () => {
  const still = withChanges(SMALL, { learningRate: 1e-12, epochs: 4, reduceOnPlateau: { patience: 1, factor: 0.5 } });
  const { history } = await run(still);
  const rates = history.map(({ learningRate }) => learningRate! / 1e-12);
  [1, 1, 0.5, 0.25].forEach((rate, i) => {
    expect(rates[i]).toBeCloseTo(rate, 5);
  });
});

test('the last batch, a short one, is dropped as in the reference, or kept', async () => {
  const batches = async (lastBatch: Recipe['lastBatch']): Promise<Set<number>> => {
    const seen = new Set<number>();
    const onProgress = ({ activity, batch }: Progress): void => void (activity === 'training' && seen.add(batch));
    await run(withChanges(SMALL, { batchSize: 6, lastBatch, epochs: 1 }), { onProgress });
    return seen;
  };
  expect((await batches('drop')).size).toBe(Math.floor(16 / 6));
  expect((await batches('keep')).size).toBe(Math.ceil(16 / 6));
});

test('the best epoch is that of the monitor, and callbacks of the caller are called after those of the recipe', async () => {
  const file = path.join(folder, 'log', 'training.csv');
  const epochs: number[] = [];
  const best = modelCheckpoint(({ epoch }) => void epochs.push(epoch), { monitor: 'val_loss', saveBestOnly: true });
  const recipe = withChanges(SMALL, { monitor: 'val_loss', epochs: 3 });
  const { history, bestEpoch } = await run(recipe, { callbacks: [csvLogger(file), best] });
  const losses = history.map(({ validationLoss }) => validationLoss);
  expect(bestEpoch).toBe(losses.indexOf(Math.min(...losses)) + 1);
  expect(epochs.at(-1)).toBe(bestEpoch);
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\r\n');
  expect(lines).toHaveLength(4);
  expect(lines[3]).toBe(
    [
      2,
      history[2].trainAccuracy,
      SMALL.learningRate,
      history[2].trainLoss,
      history[2].validationAccuracy,
      losses[2],
    ].join(),
  );
});

test('a linear probe comes first and fine-tuning after it, each as if it were alone but for the weights it begins with', async () => {
  const recipe = withChanges(SMALL, {
    phases: [
      { unfrozen: { above: 'nothing', batchNormalization: false }, learningRate: 1e-2, epochs: 2 },
      { unfrozen: { above: 'pool_2', batchNormalization: false }, epochs: 2 },
    ],
  });
  const before = tf.memory().numTensors;
  const epochs: string[] = [];
  const { history, bestEpoch, frozenDigest } = await run(recipe, {
    callbacks: [
      {
        onTrainBegin: () => void epochs.push('begin'),
        onEpochEnd: (epoch) => void epochs.push(`${epoch}`),
        onTrainEnd: () => void epochs.push('end'),
      },
    ],
  });
  expect(epochs).toEqual(['begin', '1', '2', '3', '4', 'end']);
  expect(history.map(({ epoch, phase }) => [phase, epoch])).toEqual([
    [1, 1],
    [1, 2],
    [2, 3],
    [2, 4],
  ]);
  expect(bestEpoch).toBeGreaterThan(2);
  const { phases, ...probe } = recipe;
  const alone = await run(withChanges({ ...probe, phases: [] }, { ...phases[0] } as RecipeChanges));
  expect(history.slice(0, 2).map(({ trainLoss }) => trainLoss)).toEqual(
    alone.history.map(({ trainLoss }) => trainLoss),
  );
  // The second phase begins where the first ended, and not with the loss of knowing nothing.
  expect(history[2].trainLoss).toBeLessThan(history[0].trainLoss);
  expect(frozenDigest.after).toBe(frozenDigest.before);
  expect(tf.memory().numTensors).toBe(before);
});

test('mixup mixes pictures and not features, is drawn by seed, and leaves no tensor behind', async () => {
  const before = tf.memory().numTensors;
  const frozen = withChanges(SMALL, { unfrozen: { above: 'pool_4', batchNormalization: false }, epochs: 2 });
  const recipe = withChanges(frozen, { mixup: 0.4 });
  const [plain, first, again] = [await run(frozen), await run(recipe), await run(recipe)];
  expect(again.history).toEqual(first.history);
  expect(first.history[0].trainLoss).not.toBe(plain.history[0].trainLoss);
  // The frozen layers are still frozen, though they run in every step.
  expect(first.frozenDigest).toEqual(plain.frozenDigest);
  expect(first.trainableParameters).toBe(plain.trainableParameters);
  expect(tf.memory().numTensors).toBe(before);
});

test('classifier retraining moves the last layer alone, and begins it anew', async () => {
  const changed: ReadonlyMap<string, RawWeight>[] = [];
  const onCheckpoint = async (weights: ReadonlyMap<string, RawWeight>): Promise<void> => void changed.push(weights);
  const base = withChanges(SMALL, { head: { units: [8], dropout: 0 }, learningRate: 1e-2 });
  const retraining = { trains: 'classifier', sampling: 'balanced', epochs: 2 } as const;
  const first = await run(base, { onCheckpoint });
  const { trainableParameters, history, bestEpoch } = await run(withChanges(base, { phases: [{}, retraining] }), {
    onCheckpoint,
  });
  expect(history.slice(0, first.history.length).map(({ trainLoss }) => trainLoss)).toEqual(
    first.history.map(({ trainLoss }) => trainLoss),
  );
  expect(history).toHaveLength(first.history.length + 2);
  expect(bestEpoch).toBeGreaterThan(first.history.length);
  expect(trainableParameters).toBe(8 * 2 + 2);
  const [alone, retrained] = changed;
  expect([...retrained.keys()].sort()).toEqual([...alone.keys()].sort());
  for (const [name, { values }] of alone) {
    if (name.startsWith('logits/')) expect(retrained.get(name)!.values).not.toEqual(values);
    else expect(retrained.get(name)!.values, name).toEqual(values);
  }
});

test.each<{ what: string; changes: RecipeChanges }>([
  { what: 'balanced sampling', changes: { sampling: 'balanced' } },
  { what: 'logit adjustment', changes: { logitAdjustment: 1 } },
  { what: 'weights by effective number', changes: { classWeight: { name: 'EffectiveNumber', beta: 0.9 } } },
  { what: 'balanced weights', changes: { classWeight: 'balanced' } },
])(
  'with eight pictures of one class to two of the other, $what answers with the rare class more often',
  async (remedy) => {
    let [blue, red] = [0, 0];
    const rare = images.filter(
      ({ split, label }) => split === 'validation' || (label === 0 ? ++blue <= 8 : ++red <= 2),
    );
    // Two epochs are not enough to be sure of anything, and so leave much to the prior.
    const recipe = withChanges(SMALL, { epochs: 2, learningRate: 1e-3, batchSize: 5 });
    const redness = ({ probabilities }: RunResult): number => probabilities.reduce((sum, row) => sum + row[1], 0);
    const plain = await run(recipe, { images: rare });
    const mended = await run(withChanges(recipe, remedy.changes), { images: rare });
    expect(redness(mended)).toBeGreaterThan(redness(plain) + 0.2);
  },
);

test('a training whose loss is no number in the first epoch is an error that says what to do', async () => {
  const wild = withChanges(SMALL, { scaling: [{ step: 'rescale', factor: 1e38 }] });
  await expect(run(wild)).rejects.toThrow(/The loss was expected to stay a number\..*Lower the learning rate/s);
});

test('features of a frozen InceptionV3 are computed once, and a second run reads them', async () => {
  const cacheFolder = path.join(folder, 'moving');
  const before = tf.memory().numTensors;
  const first = await run(FROZEN_INCEPTION, { cacheFolder });
  const written = await modified(cacheFolder);
  expect(written).toHaveLength(2); // of the training and of the validation images
  const sizes = written.map(([, , bytes]) => bytes).sort((a, b) => a - b);
  for (const [i, numImages] of [8, 16].entries()) {
    expect(sizes[i]).toBeGreaterThan(numImages * 2048 * 4);
    expect(sizes[i]).toBeLessThan(numImages * (2048 * 4 + 150));
  }
  const activities: string[] = [];
  const second = await run(FROZEN_INCEPTION, { cacheFolder, onProgress: ({ activity }) => activities.push(activity) });
  expect(await modified(cacheFolder)).toEqual(written);
  expect(activities).not.toContain('features');
  expect(second.history).toEqual(first.history);
  expect(tf.memory().numTensors).toBe(before);
  // keras.applications.InceptionV3(include_top=False).count_params()
  expect(first.frozenDigest.parameters).toBe(21_802_784);
  expect(first.frozenDigest.after).toBe(first.frozenDigest.before);
  expect(first.trainableParameters).toBe(2048 * 2 + 2);
});

describe('a bounded number of augmented views', () => {
  const VIEWS = withChanges(SMALL, {
    unfrozen: { above: 'nothing', batchNormalization: false },
    augmentation: REFERENCE_RECIPE.augmentation,
    epochs: 4,
    patience: 4,
    augmentedViews: 2,
  });
  const lossesOf = ({ history }: RunResult): number[] => history.map(({ trainLoss }) => trainLoss);

  test('goes through the frozen layers once a view, and in a second run not at all', async () => {
    const cacheFolder = path.join(folder, 'views');
    const computed = async (): Promise<{ epochs: number[]; result: RunResult }> => {
      const epochs: number[] = [];
      const result = await run(VIEWS, {
        cacheFolder,
        onProgress: ({ activity, epoch }) => activity === 'features' && epochs.push(epoch),
      });
      return { epochs, result };
    };
    const before = tf.memory().numTensors;
    const first = await computed();
    // Of the validation images and of the first view before training, of the second view before its epoch.
    expect(first.epochs).toEqual([0, 0, 2]);
    expect(await modified(cacheFolder)).toHaveLength(3);
    const second = await computed();
    expect(second.epochs).toEqual([]);
    expect(second.result.history).toEqual(first.result.history);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('sees in its first epochs what a run sees that draws anew, and then its views again', async () => {
    const [anew, two, four] = await Promise.all(
      [null, 2, 4].map((augmentedViews) => run(withChanges(VIEWS, { augmentedViews }))),
    );
    for (const epoch of [0, 1]) expect(lossesOf(two)[epoch]).toBeCloseTo(lossesOf(anew)[epoch], 5);
    expect(lossesOf(two)[2]).not.toBeCloseTo(lossesOf(anew)[2], 5);
    for (const [epoch, loss] of lossesOf(anew).entries()) expect(lossesOf(four)[epoch]).toBeCloseTo(loss, 5);
  });

  test('an interrupt while a later view is computed ends the training with its best epoch', async () => {
    let started = false;
    const result = await run(VIEWS, {
      cacheFolder: path.join(folder, 'interrupted view'),
      onProgress: ({ activity, epoch, batch, batches }) => {
        if (activity === 'training' && epoch === 1 && batch === batches) started = true;
      },
      interrupted: () => started,
    });
    expect(result).toMatchObject({ stopped: 'interrupted', bestEpoch: 1 });
  });
});

test('features whose file was spoiled between two runs are made again, which is said', async () => {
  const notes: string[] = [];
  const cacheFolder = path.join(folder, 'spoiled');
  const recipe = withChanges(SMALL, { unfrozen: { above: 'nothing', batchNormalization: false } });
  const first = await run(recipe, { cacheFolder });
  for (const [name] of await modified(cacheFolder)) {
    const bytes = await readFile(path.join(cacheFolder, name));
    bytes.fill(0, 0, 64);
    await writeFile(path.join(cacheFolder, name), bytes);
  }
  const second = await run(recipe, { cacheFolder, onNote: (note) => notes.push(note) });
  expect(second.history).toEqual(first.history);
  expect(notes).toHaveLength(2); // of the training and of the validation images
  expect(notes[0]).toMatch(/^The kept file features.* is spoiled, row 1 is not as it was written/);
});

test('features that find no room in the cache are computed in every step, which is said and gives the same', async () => {
  const notes: string[] = [];
  const cacheFolder = path.join(folder, 'no room');
  const recipe = withChanges(SMALL, { unfrozen: { above: 'nothing', batchNormalization: false } });
  const small = await run(recipe, { cacheFolder, cacheLimit: 10, onNote: (note) => notes.push(note) });
  expect(notes[0]).toMatch(/^The frozen layers run in every step: their output of .* is more than the cache/);
  expect(await modified(cacheFolder)).toEqual([]);
  const roomy = await run(recipe, { cacheFolder });
  for (const [i, { trainLoss }] of roomy.history.entries()) {
    expect(small.history[i].trainLoss).toBeCloseTo(trainLoss, 5);
  }
});

test('with batch statistics the frozen layers run in every step, and training sees another network', async () => {
  const cacheFolder = path.join(folder, 'batch');
  const recipe = withChanges(FROZEN_INCEPTION, { batchNormalization: 'batch', epochs: 2 });
  const before = tf.memory().numTensors;
  const { history, frozenDigest } = await run(recipe, { cacheFolder });
  expect(await modified(cacheFolder)).toHaveLength(1); // of the validation images
  expect(frozenDigest.after).toBe(frozenDigest.before);
  expect(history).toHaveLength(2);
  expect(tf.memory().numTensors).toBe(before);
  const moving = await run(withChanges(FROZEN_INCEPTION, { epochs: 2 }), { cacheFolder: path.join(folder, 'moving') });
  expect(history[0].trainLoss).not.toBeCloseTo(moving.history[0].trainLoss, 3);
});

test.each<{ what: string; changes: RecipeChanges; message: RegExp }>([
  {
    what: 'a block that the backbone does not have',
    changes: { unfrozen: { above: 'mixed7', batchNormalization: false } },
    message: /^SmallCnn can be unfrozen above: nothing, everything, pool_1, .*Received: mixed7\./,
  },
  {
    what: 'pictures too small for InceptionV3',
    changes: { backbone: { name: 'InceptionV3', weights: 'random' }, height: 75, width: 74 },
    message: /^InceptionV3 expects pictures of at least 75x75 pixels\. Received: 75x74\./,
  },
  {
    what: 'weights that the backbone does not have',
    changes: { backbone: { name: 'SmallCnn', weights: 'nsfwjs' } },
    message: /^SmallCnn expects weights from one of: random\. Received: nsfwjs\./,
  },
  {
    what: 'an alpha for another number of classes',
    changes: { loss: { name: 'CategoricalFocalCrossentropy', alpha: [1, 1, 1] } },
    message:
      /^Field 'loss\.alpha' of the recipe is one number, or one for each of the 2 classes\. Received: \[1,1,1\]\./,
  },
])('an error that the user can mend, and no tensor left behind: $what', async ({ changes, message }) => {
  const before = tf.memory().numTensors;
  const error = await run(withChanges(SMALL, changes)).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UserError);
  expect((error as UserError).message).toMatch(message);
  expect(tf.memory().numTensors).toBe(before);
});

function run(recipe: Recipe, options: Partial<RunOptions> & { images?: ScannedImage[] } = {}): Promise<RunResult> {
  const cacheFolder = path.join(folder, 'features');
  return runRecipe(recipe, options.images ?? images, CLASSES, {
    cacheFolder,
    now: () => performance.now(),
    ...options,
  });
}

function accuracyOf({ probabilities, labels }: Pick<RunResult, 'labels' | 'probabilities'>): number {
  return probabilities.filter(([blue, red], i) => (red > blue ? 1 : 0) === labels[i]).length / labels.length;
}

/** Name, time of change and bytes of each file. */
async function modified(cacheFolder: string): Promise<[name: string, time: number, bytes: number][]> {
  const names = (await readdir(cacheFolder, { recursive: true })).filter((name) => name.endsWith('.rows')).sort();
  return Promise.all(
    names.map(async (name): Promise<[string, number, number]> => {
      const { mtimeMs, size } = await stat(path.join(cacheFolder, name));
      return [name, mtimeMs, size];
    }),
  );
}
