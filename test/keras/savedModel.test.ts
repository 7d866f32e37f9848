import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ofSplit } from '../../src/dataset/dataset.js';
import type { ScannedImage } from '../../src/dataset/scan.js';
import { tf } from '../../src/engine/tensorflow.js';
import { openPredictor, predictImages } from '../../src/measure/model/predictor.js';
import { readSavedModel } from '../../src/measure/model/savedModel.js';
import { scalingsToTry } from '../../src/measure/model/scalingTrials.js';
import { isCorrect } from '../../src/metrics/correctness.js';
import { drawnSeeds } from '../fixtures/drawnSeeds.js';
import { expectParity, largestDifference, SEED } from './parity.js';
import { python } from './python.js';

let folder: string;
let images: ScannedImage[];
let answers: Record<string, number[][]>;
const at = (name: string): string => path.join(folder, name);

beforeAll(async () => {
  await tf.ready();
  folder = mkdtempSync(path.join(tmpdir(), 'thaw-given-'));
  const { images: all } = await drawnSeeds(at('images'), 3, 2, 7);
  images = ofSplit(all, 'validation');
  answers = python(
    `
import keras, numpy as np
from keras import layers
keras.utils.set_random_seed(given['seed'])
load = keras.utils
pictures = np.stack([load.img_to_array(load.load_img(file, target_size=(64, 96))) for file in given['files']])
def moved(model):
    for w in model.weights:
        if w.name != 'kernel': w.assign(keras.random.uniform(w.shape, 0.5, 1.5))
    return model
base = keras.applications.MobileNetV2(include_top=False, weights=None, input_shape=(64, 96, 3))
pool, head = layers.GlobalAveragePooling2D, lambda: layers.Dense(3, activation='softmax')
plain = moved(keras.Sequential([base, pool(), layers.Dropout(0.5), head()]))
start = keras.Input((64, 96, 3))
x = layers.Conv2D(8, 3, strides=2, activation='relu')(layers.Rescaling(1 / 127.5, offset=-1)(start))
scaling = moved(keras.Model(start, layers.Dense(3)(pool()(layers.BatchNormalization()(x)))))
augment = keras.Sequential([layers.RandomFlip('horizontal'), layers.RandomRotation(0.2)])
apps = keras.applications
def built(scale, head):
    start = keras.Input((64, 96, 3))
    return moved(keras.Model(start, head(layers.GlobalMaxPooling2D()(layers.Conv2D(8, 3)(scale(augment(start)))))))
scaled = {
    'tf': built(apps.inception_v3.preprocess_input, layers.Dense(3, activation='sigmoid')),
    'caffe': built(apps.vgg16.preprocess_input, layers.Dense(1, activation='sigmoid')),
    'torch': built(apps.densenet.preprocess_input, layers.Dense(1)),
    'doubled': built(lambda x: apps.inception_v3.preprocess_input(x) / 255, layers.Dense(3)),
}
for name, model in scaled.items(): model.save(given['folder'] + f'/{name}.keras')
plain.save(given['folder'] + '/plain.keras')
plain.save(given['folder'] + '/plain.h5')
scaling.save(given['folder'] + '/scaling.keras')
tf_scaled = pictures / 127.5 - 1
answer = {
    'plain tf': plain.predict(tf_scaled, verbose=0).tolist(),
    'plain doubled': plain.predict(tf_scaled / 255, verbose=0).tolist(),
    'scaling': keras.ops.softmax(scaling.predict(pictures, verbose=0)).numpy().tolist(),
    **{name: model.predict(pictures, verbose=0).tolist() for name, model in scaled.items()},
}
`,
    { folder, seed: SEED, files: images.map((image) => image.path) },
  ) as typeof answers;
}, 180_000);
afterAll(() => rmSync(folder, { recursive: true }));

const SIZE = { height: 64, width: 96, interpolation: 'nearest' } as const;
const TF = { step: 'preprocess_input', mode: 'tf' } as const;

async function ask(file: string, scaling: Parameters<typeof predictImages>[3]): Promise<number[][]> {
  const model = openPredictor((await readSavedModel(at(file))).model);
  try {
    return await predictImages(model, images, SIZE, scaling);
  } finally {
    model.dispose();
  }
}

test.each([
  { file: 'plain.keras', scaling: [TF], theirs: 'plain tf' },
  { file: 'plain.h5', scaling: [TF], theirs: 'plain tf' },
  { file: 'plain.keras', scaling: [TF, { step: 'rescale', factor: 1 / 255 } as const], theirs: 'plain doubled' },
])(
  'a given model answers about pictures, and is as accurate, as Keras: $file, $theirs',
  async ({ file, scaling, theirs }) => {
    const before = tf.memory().numTensors;
    const ours = await ask(file, scaling);
    const reference = answers[theirs];
    expectParity(`${file}, ${theirs}, from files of pictures`, largestDifference(ours.flat(), reference.flat()), 1e-4);
    const labels = images.map(({ label }) => label);
    expect(isCorrect({ labels, probabilities: ours })).toEqual(isCorrect({ labels, probabilities: reference }));
    expect(tf.memory().numTensors).toBe(before);
  },
);

test('a model that scales by itself and answers with logits gives the probabilities that Keras makes of them', async () => {
  const given = await readSavedModel(at('scaling.keras'));
  expect({ own: given.own, backbone: given.backbone }).toEqual({ own: [TF], backbone: undefined });
  const [declared] = scalingsToTry([], undefined, given.own);
  expect(declared).toEqual([TF]);
  const ours = await ask('scaling.keras', declared);
  expectParity(
    'a Rescaling layer of Keras, probabilities',
    largestDifference(ours.flat(), answers.scaling.flat()),
    1e-4,
  );
});

const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));
const shares = (values: number[]): number[] => values.map((value) => value / values.reduce((sum, one) => sum + one, 0));

test.each([
  { name: 'tf', own: [TF], probabilities: shares },
  {
    name: 'caffe',
    own: [{ step: 'preprocess_input', mode: 'caffe' }],
    probabilities: ([second]: number[]) => [1 - second, second],
  },
  {
    name: 'torch',
    own: [{ step: 'preprocess_input', mode: 'torch' }],
    probabilities: ([logit]: number[]) => [1 - sigmoid(logit), sigmoid(logit)],
  },
  {
    name: 'doubled',
    own: [TF, { step: 'rescale', factor: expect.closeTo(1 / 255, 10) }],
    probabilities: (logits: number[]) => shares(logits.map(Math.exp)),
  },
] as const)(
  'a model that calls preprocess_input itself, augments and ends in sigmoids or logits answers as in Keras: $name',
  async ({ name, own, probabilities }) => {
    const given = await readSavedModel(at(`${name}.keras`));
    expect(given.own).toEqual(own);
    const theirs = answers[name].map(probabilities);
    const ours = await ask(`${name}.keras`, given.own);
    expect(given.numClasses).toBe(theirs[0].length);
    expectParity(
      `preprocess_input within a model, ${name}, probabilities`,
      largestDifference(ours.flat(), theirs.flat()),
      1e-4,
    );
  },
);
