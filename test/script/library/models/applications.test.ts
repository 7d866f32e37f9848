import { expect, test } from 'vitest';
import { hasWeights, trainingIn } from '../../../../src/script/reading/flagsByVersion.js';
import { readParsed } from '../../../../src/script/reading/readScript.js';
import { parseSource } from '../../../../src/script/syntax/parseScript.js';
import { readingOf } from '../../reading/readingOf.js';

const KERAS_2 = `
from keras.applications import InceptionV3, VGG16
from keras.layers import BatchNormalization, Dense
from keras.models import Model, Sequential
from keras.optimizers import SGD
`;
const FIT = `
model.compile(SGD(lr=0.001, momentum=0.9), 'categorical_crossentropy')
model.fit_generator(train, samples_per_epoch=100, nb_epoch=2)
`;
const INCEPTION = `${KERAS_2}
base = InceptionV3(weights='imagenet', include_top=False, pooling='avg')
FLAGS
model = Model(input=base.input, output=Dense(3)(base.output))${FIT}`;

/** Layers of the base that train, and how many it has. */
async function trained(flags: string): Promise<{ trains: number; all: number }> {
  const { stages } = await readingOf(INCEPTION.replace('FLAGS', flags));
  const { flags: of } = stages[0]!.model;
  const layers = [...of].filter(([layer]) => layer.inside !== undefined);
  return { trains: layers.filter(([, { value }]) => value === true).length, all: layers.length };
}

test.each([
  // 311 layers without the pooling, as Keras' guide counts them; 249 is its cut.
  ['for layer in base.layers[:249]: layer.trainable = False', 63],
  ['for layer in base.layers[-12:]: layer.trainable = False', 300],
  ['t = False\nfor layer in base.layers:\n  if layer.name == "mixed7": t = True\n  layer.trainable = t', 84],
  ["base.get_layer('mixed7').trainable = False", 311],
  ['for layer in base.layers:\n  if isinstance(layer, BatchNormalization): layer.trainable = False', 312 - 94],
])('%s runs over the layers of InceptionV3', async (flags, trains) => {
  expect(await trained(flags)).toEqual({ trains, all: 312 });
});

test('a model that is cut at a named layer has that layer and those before it', async () => {
  const { stages } = await readingOf(`${KERAS_2}
base = InceptionV3(weights='imagenet', include_top=False)
model = Model(input=base.input, output=Dense(3)(base.get_layer('mixed7').output))${FIT}`);
  const { base, head } = stages[0]!.model;
  expect(base?.className).toBe('InceptionV3');
  expect(head.map(({ className }) => className)).toEqual(['Dense']);
  expect([...stages[0]!.model.flags.keys()].at(-2)?.name).toBe('mixed7');
});

test('a name that the script writes decides between versions', async () => {
  const script = (name: string): string => `
from keras.applications import ResNet50
base = ResNet50(weights='imagenet', include_top=False)
layer = base.get_layer('${name}')`;
  for (const name of ['res5c_branch2c', 'conv5_block3_3_conv']) {
    const { library } = await readingOf(script(name));
    expect(library.events.list.filter(({ kind }) => kind === 'missing layer')).toEqual([]);
  }
  const { library } = await readingOf(script('conv9'));
  expect(library.events.list).toMatchObject([{ kind: 'missing layer', isSure: true }]);
});

test('layers that are taken off the list and added one by one keep the base', async () => {
  const { stages } = await readingOf(`${KERAS_2}
vgg16 = VGG16(weights='imagenet')
vgg16.layers.pop()
model = Sequential()
for layer in vgg16.layers:
    model.add(layer)
for layer in model.layers:
    layer.trainable = False
model.add(Dense(2, activation='softmax'))${FIT}`);
  const { base, head, flags } = stages[0]!.model;
  expect(base?.className).toBe('VGG16');
  expect(head.map(({ className }) => className)).toEqual(['Dense']);
  expect([...flags.keys()].filter(hasWeights)).toHaveLength(16);
  expect(trainingIn(flags).map(({ args }) => args.get('units'))).toMatchObject([{ value: 2 }]);
});

test('a module that is a copy of an application is read as that application', async () => {
  const none = { python: 'no such program' };
  const copy = await parseSource(
    'resnet50.py',
    `
from keras.layers import Conv2D, Input
from keras.models import Model
from keras.utils.data_utils import get_file
def ResNet50(include_top=True, weights='imagenet', input_tensor=None, pooling=None):
    x = Input((224, 224, 3))
    model = Model(x, Conv2D(64, 7)(x))
    model.load_weights(get_file('resnet50.h5', 'here'))
    return model
def VGG16(include_top=True, weights=None):
    x = Input((224, 224, 3))
    return Model(x, Conv2D(64, 3)(x))
`,
    none,
  );
  const script = await parseSource(
    'train.py',
    `
from resnet50 import ResNet50, VGG16
base = ResNet50(include_top=False, pooling='avg')
other = VGG16()
`,
    none,
  );
  const { models } = readParsed(script, new Map([['resnet50', copy]])).library.events;
  expect(models.map(({ model }) => model?.application)).toEqual(['ResNet50', undefined]);
  expect(models[0]?.args.get('weights')).toMatchObject({ value: 'imagenet' });
  expect(models[0]?.model?.layers.length).toBeGreaterThan(170);
});
