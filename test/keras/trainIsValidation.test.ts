import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BatchNormalizationPolicy } from '../../src/backbones/network/batchNormalization.js';
import { buildClassifier } from '../../src/backbones/pretrained/classifier.js';
import { loadBackbone } from '../../src/backbones/pretrained/loadBackbone.js';
import { random } from '../../src/base/random.js';
import { readClassFolders } from '../../src/dataset/classFolders.js';
import { ofSplit } from '../../src/dataset/dataset.js';
import { decodeImage } from '../../src/dataset/image.js';
import { type ScannedImage, scanImages } from '../../src/dataset/scan.js';
import { tf } from '../../src/engine/tensorflow.js';
import { composedScaling, scaledPixels } from '../../src/preprocess/composedScaling.js';
import { REFERENCE_RECIPE, withChanges } from '../../src/recipe/recipe.js';
import { runRecipe } from '../../src/run/runRecipe.js';
import type { EpochRecord } from '../../src/training/history.js';
import { expectParity, largestDifference, SEED } from './parity.js';
import { pythonWithTensors } from './tensorFolder.js';

// The decisive test of keras PR 9965, https://github.com/keras-team/keras/pull/9965: training set and validation set are
// the same pictures, all of them one batch. What an epoch's validation measures, after its one step, is then what the next
// epoch's training measures before its own, if a frozen layer does the same in both.

const CLASSES = ['blue', 'green', 'red'];
const OF_EACH_CLASS = 4;
const SIZE = 32;
/** Losses here are about 1; through the network float32 keeps some five digits. */
const TOLERANCE = 1e-4;

const RECIPE = withChanges(REFERENCE_RECIPE, {
  height: SIZE,
  width: SIZE,
  backbone: { name: 'MobileNetV2', weights: 'nsfwjs' },
  head: { units: [], dropout: 0 },
  scaling: [{ step: 'preprocess_input', mode: 'unit' }],
  augmentation: null,
  batchSize: CLASSES.length * OF_EACH_CLASS,
  epochs: 6,
  patience: 6,
  seed: SEED,
});

const folder = mkdtempSync(path.join(tmpdir(), 'thaw-same-'));
let images: ScannedImage[];
const histories = new Map<BatchNormalizationPolicy, EpochRecord[]>();

beforeAll(async () => {
  await tf.ready();
  for (const [label, className] of CLASSES.entries()) {
    for (let i = 0; i < OF_EACH_CLASS; i++) {
      const draw = random(SEED, 'same', className, i);
      const waves = [0, 1, 2].map(() => [draw.between(0.1, 1), draw.between(0.1, 1)]);
      const pixels = Uint8Array.from({ length: SIZE * SIZE * 3 }, (_, k) => {
        const [a, b] = waves[k % 3];
        const bright = k % 3 === 2 - label ? 150 : 90;
        return bright + 60 * Math.sin(a * Math.floor(k / 3 / SIZE) + b * (Math.floor(k / 3) % SIZE)) + draw.normal(9);
      });
      for (const split of ['training_set', 'validation_set']) {
        mkdirSync(path.join(folder, split, className), { recursive: true });
        const picture = sharp(pixels, { raw: { width: SIZE, height: SIZE, channels: 3 } });
        await picture.png().toFile(path.join(folder, split, className, `${i}.png`));
      }
    }
  }
  images = (await scanImages(await readClassFolders(folder))).images;
  for (const policy of ['moving', 'batch', 'batch-and-update'] as const) {
    const recipe = withChanges(RECIPE, { batchNormalization: policy });
    const options = { cacheFolder: path.join(folder, 'cache'), now: () => performance.now() };
    histories.set(policy, (await runRecipe(recipe, images, CLASSES, options)).history);
  }
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true }));

test('with moving statistics the validation loss of an epoch is the training loss of the next', () => {
  const history = histories.get('moving')!;
  const gap = largestGap(history);
  expectParity('same pictures to train and validate on, moving statistics: losses, next epoch', gap, TOLERANCE);
  // And they move, so that the equality is not of a loss that stands still.
  expect(history[0].trainLoss - history.at(-1)!.trainLoss).toBeGreaterThan(100 * TOLERANCE);
});

test("with the batch's statistics it is far off: the same images are classified by another network", () => {
  for (const policy of ['batch', 'batch-and-update'] as const) {
    const history = histories.get(policy)!;
    const [before, last] = history.slice(-2);
    console.log(`${policy}: validation loss ${before.validationLoss}, training loss next ${last.trainLoss}`);
    expect(before.validationLoss - last.trainLoss).toBeGreaterThan(1000 * TOLERANCE);
    // Training learns the pictures; what validation sees of the very same ones hardly changes.
    expect(last.trainLoss).toBeLessThan(0.5 * history[0].trainLoss);
    expect(last.validationLoss).toBeGreaterThan(0.9 * history[0].validationLoss);
  }
});

test('with moving statistics all losses are those of Keras 3 with a frozen base', async () => {
  const { name, weights: source } = RECIPE.backbone;
  const backbone = await loadBackbone(name, source);
  const { weights } = buildClassifier(backbone, RECIPE, CLASSES.length);
  const training = ofSplit(images, 'training');
  const stages = composedScaling(RECIPE.scaling);
  const pictures = await Promise.all(training.map((image) => decodeImage(image.path, RECIPE)));
  const x = Float32Array.from(pictures.flatMap((pixels) => [...Array.from(scaledPixels(pixels, stages))]));
  const { answer } = pythonWithTensors(
    `
import keras
base = keras.applications.MobileNetV2(include_top=False, weights=None, input_shape=tensors['x'].shape[1:])
for layer in base.layers:
    if layer.weights:
        layer.set_weights([value for name, value in tensors.items() if name.rsplit('/', 1)[0] == layer.name])
base.trainable = False
head = keras.layers.Dense(len(given['classes']))
model = keras.Sequential([keras.Input(tensors['x'].shape[1:]), base, keras.layers.GlobalAveragePooling2D(), head])
head.set_weights([tensors['logits/kernel'], tensors['logits/bias']])
model.compile(keras.optimizers.Adam(given['rate']), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
labels = np.array(given['labels'])
history = model.fit(tensors['x'], labels, batch_size=len(labels), epochs=given['epochs'],
                    validation_data=(tensors['x'], labels), verbose=0).history
answer = [[float(loss) for loss in history[name]] for name in ('loss', 'val_loss')]
`,
    {
      classes: CLASSES,
      labels: training.map(({ label }) => label),
      epochs: RECIPE.epochs,
      rate: RECIPE.learningRate,
    },
    new Map([...weights, ['x', { shape: [training.length, SIZE, SIZE, 3], values: x }] as const]),
  );
  const history = histories.get('moving')!;
  const [trainLosses, validationLosses] = answer as number[][];
  const what = 'frozen MobileNetV2, moving statistics, six epochs';
  const ours = (of: 'trainLoss' | 'validationLoss'): number[] => history.map((epoch) => epoch[of]);
  expectParity(`${what}: training losses`, largestDifference(ours('trainLoss'), trainLosses), TOLERANCE);
  expectParity(`${what}: validation losses`, largestDifference(ours('validationLoss'), validationLosses), TOLERANCE);
});

/** Largest distance of an epoch's validation loss from the next one's training loss. */
function largestGap(history: readonly EpochRecord[]): number {
  return largestDifference(
    history.slice(0, -1).map(({ validationLoss }) => validationLoss),
    history.slice(1).map(({ trainLoss }) => trainLoss),
  );
}
