import { beforeAll, expect, test } from 'vitest';
import { initialWeights } from '../../src/backbones/network/initialWeights.js';
import type { Network } from '../../src/backbones/network/layer.js';
import { weightTensors } from '../../src/backbones/network/weightTensors.js';
import { type Head, networkOfHead } from '../../src/backbones/pretrained/head.js';
import { random } from '../../src/base/random.js';
import { tf } from '../../src/engine/tensorflow.js';
import { layerToKeras } from '../../src/recipe/keras/optionsToKeras.js';
import { REFERENCE_RECIPE, type RecipeChanges, withChanges } from '../../src/recipe/recipe.js';
import { createTrainer } from '../../src/training/trainer.js';
import { expectParity, largestDifference, SEED } from './parity.js';
import { pythonWithTensors } from './tensorFolder.js';

const [STEPS, BATCH, CLASSES, RATE] = [10, 8, 3, 0.05];
const SHAPE = [6, 6, 3] as const;
const SIZE = BATCH * 6 * 6 * 3;
const TOLERANCE = 2e-5;

const draw = random(SEED, 'head layers');
const pictures = Float32Array.from({ length: STEPS * SIZE }, () => draw.normal());
const labels = Array.from({ length: STEPS }, () => Array.from({ length: BATCH }, () => draw.below(CLASSES)));

beforeAll(() => tf.ready());

/** A convolution, which trains, stands for the backbone. */
const networkOf = (head: Head): Network => ({
  layers: [
    { kind: 'InputLayer', name: 'input', inputs: [] },
    {
      ...{ kind: 'Conv2D', name: 'conv', inputs: ['input'], filters: 4, kernelSize: [3, 3], strides: 1 },
      ...{ padding: 'same', useBias: true, activation: 'relu' },
    },
    ...networkOfHead(head, 'conv', CLASSES),
  ],
  output: 'logits',
});

test.each<{ what: string; head: RecipeChanges['head'] }>([
  {
    what: 'flattened, normalized',
    head: {
      layers: [{ layer: 'Flatten' }, { layer: 'BatchNormalization' }, { layer: 'Dense', units: 5, activation: 'tanh' }],
    },
  },
  {
    what: 'the largest values, normalized',
    head: {
      layers: [
        { layer: 'GlobalMaxPooling2D' },
        { layer: 'BatchNormalization', momentum: 0.8, epsilon: 0.01 },
        { layer: 'Dense', units: 5, activation: 'relu' },
      ],
    },
  },
  {
    what: 'pooled by windows, normalized before and after a dense layer without bias',
    head: {
      layers: [
        { layer: 'AveragePooling2D', poolSize: [2, 3] },
        { layer: 'BatchNormalization' },
        { layer: 'Flatten' },
        { layer: 'Dense', units: 5, useBias: false },
        { layer: 'BatchNormalization' },
        { layer: 'Activation', activation: 'relu' },
      ],
    },
  },
  {
    what: 'the largest of each window',
    head: {
      layers: [{ layer: 'MaxPooling2D' }, { layer: 'Flatten' }, { layer: 'Dense', units: 5, activation: 'sigmoid' }],
    },
  },
])('ten steps of a head lead where those of Keras lead: $what', ({ what, head }) => {
  const recipe = withChanges(REFERENCE_RECIPE, { head, optimizer: { name: 'SGD', momentum: 0.9 } });
  const tail = networkOf(recipe.head);
  const raw = initialWeights(tail, SHAPE, 5);
  const trainable = new Set([...raw.keys()].map((name) => name.slice(0, name.lastIndexOf('/'))));
  const weights = weightTensors(raw);
  const trainer = createTrainer({ prefix: undefined, tail, trainable, head: new Set(), weights: raw }, weights, {
    ...recipe,
    policy: 'moving',
  });
  if (!('layers' in recipe.head)) throw new Error('A head by layers is expected.');
  const { answer, results } = pythonWithTensors(
    `
import keras
from keras.layers import *
x = inputs = keras.Input(tensors['pictures'].shape[2:])
for layer in [Conv2D(4, 3, padding='same', activation='relu'), *(eval(text) for text in given['head']), Dense(given['classes'])]:
    x = layer(x)
model = keras.Model(inputs, x)
for layer, name in zip(model.layers, given['names']):
    for weight in layer.weights: weight.assign(tensors[name + '/' + weight.name])
loss = keras.losses.CategoricalCrossentropy(from_logits=True)
model.compile(keras.optimizers.SGD(given['rate'], momentum=0.9), loss)
answer = []
for batch, labels in zip(tensors['pictures'], given['labels']):
    model.reset_metrics()
    answer.append(float(model.train_on_batch(batch, keras.utils.to_categorical(labels, given['classes']))))
results = {name + '/' + weight.name: weight.numpy() for layer, name in zip(model.layers, given['names']) for weight in layer.weights}
`,
    {
      head: recipe.head.layers.map(layerToKeras),
      names: tail.layers.map(({ name }) => name),
      ...{ labels, rate: RATE, classes: CLASSES },
    },
    new Map([...raw, ['pictures', { shape: [STEPS, BATCH, ...SHAPE], values: pictures }]]),
  );
  const losses = labels.map((numbers, step) => {
    const x = tf.tensor(pictures.subarray(step * SIZE, (step + 1) * SIZE), [BATCH, ...SHAPE]);
    const ones = numbers.map(() => 1);
    const { loss } = trainer.step(x, numbers, ones, RATE);
    x.dispose();
    return loss;
  });
  expectParity(`head, losses of ten steps: ${what}`, largestDifference(losses, answer as number[]), TOLERANCE);
  const trained = trainer.snapshot();
  expect([...trained.keys()].sort()).toEqual([...raw.keys()].sort());
  for (const [name, { values }] of trained) {
    // A bias before a normalization has no gradient.
    if (name.endsWith('kernel'))
      expect(largestDifference(values, raw.get(name)!.values), name).toBeGreaterThan(100 * TOLERANCE);
    expectParity(
      `head, ${name} after ten steps: ${what}`,
      largestDifference(values, results.get(name)!.values),
      TOLERANCE,
    );
  }
  trainer.dispose();
  tf.dispose([...weights.values()]);
});
