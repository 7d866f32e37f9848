import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { UserError } from '../../src/base/errors.js';
import { random } from '../../src/base/random.js';
import { diagnoseModel, type ModelDiagnosis } from '../../src/command/diagnoseModel.js';
import type { Session } from '../../src/command/session.js';
import { type OpenImages, openImages } from '../../src/dataset/openImages.js';
import { tf } from '../../src/engine/tensorflow.js';
import { openPredictor } from '../../src/measure/model/predictor.js';
import { readSavedModel } from '../../src/measure/model/savedModel.js';
import { drawnSeeds } from '../fixtures/drawnSeeds.js';
import { expectParity, largestDifference, SEED } from './parity.js';
import { python } from './python.js';

const [HEIGHT, WIDTH, NUM_IMAGES] = [40, 48, 6];
/** Of probabilities. */
const TOLERANCE = 1e-4;
/** Of float16, which Keras computes with under mixed precision; thaw computes with float32. */
const TOLERANCE_OF_FLOAT16 = 5e-3;

let folder: string;
let predictions: Record<string, number[][]>;
let threeClasses: OpenImages;
let twoClasses: OpenImages;
let session: Session;
const lines: string[] = [];
const at = (...names: string[]): string => path.join(folder, ...names);
/** Images that differ in color and in coarse patches: of fine noise alone, global pooling would make the same means. */
const pictures = Array.from({ length: NUM_IMAGES }, (_, i) => {
  const draw = random(SEED, 'heads', i);
  const color = [0, 1, 2].map(() => draw.between(0, 255));
  const patches = Array.from({ length: 5 * 6 * 3 }, () => draw.between(-60, 60));
  return Uint8Array.from({ length: HEIGHT * WIDTH * 3 }, (_one, j) => {
    const [pixel, channel] = [Math.floor(j / 3), j % 3];
    const [row, column] = [Math.floor(pixel / WIDTH), pixel % WIDTH];
    const patch = patches[(Math.floor(row / 8) * 6 + Math.floor(column / 8)) * 3 + channel];
    return Math.round(Math.min(255, Math.max(0, color[channel] + patch + draw.between(-20, 20))));
  });
});

beforeAll(async () => {
  await tf.ready();
  folder = await mkdtemp(path.join(tmpdir(), 'thaw-heads-'));
  await drawnSeeds(at('three'), 3, 8, 6);
  for (const split of ['training_set', 'validation_set']) {
    const classes = (await readdir(at('three', split))).slice(0, 2);
    for (const name of classes) await cp(at('three', split, name), at('two', split, name), { recursive: true });
  }
  const opened = { project: folder, scans: at('cache') };
  threeClasses = await openImages(at('three'), {}, opened);
  twoClasses = await openImages(at('two'), {}, opened);
  session = {
    console: { width: 100, print: (text) => lines.push(text), fail: () => {}, progress: () => {} },
    project: folder,
    runs: at('runs'),
    scans: at('cache'),
    today: () => '2026-01-01T00:00:00.000Z',
    options: { cacheFolder: at('cache'), now: () => performance.now() },
  };
  await mkdir(at('models'));
  await writeFile(at('pixels.bin'), Buffer.concat(pictures));
  predictions = python(
    `
sys.path.insert(0, given['here'])
import heads, keras, numpy as np
pixels = np.fromfile(given['pixels'], 'uint8').reshape(given['shape']).astype('float32')
answer = heads.save(keras, given['folder'], pixels, ['.keras', '.h5'])
`,
    {
      here: import.meta.dirname,
      pixels: at('pixels.bin'),
      folder: at('models'),
      shape: [NUM_IMAGES, HEIGHT, WIDTH, 3],
    },
  ) as typeof predictions;
}, 300_000);
afterAll(() => rm(folder, { recursive: true }));

async function diagnosed(file: string, images: OpenImages): Promise<ModelDiagnosis> {
  return await diagnoseModel(file, await readSavedModel(file), images, undefined, session);
}

const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));
function shares(values: readonly number[]): number[] {
  const total = values.reduce((sum, one) => sum + one, 0);
  return values.map((value) => value / total);
}
/** What the outputs of Keras mean as probabilities, where they are not. */
const MEANING: Readonly<Record<string, (outputs: number[]) => number[]>> = {
  logits: (outputs) => shares(outputs.map((one) => Math.exp(one - Math.max(...outputs)))),
  sigmoids: shares,
  'one unit': ([second]) => [1 - second, second],
  'one unit, activation apart': ([second]) => [1 - second, second],
  'one unit, logit': ([logit]) => [1 - sigmoid(logit), sigmoid(logit)],
  'compiled for two classes': ([second]) => [1 - second, second],
};

/** By nearest neighbor, as `heads.py`. */
function resized(pixels: Uint8Array, height: number, width: number): Uint8Array {
  return Uint8Array.from({ length: height * width * 3 }, (_, j) => {
    const [pixel, channel] = [Math.floor(j / 3), j % 3];
    const row = Math.floor(((Math.floor(pixel / width) + 0.5) * HEIGHT) / height);
    const column = Math.floor((((pixel % width) + 0.5) * WIDTH) / width);
    return pixels[(row * WIDTH + column) * 3 + channel];
  });
}

test.each([
  ['logits', 3, 'linear'],
  ['sigmoids', 3, 'sigmoid'],
  ['one unit', 1, 'sigmoid'],
  ['one unit, activation apart', 1, 'sigmoid'],
  ['one unit, logit', 1, 'linear'],
])('the last layer of %s is told as it is in the file', async (name, units, activation) => {
  for (const end of ['.keras', '.h5']) {
    const { output } = await readSavedModel(at('models', `${name}${end}`));
    expect(output).toEqual({ units, activation });
  }
});

test('each head, and all that a model does to its images itself, predicts as in Keras', async () => {
  const files = (await readdir(at('models'))).sort();
  expect(files.length).toBeGreaterThan(130);
  for (const file of files) {
    const name = file.replace(/\.(keras|h5)$/, '');
    const { model, own } = await readSavedModel(at('models', file));
    const [height, width] = [model.inputShape[0] ?? HEIGHT, model.inputShape[1] ?? WIDTH];
    const predictor = openPredictor(model);
    try {
      const pixels = pictures.map((one) => (height === HEIGHT ? one : resized(one, height, width)));
      const indices = pixels.map((_, i) => i);
      const { probabilities } = await predictor.predict(
        {
          height,
          width,
          images: indices.map((i) => threeClasses.scan.images[i]),
          pixels,
          labels: indices,
          interpolation: 'nearest',
        },
        own,
      );
      const theirs = predictions[name].map(MEANING[name] ?? ((outputs) => outputs));
      const tolerance = name === 'mixed precision' ? TOLERANCE_OF_FLOAT16 : TOLERANCE;
      expectParity(`head, ${file}`, largestDifference(probabilities.flat(), theirs.flat()), tolerance);
    } finally {
      predictor.dispose();
    }
  }
});

test('nearly all of these models give different probabilities to the images, so that a wrong layer shows', () => {
  const spreads = Object.values(predictions).map((rows) =>
    Math.max(...rows[0].map((_, k) => Math.max(...rows.map((row) => row[k])) - Math.min(...rows.map((row) => row[k])))),
  );
  expect(spreads.filter((spread) => spread > 0.01).length).toBeGreaterThan(0.8 * spreads.length);
});

test('`thaw diagnose --model` goes through with each of them, and shows no NaN', async () => {
  for (const [name, rows] of Object.entries(predictions)) {
    lines.length = 0;
    const images = rows[0].length === 3 ? threeClasses : twoClasses;
    const { scores, measures } = await diagnosed(at('models', `${name}.keras`), images);
    expect(measures.phases?.inTraining.length, name).toBeGreaterThan(0);
    expect(scores.accuracy, name).toBeGreaterThanOrEqual(0);
    expect(lines.join('\n'), name).not.toContain('NaN');
  }
});

test('a model that cannot be diagnosed is told why in one sentence, with what to do', async () => {
  python(
    `
import keras, os
from keras import layers
at = lambda name: os.path.join(given, name)
def model(*middle, inputs=1, outputs=1):
    starts = [keras.Input((40, 48, 3)) for _ in range(inputs)]
    x = starts[0] if inputs == 1 else layers.Concatenate()(starts)
    for layer in middle: x = layer(x)
    x = layers.GlobalAveragePooling2D()(layers.Conv2D(4, 3)(x))
    return keras.Model(starts, [layers.Dense(3, activation='softmax')(x) for _ in range(outputs)])
@keras.saving.register_keras_serializable()
class Twice(layers.Layer):
    def call(self, x): return x * 2
class Whole(keras.Model):
    def __init__(self, **options):
        super().__init__(**options)
        self.dense = layers.Dense(3)
    def call(self, x): return self.dense(keras.ops.mean(x, axis=[1, 2]))
model(layers.Lambda(lambda x: x / 255)).save(at('lambda.keras'))
model(Twice()).save(at('custom.keras'))
model(layers.LayerNormalization()).save(at('layer normalization.keras'))
model(inputs=2).save(at('two inputs.keras'))
model(outputs=2).save(at('two outputs.keras'))
model(layers.Conv2D(3, 3, groups=3)).save(at('groups.keras'))
model(layers.BatchNormalization(axis=1)).save(at('channels first.keras'))
keras.Sequential([keras.Input((40, 48, 1)), layers.Flatten(), layers.Dense(3)]).save(at('gray.keras'))
keras.Sequential([keras.Input((40, 48, 3)), layers.Conv2D(3, 1)]).save(at('maps.keras'))
keras.Sequential([keras.Input((9,)), layers.Dense(3)]).save(at('vectors.keras'))
shared = layers.Dense(3)
start = keras.Input((40, 48, 3))
pools = layers.GlobalAveragePooling2D()(start), layers.GlobalMaxPooling2D()(start)
keras.Model(start, layers.Add()([shared(pool) for pool in pools])).save(at('shared.keras'))
whole = Whole()
whole(keras.ops.zeros((1, 40, 48, 3)))
whole.save(at('subclass.keras'))
model().save_weights(at('alone.weights.h5'))
model().export(at('saved model'), verbose=False)
answer = None
`,
    folder,
  );
  const told: Record<string, RegExp> = {
    'lambda.keras':
      /layers that thaw runs.*Received: the layer lambda \(Lambda\)\. A Lambda holds Python code\. Replace/,
    'custom.keras': /layers that thaw runs.*Received: the layer twice \(Twice\)\. Replace it/,
    'layer normalization.keras': /Received: the layer layer_normalization \(LayerNormalization\)/,
    'two inputs.keras': /one input and one output\. Received: 2 inputs and 1 output/,
    'two outputs.keras': /one input and one output\. Received: 1 input and 2 outputs/,
    'groups.keras': /groups 1\. Received: 3/,
    'channels first.keras': /axis -1 or 3\. Received: 1, with channels first/,
    'gray.keras': /images of three channels.*Received: input \[40, 48, 1\], output \[3\]/,
    'maps.keras': /one output per class.*Received: input \[40, 48, 3\], output \[40, 48, 3\]/,
    'vectors.keras': /images, \[batch, height, width, channels\]\. Received: \[null,9\]/,
    'shared.keras': /a layer that is called once\. Received: 2 calls/,
    'subclass.keras': /a functional or a sequential model\. Received: Whole\. Save a functional or sequential model/,
    'alone.weights.h5': /a whole model\. Received: weights only\. Save it with `model\.save`/,
    'saved model': /Received: the folder .*saved model, a SavedModel.*`model\.save\("model\.keras"\)`/,
  };
  for (const [name, message] of Object.entries(told)) {
    const error = await diagnosed(at(name), threeClasses).catch((thrown: unknown) => thrown);
    expect(error, name).toBeInstanceOf(UserError);
    expect((error as UserError).message).toMatch(message);
    expect((error as UserError).message).not.toContain('\n');
  }
});
