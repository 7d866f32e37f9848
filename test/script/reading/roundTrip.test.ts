import { expect, test } from 'vitest';
import { kerasScript } from '../../../src/recipe/keras/kerasScript.js';
import { parseRecipe, phasesOf } from '../../../src/recipe/recipe.js';
import type { Recipe } from '../../../src/recipe/recipeType.js';
import { recipeFromScript } from '../../../src/script/reading/recipeFromScript.js';
import { readingOf } from './readingOf.js';

const RESNET = {
  backbone: { name: 'ResNet50', weights: 'imagenet' },
  height: 96,
  width: 128,
  interpolation: 'bilinear',
  unfrozen: { above: 'nothing', batchNormalization: false },
  scaling: [{ step: 'preprocess_input', mode: 'caffe' }],
  epochs: 7,
  learningRate: 3e-4,
};

/** What a script that thaw itself writes shows of a recipe. */
const FIELDS = [
  'backbone',
  'height',
  'width',
  'interpolation',
  'unfrozen',
  'scaling',
  'augmentation',
  'head',
  'lastActivation',
  'optimizer',
  'learningRate',
  'loss',
  'epochs',
  'stepsPerEpoch',
] as const satisfies readonly (keyof Recipe)[];

test.each([
  ['a frozen ResNet50', RESNET],
  ['a head with dropout', { ...RESNET, head: { units: [64, 32], dropout: 0.3 } }],
  [
    'a head by layers',
    {
      ...RESNET,
      head: {
        layers: [
          { layer: 'AveragePooling2D', poolSize: [3, 2] },
          { layer: 'Flatten' },
          { layer: 'Dense', units: 8, useBias: false },
          { layer: 'BatchNormalization', momentum: 0.9 },
          { layer: 'Activation', activation: 'relu' },
          { layer: 'Dropout', rate: 0.4 },
        ],
      },
    },
  ],
  ['sigmoids', { ...RESNET, lastActivation: 'sigmoid', loss: { name: 'BinaryCrossentropy' } }],
  ['no activation', { ...RESNET, lastActivation: 'linear', loss: { name: 'SparseCategoricalCrossentropy' } }],
  ['a softmax with logits', { ...RESNET, loss: { name: 'CategoricalCrossentropy', fromLogits: true } }],
  ['everything unfrozen', { ...RESNET, unfrozen: { above: 'everything', batchNormalization: true } }],
  ['both scalings', { ...RESNET, scaling: [...RESNET.scaling, { step: 'rescale', factor: 1 / 255 }] }],
  ['augmentation', { ...RESNET, augmentation: { rotationRange: 30, zoomRange: 0.2, horizontalFlip: true } }],
  ['SGD with momentum', { ...RESNET, optimizer: { name: 'SGD', momentum: 0.9, nesterov: true }, learningRate: 0.02 }],
  ['RMSprop', { ...RESNET, optimizer: { name: 'RMSprop', rho: 0.8 } }],
  ['label smoothing', { ...RESNET, loss: { name: 'CategoricalCrossentropy', labelSmoothing: 0.1 } }],
  [
    'VGG16 in [0, 1]',
    { ...RESNET, backbone: { name: 'VGG16', weights: 'imagenet' }, scaling: [{ step: 'rescale', factor: 1 / 255 }] },
  ],
  ['short epochs', { ...RESNET, stepsPerEpoch: 40 }],
  ['random weights', { ...RESNET, backbone: { name: 'MobileNetV2', weights: 'random' } }],
])('the script that thaw writes of a recipe reads as the recipe: %s', async (_, fields) => {
  const recipe = parseRecipe(fields);
  const reading = await readingOf(kerasScript(recipe, ['barley', 'oat', 'rye']));
  const { recipe: read } = recipeFromScript(reading);
  const of = (one: Recipe): object => Object.fromEntries(FIELDS.map((field) => [field, one[field]]));
  expect(of(read)).toEqual(of(recipe));
});

test('what a script does not show and a model file does is taken from the file, and said to be', async () => {
  const reading = await readingOf(`
from settings import size
from keras.applications.vgg16 import VGG16, preprocess_input
from keras.layers import Dense
from keras.models import Model
from keras.preprocessing.image import ImageDataGenerator
train = ImageDataGenerator(preprocessing_function=preprocess_input).flow_from_directory('d', target_size=size)
base = VGG16(include_top=False, pooling='avg')
model = Model(base.input, Dense(3, activation='softmax')(base.output))
model.compile('adam', 'categorical_crossentropy')
model.fit_generator(train)
`);
  expect(() => recipeFromScript(reading)).toThrow(/height, width/);
  const { recipe, fromModel, notVisible } = recipeFromScript(reading, { width: 96 }, { height: 80, width: 80 });
  expect(recipe).toMatchObject({ height: 80, width: 96 });
  expect(fromModel).toEqual(['height']);
  expect(notVisible).not.toContain('height');
});

test('a change of a part of a field leaves the rest of the field as the script has it', async () => {
  const reading = await readingOf(kerasScript(parseRecipe(RESNET), ['barley', 'oat', 'rye']));
  const of = (changes: Record<string, unknown>): Recipe => recipeFromScript(reading, changes).recipe;
  expect(of({ 'backbone.weights': 'mine.h5' }).backbone).toEqual({ name: 'ResNet50', weights: 'mine.h5' });
  expect(of({ 'optimizer.weightDecay': 0.1, batchSize: 8 })).toMatchObject({
    optimizer: { name: 'Adam', weightDecay: 0.1 },
    batchSize: 8,
  });
  expect(() => of({ 'backbone.weight': 'mine.h5' })).toThrow(/weight/);
  expect(() => of({ 'height.of': 3 })).toThrow(/height\.of/);
});

test('where other weights expect another range, the preprocess_input of the script is that of these weights', async () => {
  const both = [
    { step: 'preprocess_input', mode: 'tf' },
    { step: 'rescale', factor: 1 / 255 },
  ];
  const recipe = parseRecipe({ ...RESNET, backbone: { name: 'MobileNetV2', weights: 'imagenet' }, scaling: both });
  const reading = await readingOf(kerasScript(recipe, ['barley', 'oat', 'rye']));
  const bundled = recipeFromScript(reading, { 'backbone.weights': 'nsfwjs' });
  expect(bundled.recipe.scaling).toEqual([{ step: 'preprocess_input', mode: 'unit' }, both[1]]);
  expect(bundled.notes.join()).toMatch(/expect 0 to 1, those of the script -1 to 1/);
  expect(recipeFromScript(reading, { 'backbone.weights': 'random' }).recipe.scaling).toEqual(both);
  const given = { 'backbone.weights': 'nsfwjs', scaling: [both[1]] };
  expect(recipeFromScript(reading, given).recipe.scaling).toEqual([both[1]]);
});

test('stages that compile other optimizers are phases with optimizers of their own', async () => {
  const { recipe } = recipeFromScript(
    await readingOf(`
from tensorflow.keras.applications.vgg16 import VGG16, preprocess_input
from tensorflow.keras.layers import Dense, GlobalAveragePooling2D
from tensorflow.keras.models import Model
from tensorflow.keras.optimizers import Adam, SGD
from tensorflow.keras.preprocessing.image import ImageDataGenerator
train = ImageDataGenerator(preprocessing_function=preprocess_input).flow_from_directory('d', target_size=(96, 96))
base = VGG16(include_top=False, weights='imagenet', input_shape=(96, 96, 3))
base.trainable = False
model = Model(base.input, Dense(3, activation='softmax')(GlobalAveragePooling2D()(base.output)))
model.compile(Adam(1e-3), 'categorical_crossentropy')
model.fit(train, epochs=2)
base.trainable = True
model.compile(SGD(1e-4, momentum=0.9), 'categorical_crossentropy')
model.fit(train, epochs=3)
`),
  );
  expect(recipe.optimizer).toMatchObject({ name: 'Adam' });
  expect(recipe.phases).toMatchObject([
    { epochs: 2, learningRate: 1e-3 },
    { epochs: 3, learningRate: 1e-4, optimizer: { name: 'SGD', momentum: 0.9 } },
  ]);
  expect(recipe.phases[0]).not.toHaveProperty('optimizer');
});

test.each<[string, string, string, (number | null)[]]>([
  ['in each training', 'steps_per_epoch=20', 'steps_per_epoch=30', [20, 30]],
  ['in the first alone', 'steps_per_epoch=20', 'epochs=3', [20, null]],
  ['as all', 'steps_per_epoch=len(train)', 'steps_per_epoch=train.samples // 32', [null, null]],
])('steps of an epoch are read: %s', async (_, one, other, expected) => {
  const { recipe } = recipeFromScript(
    await readingOf(`
from tensorflow.keras.applications.vgg16 import VGG16, preprocess_input
from tensorflow.keras.layers import Dense, GlobalAveragePooling2D
from tensorflow.keras.models import Model
from tensorflow.keras.preprocessing.image import ImageDataGenerator
train = ImageDataGenerator(preprocessing_function=preprocess_input).flow_from_directory('d', target_size=(96, 96))
base = VGG16(include_top=False, weights='imagenet', input_shape=(96, 96, 3))
base.trainable = False
model = Model(base.input, Dense(3, activation='softmax')(GlobalAveragePooling2D()(base.output)))
model.compile('adam', 'categorical_crossentropy')
model.fit(train, ${one})
base.trainable = True
model.compile('sgd', 'categorical_crossentropy')
model.fit(train, ${other})
`),
  );
  expect(phasesOf(recipe).map((phase) => phase.recipe.stepsPerEpoch)).toEqual(expected);
});

test.each<[string, string, Recipe['validationScaling']]>([
  ['the same', 'ImageDataGenerator(rescale=1./255)', null],
  ['none', 'ImageDataGenerator()', []],
  [
    'another',
    'ImageDataGenerator(preprocessing_function=preprocess_input)',
    [{ step: 'preprocess_input', mode: 'caffe' }],
  ],
])(
  'the scaling of validation images is read where it differs from that of training: %s',
  async (_, generator, expected) => {
    const { recipe, notes } = recipeFromScript(
      await readingOf(`
from tensorflow.keras.applications.vgg16 import VGG16, preprocess_input
from tensorflow.keras.layers import Dense, GlobalAveragePooling2D
from tensorflow.keras.models import Model
from tensorflow.keras.preprocessing.image import ImageDataGenerator
train = ImageDataGenerator(rescale=1./255, horizontal_flip=True).flow_from_directory('d', target_size=(96, 96))
val = ${generator}.flow_from_directory('v', target_size=(96, 96))
base = VGG16(include_top=False, weights='imagenet', input_shape=(96, 96, 3))
model = Model(base.input, Dense(3, activation='softmax')(GlobalAveragePooling2D()(base.output)))
model.compile('adam', 'categorical_crossentropy')
model.fit(train, validation_data=val)
`),
    );
    expect(recipe.scaling).toEqual([{ step: 'rescale', factor: 1 / 255 }]);
    expect({ validationScaling: recipe.validationScaling, notes }).toEqual({ validationScaling: expected, notes: [] });
  },
);
