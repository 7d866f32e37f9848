import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ScannedImage } from '../../src/dataset/scan.js';
import { savedModelFindings } from '../../src/diagnose/stages/savedModelFindings.js';
import { tf } from '../../src/engine/tensorflow.js';
import { measureSavedModel, type SavedModelMeasures } from '../../src/measure/model/measureSavedModel.js';
import { openPredictor } from '../../src/measure/model/predictor.js';
import { readSavedModel } from '../../src/measure/model/savedModel.js';
import { holdsInitialValues } from '../../src/measure/model/statisticsLag.js';
import { accuracy } from '../../src/metrics/paired.js';
import { drawnSeeds } from '../fixtures/drawnSeeds.js';
import { expectParity, SEED } from './parity.js';
import { python } from './python.js';

const CLASSES = ['a', 'b', 'c'];
const SIZE = { height: 48, width: 96, interpolation: 'nearest' } as const;
const STEPS = 90;

let folder: string;
let images: ScannedImage[];
let keras: Record<string, { inference: number; batch: number }>;
const at = (name: string): string => path.join(folder, name);

beforeAll(async () => {
  await tf.ready();
  folder = mkdtempSync(path.join(tmpdir(), 'thaw-lag-'));
  ({ images } = await drawnSeeds(at('images'), CLASSES.length, 32, 16, SEED));
  const training = images.filter(({ split }) => split === 'training');
  keras = python(
    `
import keras, numpy as np
from keras import layers
load = keras.utils
pictures = np.stack([load.img_to_array(load.load_img(file, target_size=(48, 96))) for file in given['files']])
labels = np.array(given['labels'])
def built(momentum):
    keras.utils.set_random_seed(given['seed'])
    start = keras.Input((48, 96, 3))
    x = layers.Rescaling(1 / 127.5, -1)(start)
    for filters in (16, 32, 64):
        x = layers.Conv2D(filters, 3, padding='same')(x)
        x = layers.MaxPooling2D()(layers.ReLU()(layers.BatchNormalization(momentum=momentum)(x)))
    model = keras.Model(start, layers.Dense(3, activation='softmax')(layers.GlobalAveragePooling2D()(x)))
    model.compile(keras.optimizers.Adam(1e-3), 'sparse_categorical_crossentropy')
    return model
def steps(model, n):
    draw = np.random.RandomState(given['seed'])
    for _ in range(n):
        batch = draw.choice(len(labels), 32, replace=False)
        model.train_on_batch(pictures[batch], labels[batch])
def accuracies(model):
    order = np.random.RandomState(1).permutation(len(labels))
    batches = [order[i:i + 32] for i in range(0, len(labels) - 31, 32)]
    by = lambda training: np.mean([np.argmax(model(pictures[b], training=training), 1) == labels[b] for b in batches])
    return {'inference': float(by(False)), 'batch': float(by(True))}
answer = {}
def keep(name, model):
    model.save(given['folder'] + f'/{name}.keras')
    answer[name] = accuracies(model)
model = built(0.99)
steps(model, given['steps'])
keep('few', model)
for _ in range(500): model(pictures[np.random.choice(len(labels), 32)], training=True)
keep('caught up', model)
still = built(0.99)
for _ in range(given['steps']): still(pictures[np.random.choice(len(labels), 32)], training=True)
keep('untrained weights', still)
`,
    {
      folder,
      seed: SEED,
      steps: STEPS,
      files: training.map((image) => image.path),
      labels: training.map(({ label }) => label),
    },
  ) as typeof keras;
}, 240_000);
afterAll(() => rmSync(folder, { recursive: true }));

async function measured(name: string): Promise<{ measures: SavedModelMeasures; checks: string[] }> {
  const savedModel = await readSavedModel(at(`${name}.keras`));
  const model = openPredictor(savedModel.model);
  try {
    const measures = await measureSavedModel(savedModel, model, images, CLASSES.length, {
      size: SIZE,
      declared: [],
      batchSize: 32,
    });
    const labels = images.filter(({ split }) => split === 'validation').map(({ label }) => label);
    const about = { classNames: CLASSES, labels, support: CLASSES.map(() => 1) };
    return { measures, checks: savedModelFindings(savedModel, measures, about, true).map(({ check }) => check) };
  } finally {
    model.dispose();
  }
}

test('after n steps of momentum m, moving statistics of Keras hold m^n of their initial values', async () => {
  const { measures } = await measured('untrained weights');
  const { share, explained, momentum } = measures.phases!.lag;
  expect({ momentum, explained: explained > 0.99 }).toEqual({ momentum: 0.99, explained: true });
  expectParity('share of the initial moving statistics after 90 steps', Math.abs(share - 0.99 ** STEPS), 0.02);
});

test('a model of Keras after few steps is one whose moving statistics lag, with its scaling and class order', async () => {
  const { measures, checks } = await measured('few');
  expect(keras.few.batch - keras.few.inference).toBeGreaterThan(0.1);
  expect(holdsInitialValues(measures.phases!.lag)).toBe(true);
  expect(checks).toContain('lagging-batch-norm');
  for (const wrong of ['frozen-batch-norm', 'wrong-scaling', 'class-order-mismatch', 'double-preprocessing'])
    expect(checks).not.toContain(wrong);
  expect(measures.trained).toBe(measures.trials[0]);
});

test('calling the model in training mode moves the averages on, as the advice says', async () => {
  const { measures, checks } = await measured('caught up');
  expect(keras['caught up'].inference).toBeGreaterThan(keras.few.inference + 0.1);
  expect(keras['caught up'].batch).toBeCloseTo(keras.few.batch, 1);
  expect(measures.phases!.lag.share).toBeLessThan(0.05);
  expect(accuracy(measures.phases!.inInference)).toBeGreaterThan(0.6);
  expect(checks).not.toContain('lagging-batch-norm');
});
