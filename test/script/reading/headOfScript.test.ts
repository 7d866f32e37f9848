import { expect, test } from 'vitest';
import { recipeFromScript } from '../../../src/script/reading/recipeFromScript.js';
import { readingOf } from './readingOf.js';

/** A script whose head is these lines, from `x` to `x`. */
const scriptOf = (lines: string, base = 'include_top=False'): string => `
from tensorflow import keras
from tensorflow.keras.applications.vgg16 import VGG16, preprocess_input
from tensorflow.keras.layers import *
from tensorflow.keras.models import Model, Sequential
from tensorflow.keras.preprocessing.image import ImageDataGenerator
gen = ImageDataGenerator(preprocessing_function=preprocess_input)
train = gen.flow_from_directory('train', target_size=(224, 224))
base = VGG16(${base}, weights='imagenet', input_shape=(224, 224, 3))
base.trainable = False
x = base.output
${lines}
model = Model(base.input, Dense(4, activation='softmax')(x))
model.compile('adam', 'categorical_crossentropy')
model.fit(train, epochs=2)
`;

async function headOf(lines: string, base?: string): Promise<{ head: object; notes: string[]; notVisible: string[] }> {
  const { recipe, notes, notVisible } = recipeFromScript(await readingOf(scriptOf(lines, base)));
  return { head: recipe.head, notes, notVisible };
}

const NORMALIZED = { layer: 'BatchNormalization', momentum: 0.99, epsilon: 1e-3 };

test.each<[string, string, object, string?]>([
  [
    'flattened, with a batch normalization',
    'x = Flatten()(x)\nx = Dense(256, use_bias=False)(x)\nx = BatchNormalization()(x)\nx = Activation("relu")(x)',
    {
      layers: [
        { layer: 'Flatten' },
        { layer: 'Dense', units: 256, activation: 'linear', useBias: false },
        NORMALIZED,
        { layer: 'Activation', activation: 'relu' },
      ],
    },
  ],
  [
    'two dropouts of their own rates',
    'x = GlobalAveragePooling2D()(x)\nx = Dropout(0.5)(x)\nx = Dense(64, activation="relu")(x)\nx = Dropout(0.2)(x)',
    {
      layers: [
        { layer: 'GlobalAveragePooling2D' },
        { layer: 'Dropout', rate: 0.5 },
        { layer: 'Dense', units: 64, activation: 'relu' },
        { layer: 'Dropout', rate: 0.2 },
      ],
    },
  ],
  [
    'pooled, then flattened, as in many tutorials',
    'x = AveragePooling2D(pool_size=(7, 7))(x)\nx = Flatten(name="flatten")(x)\nx = Dense(128, activation="relu")(x)\nx = Dropout(0.5)(x)',
    {
      layers: [
        { layer: 'AveragePooling2D', poolSize: 7 },
        { layer: 'Flatten' },
        { layer: 'Dense', units: 128, activation: 'relu' },
        { layer: 'Dropout', rate: 0.5 },
      ],
    },
  ],
  [
    'the largest values; tanh; a batch normalization with arguments',
    'x = GlobalMaxPooling2D()(x)\nx = BatchNormalization(momentum=0.9, epsilon=0.01)(x)\nx = Dense(32, "tanh")(x)',
    {
      layers: [
        { layer: 'GlobalMaxPooling2D' },
        { layer: 'BatchNormalization', momentum: 0.9, epsilon: 0.01 },
        { layer: 'Dense', units: 32, activation: 'tanh' },
      ],
    },
  ],
  [
    'by the second name of its layer',
    'x = GlobalAvgPool2D()(x)\nx = Dense(8, activation="relu")(x)',
    { units: [8], dropout: 0 },
  ],
  ['no hidden layer', 'x = GlobalAveragePooling2D()(x)', { units: [], dropout: 0 }],
  [
    'a Flatten of what is averaged already',
    'x = GlobalAveragePooling2D()(x)\nx = Flatten()(x)\nx = Dense(8, activation=keras.activations.relu)(x)',
    { units: [8], dropout: 0 },
  ],
  ['pooled by the base', 'x = Dropout(0.3)(x)', { units: [], dropout: 0.3 }, "include_top=False, pooling='avg'"],
  [
    'pooled by the base, by the largest values',
    'x = Dense(8, activation="relu")(x)',
    { layers: [{ layer: 'GlobalMaxPooling2D' }, { layer: 'Dense', units: 8, activation: 'relu' }] },
    "include_top=False, pooling='max'",
  ],
])('a head is read as it is built: %s', async (_, lines, head, base) => {
  expect(await headOf(lines, base)).toMatchObject({ head, notes: [] });
});

test.each<[string, string, RegExp]>([
  ['a convolution', 'x = Conv2D(64, 3)(x)\nx = Flatten()(x)', /a recipe has no Conv2D in its head/],
  ['noise', 'x = Flatten()(x)\nx = GaussianNoise(0.1)(x)', /a recipe has no GaussianNoise in its head/],
  [
    'two branches',
    'x = Concatenate()([GlobalAveragePooling2D()(x), GlobalMaxPooling2D()(x)])',
    /a recipe (has no Concatenate in its head|pools once in its head)/,
  ],
  ['a regularizer', 'x = Flatten()(x)\nx = Dense(8, kernel_regularizer="l2")(x)', /a recipe has no kernel_regularizer/],
  ['windows that overlap', 'x = MaxPooling2D(3, strides=2)(x)\nx = Flatten()(x)', /no MaxPooling2D with strides/],
  ['an activation', 'x = Flatten()(x)\nx = Dense(8, activation="crelu")(x)', /a recipe has no activation crelu/],
  ['no pooling', 'x = Dense(8)(x)', /does not see how the head pools or flattens/],
])('what a recipe cannot say of a head is a note: %s', async (_, lines, note) => {
  expect((await headOf(lines)).notes.join('\n')).toMatch(note);
});

test('a head with a value that the text does not say is not visible', async () => {
  const { head, notVisible } = await headOf('import settings\nx = Flatten()(x)\nx = Dropout(settings.rate)(x)');
  expect(notVisible).toContain('head');
  expect(head).toEqual({ units: [], dropout: 0 });
});

test('a network of the script itself is no head, and its layers are no notes', async () => {
  const script = scriptOf('')
    .replace(
      /base = .*\nbase.trainable = False\nx = base.output/,
      'i = x = Input((224, 224, 3))\nx = Conv2D(8, 3)(x)\nx = Flatten()(x)',
    )
    .replace('base.input', 'i');
  const backbone = { name: 'VGG16', weights: 'random' };
  const { notes } = recipeFromScript(await readingOf(script), { backbone });
  expect(notes).toEqual([]);
});
