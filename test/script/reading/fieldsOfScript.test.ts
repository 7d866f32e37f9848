import { describe, expect, test } from 'vitest';
import { fieldsOf } from '../../../src/script/reading/fields.js';
import { readingOf } from './readingOf.js';

interface Parts {
  before?: string;
  base?: string;
  train?: string;
  fit?: string;
  flags?: string;
}

const SCRIPT = ({ before = '', base = '', train = 'unknown()', fit = '', flags = '' }: Parts): string => `
import numpy as np
import tensorflow as tf
from tensorflow.keras.applications import VGG16
from tensorflow.keras.callbacks import Callback, EarlyStopping
from tensorflow.keras.layers import Dense, Flatten
from tensorflow.keras.models import Sequential
from tensorflow.keras.preprocessing.image import ImageDataGenerator
${before}
base = VGG16(include_top=False${base})
${flags}
model = Sequential([base, Flatten(), Dense(2, activation='softmax')])
model.compile('adam', 'categorical_crossentropy')
model.fit(${train}, epochs=2${fit})
`;
const FLOW = "ImageDataGenerator().flow_from_directory('a', batch_size=12)";

async function field(name: string, parts: Parts): Promise<string | undefined> {
  const { stages } = await readingOf(SCRIPT(parts));
  const { read } = fieldsOf(stages[0]!).find((one) => one.field === name)!;
  return read.value;
}

describe('batch size', () => {
  const sequence = (slice: string): string => `
class Batches(tf.keras.utils.Sequence):
    def __init__(self, files, size):
        self.files, self.size = files, size
    def __len__(self):
        return len(self.files) // self.size
    def __getitem__(self, i):
        ${slice}
        return np.array([tf.keras.utils.load_img(f) for f in files]), labels
`;
  test.each([
    ['of a generator, whatever fit is given', FLOW, ', batch_size=30', '12'],
    ['of a generator alone', FLOW, '', '12'],
    ['of a dataset', "tf.keras.utils.image_dataset_from_directory('a', batch_size=9)", ', batch_size=30', '9'],
    ['of arrays', 'np.zeros((5, 64, 64, 3))', ', batch_size=30', '30'],
  ])('%s', async (_what, train, fit, size) => {
    expect(await field('batchSize', { train, fit })).toBe(size);
  });

  test.each([
    ['a slice', 'files = self.files[i * self.size:(i + 1) * self.size]', '24'],
    ['a start and an end', 'start = self.size * i\n        files = self.files[start:start + self.size]', '24'],
    ['a number', 'files = self.files[i * 8:i * 8 + 8]', '8'],
    ['what the method itself counts', 'n = count()\n        files = self.files[i * n:(i + 1) * n]', undefined],
    ['two numbers', 'files = self.files[i * 8:i * 9]', undefined],
  ])('of a Sequence of the script: %s', async (_what, slice, size) => {
    expect(await field('batchSize', { before: sequence(slice), train: 'Batches(paths, 24)' })).toBe(size);
  });
});

describe('size', () => {
  const train = "np.load('made_elsewhere.npy')";
  test('is the one that the base is built for, where the images are not visible', async () => {
    expect(await field('size', { train, base: ', input_shape=(96, 128, 3)' })).toBe('96x128 (height x width)');
    expect(await field('size', { train, base: ', input_tensor=tf.keras.Input((96, 96, 3))' })).toContain('96x96');
    expect(await field('size', { train })).toBeUndefined();
    expect(await field('size', { train, base: ', input_shape=(None, None, 3)' })).toBeUndefined();
  });
});

describe('callbacks', () => {
  const own = 'class Clock(Callback):\n    def on_epoch_end(self, epoch, logs=None):\n        print(epoch)\n';
  test('of classes of the script are named beside those of Keras', async () => {
    const fit = ', callbacks=[EarlyStopping(patience=3), Clock()]';
    expect(await field('callbacks', { before: own, fit })).toBe('EarlyStopping (patience 3); Clock of the script');
    expect(await field('callbacks', { before: own, fit: ', callbacks=[Clock(), other]' })).toBeUndefined();
  });
});

test('the pooling of the base is part of the head', async () => {
  expect(await field('head', { base: ", pooling='max'" })).toBe('pooling max, Flatten, Dense 2 softmax');
  expect(await field('head', {})).toBe('Flatten, Dense 2 softmax');
});

describe('layers that train', () => {
  test.each([
    ['base.layers[k].trainable = False', undefined],
    ['for k in range(int(input())):\n    base.layers[k].trainable = False', undefined],
    ['for k in range(3):\n    base.layers[k].trainable = False', 'the upper 16 of 19 layers of the base'],
  ])('%s', async (flags, expected) => {
    const read = await field('unfrozen', { before: 'import sys\nk = int(sys.argv[1])', flags });
    if (expected === undefined) expect(read).toBeUndefined();
    else expect(read).toContain(expected);
  });

  test('of a Sequential of some layers of a base are not known', async () => {
    const script = `
import sys
from keras.applications import VGG16
from keras.layers import Dense, GlobalAveragePooling2D
from keras.models import Sequential
whole = VGG16(include_top=False)
model = Sequential()
for k in range(int(sys.argv[1])):
    one = whole.layers[k]
    one.trainable = k > 4
    model.add(one)
model.add(GlobalAveragePooling2D())
model.add(Dense(2))
model.compile('adam', 'mse')
model.fit(x, y)
`;
    const { stages } = await readingOf(script);
    const fields = new Map(fieldsOf(stages[0]!).map((one) => [one.field, one.read.value]));
    expect(fields.get('backbone')).toBe("VGG16, weights 'imagenet'");
    expect(fields.get('head')).toBe('GlobalAveragePooling2D, Dense 2');
    expect(fields.get('unfrozen')).toBeUndefined();
  });

  test('VGG16 has the same layers in Keras 1 and 2', async () => {
    const script = `
from keras.applications.vgg16 import VGG16
from keras.layers import Dense, Flatten
from keras.models import Model
base = VGG16(include_top=False)
model = Model(input=base.input, output=Dense(2)(Flatten()(base.output)))
for layer in model.layers[:11]:
    layer.trainable = False
model.compile('sgd', 'mse')
model.fit_generator(flow, samples_per_epoch=100, nb_epoch=3)
`;
    const { stages } = await readingOf(script);
    const { read } = fieldsOf(stages[0]!).find((one) => one.field === 'unfrozen')!;
    expect(read.value).toContain('the upper 8 of 19 layers of the base');
  });
});

test.each([
  ['tf.optimizers.RMSprop(1e-4)', 'RMSprop', '1e-4'],
  ['tensorflow.optimizers.SGD(learning_rate=0.02)', 'SGD', '0.02'],
  ['tf.compat.v2.optimizers.Adam(2e-5)', 'Adam', '2e-5'],
])('%s is an optimizer of Keras', async (optimizer, name, rate) => {
  const text = SCRIPT({ before: 'import tensorflow' }).replace("'adam'", optimizer);
  const { stages } = await readingOf(text);
  const fields = new Map(fieldsOf(stages[0]!).map((one) => [one.field, one.read.value]));
  expect(fields.get('optimizer')).toBe(name);
  expect(fields.get('learningRate')).toBe(rate);
});

test('what an application imports itself comes with all of its names', async () => {
  const script = (imports: string): string => `
from keras.preprocessing import image
${imports}
base = InceptionV3(include_top=False)
model = Model(base.input, Dense(3)(GlobalAveragePooling2D()(base.output)))
model.compile('sgd', 'mse')
model.fit(x, y)
`;
  for (const imports of [
    'from keras.applications.inception_v3 import *',
    'from keras.callbacks import *\nfrom keras.applications.inception_v3 import *',
  ]) {
    const { stages } = await readingOf(script(imports));
    expect(stages[0]?.model.head.map(({ className }) => className)).toEqual(['GlobalAveragePooling2D', 'Dense']);
  }
  const { stages } = await readingOf(script('from keras.applications.inception_v3 import InceptionV3'));
  expect(stages).toEqual([]);
});

test('where the base comes from a module that is not there, what trains is not visible, with the line of the base', async () => {
  const { stages } = await readingOf(`
from mylib import get_backbone
from tensorflow.keras.layers import Dense
from tensorflow.keras.models import Sequential
base = get_backbone('vgg16')
base.trainable = False
model = Sequential([base, Dense(5, activation='softmax')])
model.compile('adam', 'categorical_crossentropy')
model.fit(train, epochs=2)
`);
  const fields = fieldsOf(stages[0]!).filter(({ field }) => ['backbone', 'unfrozen'].includes(field));
  expect(fields.map(({ read }) => [read.from, read.places[0]?.line])).toEqual([
    ['unknown', 5],
    ['unknown', 5],
  ]);
});
