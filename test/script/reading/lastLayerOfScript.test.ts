import { expect, test } from 'vitest';
import type { Recipe } from '../../../src/recipe/recipeType.js';
import { recipeFromScript } from '../../../src/script/reading/recipeFromScript.js';
import { readingOf } from './readingOf.js';

async function read(last: string, loss: string): Promise<{ recipe: Recipe; notes: string[]; notVisible: string[] }> {
  return recipeFromScript(
    await readingOf(`
from tensorflow import keras
from tensorflow.keras.applications.vgg16 import VGG16, preprocess_input
from tensorflow.keras.layers import *
from tensorflow.keras.models import Model
from tensorflow.keras.preprocessing.image import ImageDataGenerator
gen = ImageDataGenerator(preprocessing_function=preprocess_input)
train = gen.flow_from_directory('train', target_size=(224, 224))
base = VGG16(include_top=False, weights='imagenet', input_shape=(224, 224, 3))
x = GlobalAveragePooling2D()(base.output)
${last}
model = Model(base.input, x)
model.compile('adam', ${loss})
model.fit(train, epochs=2)
`),
  );
}

const PLAIN = { name: 'CategoricalCrossentropy', labelSmoothing: 0 };

test.each<[string, string, Recipe['lastActivation'], object]>([
  ["x = Dense(4, activation='softmax')(x)", "'categorical_crossentropy'", 'softmax', PLAIN],
  ["x = Dense(4, activation='softmax')(x)", "'sparse_categorical_crossentropy'", 'softmax', PLAIN],
  ["x = Activation('softmax')(Dense(4)(x))", 'keras.losses.CategoricalCrossentropy()', 'softmax', PLAIN],
  ['x = Dense(4)(x)', 'keras.losses.CategoricalCrossentropy(from_logits=True)', 'softmax', PLAIN],
  ['x = Dense(4)(x)', 'keras.losses.SparseCategoricalCrossentropy(from_logits=True)', 'softmax', PLAIN],
  ['x = Dense(4)(x)', "'categorical_crossentropy'", 'linear', PLAIN],
  ['x = Dense(4)(x)', "'sparse_categorical_crossentropy'", 'linear', { name: 'SparseCategoricalCrossentropy' }],
  ["x = Dense(4, activation='relu')(x)", "'categorical_crossentropy'", 'relu', PLAIN],
  [
    "x = Dense(4, activation='softmax')(x)",
    'keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.1)',
    'softmax',
    { name: 'CategoricalCrossentropy', labelSmoothing: 0.1, fromLogits: true },
  ],
  [
    "x = Dense(4, activation='sigmoid')(x)",
    "'binary_crossentropy'",
    'sigmoid',
    { name: 'BinaryCrossentropy', labelSmoothing: 0 },
  ],
  [
    "x = Dense(4, activation='softmax')(x)",
    "'binary_crossentropy'",
    'softmax',
    { name: 'BinaryCrossentropy', labelSmoothing: 0 },
  ],
  ["x = Dense(4, activation='tanh')(x)", "'mse'", 'tanh', { name: 'MeanSquaredError' }],
  [
    "x = Dense(4, activation='softmax')(x)",
    'keras.losses.CategoricalFocalCrossentropy(alpha=0.5, gamma=3.0)',
    'softmax',
    { name: 'CategoricalFocalCrossentropy', alpha: 0.5, gamma: 3, labelSmoothing: 0 },
  ],
])('a last layer and its loss are read as they are: %s, %s', async (last, loss, lastActivation, expected) => {
  const { recipe, notes } = await read(last, loss);
  expect({ lastActivation: recipe.lastActivation, loss: recipe.loss, notes }).toEqual({
    lastActivation,
    loss: expected,
    notes: [],
  });
});

test.each([
  ["x = Dense(1, activation='sigmoid')(x)", "'binary_crossentropy'", /one unit per class/],
  ["x = Softmax()(Dense(4, activation='softmax')(x))", "'categorical_crossentropy'", /no last layer with softmax and/],
  ["x = Dense(4, activation='softmax')(x)", "'kl_divergence'", /a recipe has no loss kl_divergence/],
  ["x = Dense(4, activation='elu')(x)", "'categorical_crossentropy'", /a recipe has no last layer with elu/],
])('what a recipe cannot say is a note, and thaw trains with a softmax: %s, %s', async (last, loss, note) => {
  const { recipe, notes } = await read(last, loss);
  expect(notes.join('\n')).toMatch(note);
  expect([recipe.lastActivation, recipe.loss]).toEqual(['softmax', PLAIN]);
});

test('a loss that the text does not say is not visible', async () => {
  const { notVisible } = await read("x = Dense(4, activation='softmax')(x)", 'settings.loss');
  expect(notVisible).toContain('loss');
});
