import { expect, test } from 'vitest';
import { inceptionV3 } from '../../src/backbones/architectures/inceptionV3.js';
import type { Unfrozen } from '../../src/backbones/pretrained/classifier.js';
import { classifierNetwork } from '../../src/backbones/pretrained/classifier.js';
import { expectationOf } from '../../src/backbones/pretrained/loadBackbone.js';
import { changedLines } from '../../src/recipe/keras/kerasLines.js';
import { REFERENCE_RECIPE, withChanges } from '../../src/recipe/recipe.js';
import { python } from './python.js';

const FREEZING = `
import keras
from keras.layers import BatchNormalization
inputs = keras.Input((75, 75, 3))
base = keras.applications.InceptionV3(include_top=False, weights=None, input_shape=(75, 75, 3))
answer = []
for lines in given:
    base.trainable = True
    names = dict(inputs=inputs, base=base, BatchNormalization=BatchNormalization)
    exec("\\n".join(lines), names)
    trained = [layer for layer in base.layers if layer.trainable and layer.weights]
    normalizations = [layer for layer in trained if isinstance(layer, BatchNormalization)]
    answer.append([len(trained) - len(normalizations), len(normalizations)])
`;

const UNFROZEN: readonly Unfrozen[] = [
  { above: 'mixed7', batchNormalization: false },
  { above: 'mixed7', batchNormalization: true },
  { above: 'everything', batchNormalization: false },
  { above: 'nothing', batchNormalization: false },
];

test('the lines of Keras train as many layers of the base as the recipe does, of each kind', () => {
  const open = withChanges(REFERENCE_RECIPE, {
    batchNormalization: 'moving',
    unfrozen: { above: 'everything', batchNormalization: true },
  });
  const recipes = UNFROZEN.map((unfrozen) => withChanges(open, { unfrozen }));
  const trained = python(
    FREEZING,
    recipes.map((recipe) => changedLines(open, recipe).after),
  );
  const network = inceptionV3();
  const expectation = expectationOf('InceptionV3', 'nsfwjs');
  const expected = recipes.map((recipe) => {
    const { trainable } = classifierNetwork({ name: 'InceptionV3', network, expectation }, recipe, 7);
    const layers = network.layers.filter(({ name }) => trainable.has(name));
    const normalizations = layers.filter(({ kind }) => kind === 'BatchNormalization').length;
    return [layers.length - normalizations, normalizations];
  });
  expect(trained).toEqual(expected);
  expect(expected[3]).toEqual([0, 0]);
});

test('every line that a change can give is Python', () => {
  const recipes = [
    withChanges(REFERENCE_RECIPE, {
      scaling: [{ step: 'preprocess_input', mode: 'lite' }],
      classWeight: 'balanced',
      batchNormalization: 'batch-and-update',
      temperatureScaling: true,
      logitAdjustment: 1,
      mixup: 0.2,
      sampling: 'balanced',
      lastBatch: 'keep',
      backbone: { name: 'EfficientNetLite0', weights: 'imagenet' },
      schedule: { name: 'CosineDecay', warmupSteps: 20, warmupFrom: 0.01, decaySteps: null, alpha: 0 },
      loss: { name: 'CategoricalFocalCrossentropy', alpha: 0.25, gamma: 2, labelSmoothing: 0 },
      optimizer: { name: 'SGD', momentum: 0.9, nesterov: true, weightDecay: 0, clipnorm: null, globalClipnorm: null },
      phases: [{ epochs: 2 }, { epochs: 3, learningRate: 1e-5 }],
    }),
    withChanges(REFERENCE_RECIPE, {
      classWeight: { name: 'EffectiveNumber', beta: 0.99 },
      augmentation: null,
      backbone: { name: 'SqueezeNet', weights: 'weights/own.h5' },
      head: { units: [], dropout: 0.2 },
      scaling: [],
    }),
  ];
  const lines = recipes.flatMap((recipe) => {
    const { before, after } = changedLines(REFERENCE_RECIPE, recipe);
    return [before, after];
  });
  const parsed = python('import ast\nanswer = [len(ast.parse("\\n".join(lines)).body) for lines in given]', lines);
  expect(Math.min(...(parsed as number[]))).toBeGreaterThan(3);
});
