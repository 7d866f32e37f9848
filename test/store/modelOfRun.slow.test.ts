import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RawWeight } from '../../src/backbones/network/weights.js';
import { UserError } from '../../src/base/errors.js';
import { random } from '../../src/base/random.js';
import { readClassFolders } from '../../src/dataset/classFolders.js';
import { ofSplit } from '../../src/dataset/dataset.js';
import { decodeImage } from '../../src/dataset/image.js';
import { type ScannedImage, scanImages } from '../../src/dataset/scan.js';
import { tf } from '../../src/engine/tensorflow.js';
import { type OpenModel, openModel } from '../../src/features/openModel.js';
import { gradCam } from '../../src/measure/model/gradCam.js';
import { nearestTraining } from '../../src/measure/model/nearestTraining.js';
import { NO_AUGMENTATION } from '../../src/preprocess/augmentation.js';
import { REFERENCE_RECIPE, withChanges } from '../../src/recipe/recipe.js';
import type { Views } from '../../src/recipe/views.js';
import { findLearningRate } from '../../src/run/findLearningRate.js';
import type { RunOptions } from '../../src/run/runOptions.js';
import { runRecipe } from '../../src/run/runRecipe.js';
import type { RunResult } from '../../src/run/runResult.js';
import { predictViews } from '../../src/run/testTimeAugmentation.js';
import { modelOfRun } from '../../src/store/modelOfRun.js';

/** Of probabilities: the run answers through features, the model through the whole network. */
const TOLERANCE = 1e-5;
const SIDES = ['left', 'right'];
const [HEIGHT, WIDTH] = [32, 64];

const RECIPE = withChanges(REFERENCE_RECIPE, {
  height: HEIGHT,
  width: WIDTH,
  backbone: { name: 'SmallCnn', weights: 'random' },
  unfrozen: { above: 'everything', batchNormalization: true },
  batchNormalization: 'moving',
  scaling: [{ step: 'preprocess_input', mode: 'tf' }],
  augmentation: null,
  head: { units: [], dropout: 0.2 },
  learningRate: 3e-3,
  batchSize: 8,
  epochs: 4,
});

let folder: string;
let images: ScannedImage[];
let run: RunResult;
let model: OpenModel;
let options: RunOptions;

/** A red disc or a green one on noise, in the left half or in the right: the colour is the class. */
beforeAll(async () => {
  await tf.ready();
  folder = await mkdtemp(path.join(tmpdir(), 'thaw-finished-'));
  for (const split of ['training_set', 'validation_set']) {
    for (const [label, className] of ['green', 'red'].entries()) {
      await mkdir(path.join(folder, split, className), { recursive: true });
      for (let i = 0; i < 24; i++) {
        const draw = random(split, className, i);
        const centre = i % 2 === 0 ? 16 : 48;
        const pixels = Uint8Array.from({ length: HEIGHT * WIDTH * 3 }, (_, k) => {
          const [c, x, y] = [k % 3, Math.floor(k / 3) % WIDTH, Math.floor(k / 3 / WIDTH)];
          const inside = Math.hypot(x - centre, y - 16) < 9;
          return inside ? 255 * Number(c === (label === 0 ? 1 : 0)) : draw.between(90, 150);
        });
        const picture = sharp(pixels, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } });
        await picture.png().toFile(path.join(folder, split, className, `${SIDES[i % 2]}-${i}.png`));
      }
    }
  }
  const dataset = await readClassFolders(folder);
  images = (await scanImages(dataset)).images;
  let trained: ReadonlyMap<string, RawWeight> = new Map();
  options = {
    cacheFolder: path.join(folder, 'cache'),
    now: () => performance.now(),
    onCheckpoint: async (weights) => {
      trained = weights;
    },
  };
  run = await runRecipe(RECIPE, images, dataset.classNames, options);
  model = openModel(await modelOfRun(RECIPE, trained, 2), RECIPE.scaling);
});

afterAll(async () => {
  model.dispose();
  await rm(folder, { recursive: true });
});

const AS_IT_IS: Views = { flip: false, draws: 0, ranges: NO_AUGMENTATION, seed: 1 };
const validation = (): ScannedImage[] => ofSplit(images, 'validation');
const predict = (views: Views): Promise<number[][]> =>
  predictViews(
    model,
    validation().map((image) => image.path),
    RECIPE,
    views,
  );
function largest(a: readonly number[][], b: readonly number[][]): number {
  return Math.max(...a.flatMap((row, i) => row.map((value, c) => Math.abs(value - b[i][c]))));
}

test('a model built again from recipe and kept weights answers what the run answered', async () => {
  expect(run.history[run.bestEpoch - 1].validationAccuracy).toBeGreaterThan(0.9);
  expect(largest(await predict(AS_IT_IS), run.probabilities)).toBeLessThan(TOLERANCE);
});

test('over views the answer is the mean of the answers, each by its draw, and no tensor stays', async () => {
  const plain = await predict(AS_IT_IS);
  const before = tf.memory().numTensors;
  const withMirror = await predict({ ...AS_IT_IS, flip: true });
  expect(tf.memory().numTensors).toBe(before);
  const mirrored = await Promise.all(
    validation().map(async ({ path: file }) => {
      const pixels = await decodeImage(file, RECIPE);
      return tf.tidy(() => {
        const picture = tf.tensor4d(Float32Array.from(pixels), [1, HEIGHT, WIDTH, 3]);
        const [row] = model.upTo('probabilities', tf.reverse(picture, 2)).arraySync() as number[][];
        return row;
      });
    }),
  );
  expect(largest(mirrored, plain)).toBeGreaterThan(10 * TOLERANCE);
  const mean = plain.map((row, i) => row.map((value, c) => (value + mirrored[i][c]) / 2));
  expect(largest(withMirror, mean)).toBeLessThan(TOLERANCE);
  // Draws that change nothing are the picture again.
  expect(largest(await predict({ ...AS_IT_IS, draws: 3 }), plain)).toBeLessThan(TOLERANCE);
  const moving: Views = { ...AS_IT_IS, draws: 2, ranges: { ...NO_AUGMENTATION, rotationRange: 40 } };
  const drawn = await predict(moving);
  expect(await predict(moving)).toEqual(drawn);
  expect(await predict({ ...moving, seed: 2 })).not.toEqual(drawn);
  for (const row of drawn) expect(row[0] + row[1]).toBeCloseTo(1, 5);
});

test('the network looks at the half that the disc is in', async () => {
  const asked = validation();
  const pictures = await Promise.all(asked.map((image) => decodeImage(image.path, RECIPE)));
  const maps = await gradCam(
    model,
    pictures,
    RECIPE,
    run.labels.map((label) => label),
  );
  const inHalf = maps.map(({ values }, i) => {
    const sums = [0, 0];
    values.forEach((value, k) => {
      sums[k % WIDTH < WIDTH / 2 ? 0 : 1] += value;
    });
    return sums[SIDES.findIndex((side) => path.basename(asked[i].path).startsWith(side))] / (sums[0] + sums[1]);
  });
  const lit = inHalf.filter((share) => !Number.isNaN(share));
  expect(lit.length).toBeGreaterThan(asked.length / 2);
  expect(lit.reduce((sum, share) => sum + share, 0) / lit.length).toBeGreaterThan(0.7);
});

test('an image of the training set is its own nearest, and others are near images of their class', async () => {
  const training = ofSplit(images, 'training');
  const [own] = await nearestTraining(model, [training[5]], training, RECIPE, 2, options);
  expect(own[0].index).toBe(5);
  expect(own[0].distance).toBeLessThan(1e-6);
  const nearest = await nearestTraining(model, validation(), training, RECIPE, 3, options);
  const alike = nearest.map((row, i) => row.filter(({ index }) => training[index].label === run.labels[i]).length);
  expect(alike.reduce((sum, n) => sum + n, 0)).toBeGreaterThan(0.9 * 3 * alike.length);
});

test('the features that a run of a frozen backbone kept are reused for its nearest neighbors', async () => {
  const recipe = withChanges(RECIPE, { unfrozen: { above: 'nothing', batchNormalization: false }, epochs: 1 });
  const cacheFolder = path.join(folder, 'frozen');
  let trained: ReadonlyMap<string, RawWeight> = new Map();
  const onCheckpoint = async (weights: typeof trained): Promise<void> => {
    trained = weights;
  };
  await runRecipe(recipe, images, run.classNames, { ...options, cacheFolder, onCheckpoint });
  const filesOf = async (): Promise<string[]> =>
    (await readdir(cacheFolder, { recursive: true })).filter((name) => name.endsWith('.rows')).sort();
  const kept = await filesOf();
  const frozen = openModel(await modelOfRun(recipe, trained, 2), recipe.scaling);
  const training = ofSplit(images, 'training');
  await nearestTraining(frozen, validation(), training, recipe, 1, { ...options, cacheFolder });
  frozen.dispose();
  expect(kept).toHaveLength(2);
  expect(await filesOf()).toEqual(kept);
});

test('the learning-rate finder suggests a rate between its ends at which the recipe learns', async () => {
  const before = tf.memory().numTensors;
  const search = await findLearningRate(RECIPE, images, run.classNames, options);
  expect(tf.memory().numTensors).toBe(before);
  const { steepest, minimumOverTen } = search.suggestions;
  for (const { rate } of [steepest, minimumOverTen]) {
    expect(rate).toBeGreaterThan(1e-5);
    expect(rate).toBeLessThan(1);
  }
  const learned = await runRecipe(
    withChanges(RECIPE, { learningRate: minimumOverTen.rate }),
    images,
    run.classNames,
    options,
  );
  expect(learned.history[learned.bestEpoch - 1].validationAccuracy).toBeGreaterThan(0.9);
});

test('a finder that has too few steps for a curve says so', async () => {
  const search = findLearningRate(RECIPE, images, run.classNames, { ...options, steps: 6 });
  await expect(search).rejects.toThrow(UserError);
});
