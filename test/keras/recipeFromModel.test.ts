import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { saveModel } from '../../src/backbones/keras/saveModel.js';
import { policyOf, recipeFromModel } from '../../src/recipe/keras/recipeFromModel.js';
import { REFERENCE_RECIPE, withChanges } from '../../src/recipe/recipe.js';
import { smallModel } from '../backbones/smallModel.js';
import { python } from './python.js';

let folder: string;
const at = (name: string): string => path.join(folder, name);

/** The models that Keras writes for the tests, all in one go. */
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'thaw-half-'));
  python(
    `
import keras
from keras import layers
def built(base, head, inner=False, before=None):
    start = keras.Input(base.input_shape[1:]) if inner else base.input
    x = start if before is None else before(start)
    x = base(x, training=False) if inner else base.output
    for layer in head: x = layer(x)
    return keras.Model(start, x)
def save(model, name, *compiled):
    if compiled: model.compile(*compiled)
    model.save(given + '/' + name)
pool = layers.GlobalAveragePooling2D
apps = keras.applications

# The reference's file, as a user of Keras has it: the upper blocks unfrozen, batch normalization frozen.
base = apps.InceptionV3(include_top=False, weights=None, input_shape=(80, 90, 3))
below = {layer.name for layer in keras.Model(base.input, base.get_layer('mixed7').output).layers}
for layer in base.layers:
    layer.trainable = layer.name not in below and not isinstance(layer, layers.BatchNormalization)
model = built(base, [pool(), layers.Dense(1024, activation='relu'), layers.Dense(7, activation='softmax')])
save(model, 'inception.h5', keras.optimizers.Adam(3e-5), 'categorical_crossentropy')

# A base within the model, frozen whole, with a scaling of its own; clipped SGD and smoothed labels.
base = apps.MobileNetV2(include_top=False, weights=None, input_shape=(64, 96, 3))
base.trainable = False
head = [pool(), layers.Dropout(0.4), layers.Dense(32, activation='relu'), layers.Dropout(0.4), layers.Dense(3)]
model = built(base, head, True, layers.Rescaling(1 / 127.5, offset=-1))
sgd = keras.optimizers.SGD(keras.optimizers.schedules.CosineDecay(0.1, 100), momentum=0.9, nesterov=True, clipnorm=1.0)
save(model, 'mobile.keras', sgd, keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.1))

# What a recipe cannot say.
base = apps.VGG16(include_top=False, weights=None, input_shape=(32, 32, 3))
save(built(base, [layers.Flatten(), layers.Dense(9, activation='tanh'), layers.BatchNormalization(), layers.GaussianNoise(0.1), layers.Dense(2, activation='softmax')]), 'vgg.keras')

save(keras.Sequential([keras.Input((8, 8, 3)), layers.Conv2D(4, 3), pool(), layers.Dense(2)]), 'own.keras')
answer = None
`,
    folder,
  );
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

test('a model file of the reference gives the fields of its recipe', async () => {
  const { changes, numClasses, notes } = await recipeFromModel(at('inception.h5'));
  expect(changes).toEqual({
    height: 80,
    width: 90,
    backbone: { name: 'InceptionV3', weights: at('inception.h5') },
    unfrozen: { above: 'mixed7', batchNormalization: false },
    batchNormalization: 'moving',
    head: { units: [1024], dropout: 0 },
    optimizer: expect.objectContaining({ name: 'Adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 }),
    learningRate: expect.closeTo(3e-5, 10),
    loss: { name: 'CategoricalCrossentropy' },
  });
  expect({ numClasses, notes }).toEqual({ numClasses: 7, notes: [] });
  const recipe = withChanges(REFERENCE_RECIPE, changes);
  expect(recipe.optimizer).toEqual(REFERENCE_RECIPE.optimizer);
});

test('reads a nested base, scaling, dropout, optimizer and loss, and notes what it does not read', async () => {
  const { changes, numClasses, notes } = await recipeFromModel(at('mobile.keras'));
  expect(changes).toMatchObject({
    height: 64,
    width: 96,
    backbone: { name: 'MobileNetV2', weights: at('mobile.keras') },
    unfrozen: { above: 'nothing', batchNormalization: false },
    batchNormalization: 'moving',
    head: { units: [32], dropout: 0.4 },
    scaling: [{ step: 'preprocess_input', mode: 'tf' }],
    optimizer: { name: 'SGD', momentum: 0.9, nesterov: true, clipnorm: 1 },
    loss: { name: 'CategoricalCrossentropy', labelSmoothing: 0.1 },
  });
  expect(numClasses).toBe(3);
  expect(notes).toEqual(['The learning rate follows a schedule, which is not read from the file.']);
  expect(changes).not.toHaveProperty('learningRate');
  withChanges(REFERENCE_RECIPE, changes);
});

const NORMALIZED = { layer: 'BatchNormalization', momentum: 0.99, epsilon: 1e-3 };

test('reads a head layer by layer, notes a layer that a recipe does not have, and a model that was never compiled', async () => {
  const { changes, notes } = await recipeFromModel(at('vgg.keras'));
  expect(changes).toMatchObject({
    backbone: { name: 'VGG16' },
    unfrozen: { above: 'everything' },
    head: { layers: [{ layer: 'Flatten' }, { layer: 'Dense', units: 9, activation: 'tanh' }, NORMALIZED] },
  });
  expect(notes.join('\n')).toMatch(
    /The layer gaussian_noise\w* \(GaussianNoise\) cannot be part of the head of a recipe\./,
  );
  expect(notes.join('\n')).toMatch(/saved without its optimizer, learning rate and loss/);
});

test('an unknown backbone is an error that lists the known ones; a file with weights only is an error, too', async () => {
  await expect(recipeFromModel(at('own.keras'))).rejects.toThrow(
    /expected to have one of these backbones: InceptionV3, .*conv2d/,
  );
  await saveModel(at('alone.weights.h5'), smallModel());
  await expect(recipeFromModel(at('alone.weights.h5'))).rejects.toThrow(/expected to hold a whole model.*weights only/);
});

test.each([
  ['1.2.2', 'batch-and-update'],
  ['2.1.2', 'batch-and-update'],
  ['2.1.3', 'batch'],
  ['2.2.4', 'batch'],
  ['2.3.1', 'batch'],
  ['2.2.4-tf', 'moving'],
  ['2.3.0-tf', 'moving'],
  ['2.4.0', 'moving'],
  ['2.15.0', 'moving'],
  ['3.15.0', 'moving'],
])('a file of Keras %s has the policy of frozen batch normalization of its version: %s', (version, policy) => {
  expect(policyOf(version, [])).toBe(policy);
});
