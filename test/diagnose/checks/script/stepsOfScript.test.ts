import { describe, expect, test } from 'vitest';
import { stepsOfScript } from '../../../../src/diagnose/checks/script/stepsOfScript.js';
import { findingsOf } from './findingsOf.js';

const SCRIPT = (steps: string, fit = 'fit', count = 'nb_train_samples = 2000'): string => `
from keras.layers import Dense
from keras.models import Sequential
from keras.preprocessing.image import ImageDataGenerator
${count}
train = ImageDataGenerator().flow_from_directory('train', batch_size=20)
model = Sequential([Dense(3, activation='softmax')])
model.compile('adam', 'categorical_crossentropy')
model.${fit}(train, ${steps}, epochs=5)
`;

test.each(['steps_per_epoch=10', 'steps_per_epoch=nb_train_samples // 20 // 10'])('%s is a tenth', async (steps) => {
  const [finding] = await findingsOf(stepsOfScript, SCRIPT(steps));
  expect(finding).toMatchObject({ check: 'too-few-steps', severity: 'warning' });
  expect(finding?.summary).toBe('An epoch is 10 steps of 20: 200 images, 10 % of the 2000 that the script counts.');
});

test('steps that are images are many epochs in one', async () => {
  const [finding] = await findingsOf(stepsOfScript, SCRIPT('steps_per_epoch=nb_train_samples'));
  expect(finding).toMatchObject({ severity: 'info' });
  expect(finding?.summary).toContain('20 times all');
});

test.each([
  ['steps_per_epoch=nb_train_samples // 20', 'fit', undefined],
  ['steps_per_epoch=100', 'fit', undefined],
  ['steps_per_epoch=50', 'fit', undefined],
  ['verbose=1', 'fit', undefined],
  ['samples_per_epoch=nb_train_samples', 'fit_generator', undefined],
  ['steps_per_epoch=10', 'fit', 'images = 2000'],
  ['steps_per_epoch=10', 'fit', 'nb_train_samples = count()'],
  ['steps_per_epoch=10', 'fit', 'nb_train_samples = 2000\nnum_train = 200'],
])('%s of %s with %j is sound, or not known', async (steps, fit, count) => {
  expect(await findingsOf(stepsOfScript, SCRIPT(steps, fit, count))).toEqual([]);
});

test('the number of images in an array counts too', async () => {
  const script = (steps: string): string => `
from keras.datasets import cifar10
from keras.layers import Dense, Flatten
from keras.models import Sequential
from keras.preprocessing.image import ImageDataGenerator
(x, y), _ = cifar10.load_data()
model = Sequential([Flatten(), Dense(10)])
model.compile('adam', 'sparse_categorical_crossentropy')
model.fit(ImageDataGenerator().flow(x, y, batch_size=32), steps_per_epoch=${steps}, epochs=5)
`;
  const [finding] = await findingsOf(stepsOfScript, script('100'));
  expect(finding).toMatchObject({ check: 'too-few-steps', severity: 'warning' });
  expect(finding?.summary).toContain('3200 images, 6 % of the 50000 in the array');
  expect(await findingsOf(stepsOfScript, script('len(x) // 32'))).toEqual([]);
  expect(await findingsOf(stepsOfScript, script('n'))).toEqual([]);
});

test.each(['len(train) // 20', 'int(len(train) / 20)', 'len(train) // train.batch_size'])(
  '%s divides the number of batches again',
  async (steps) => {
    const [finding] = await findingsOf(stepsOfScript, SCRIPT(`steps_per_epoch=${steps}`, 'fit', 'images = 1'));
    expect(finding).toMatchObject({ check: 'too-few-steps', severity: 'warning' });
    expect(finding?.summary).toContain('one of 20 batches');
  },
);

test('a dataset has a number of batches where it is batched, and of images where it is not', async () => {
  const script = (batched: string): string => `
import tensorflow as tf
from tensorflow.keras.layers import Dense
from tensorflow.keras.models import Sequential
images = tf.keras.utils.image_dataset_from_directory('train', batch_size=None)
train = images.batch(8)
model = Sequential([Dense(3, activation='softmax')])
model.compile('adam', 'categorical_crossentropy')
model.fit(train.repeat(), steps_per_epoch=len(${batched}) // 8, epochs=5)
`;
  expect(await findingsOf(stepsOfScript, script('train'))).toHaveLength(1);
  expect(await findingsOf(stepsOfScript, script('images'))).toEqual([]);
});

test.each(['len(train)', 'train.samples // 20', 'len(train) // 2', 'len(names) // 20', 'len(train) * 20'])(
  '%s is sound, or meant',
  async (steps) => {
    expect(await findingsOf(stepsOfScript, SCRIPT(`steps_per_epoch=${steps}`, 'fit', 'images = 1'))).toEqual([]);
  },
);

describe('samples_per_epoch', () => {
  const OLD = (steps: string, sign = '# Keras 1.2.2', count = 'nb_train_samples = 2000'): string => `
${sign}
import glob
from keras.layers import Dense
from keras.models import Sequential
from keras.preprocessing.image import ImageDataGenerator
${count}
batch_size = 20
train = ImageDataGenerator().flow_from_directory('train', batch_size=batch_size)
model = Sequential([Dense(3, activation='softmax')])
model.compile('adam', 'categorical_crossentropy')
model.fit_generator(train, ${steps})
`;
  const UNKNOWN = "n = len(glob.glob('train/*/*.jpg'))";

  test.each([
    ['samples_per_epoch=n // batch_size, nb_epoch=5', UNKNOWN],
    ['samples_per_epoch=n / 20 + 1, nb_epoch=5', UNKNOWN],
    ['samples_per_epoch=int(n / float(batch_size)), nb_epoch=5', UNKNOWN],
    ['samples_per_epoch=train.nb_sample // batch_size, nb_epoch=5', UNKNOWN],
    ['n // batch_size, 5', UNKNOWN],
    ['samples_per_epoch=steps, nb_epoch=5', `${UNKNOWN}\nsteps = n // 20`],
  ])('that is a number of batches is too few in Keras 1: %s', async (steps, count) => {
    const [finding, ...more] = await findingsOf(stepsOfScript, OLD(steps, undefined, count));
    expect(finding).toMatchObject({ check: 'too-few-steps', severity: 'warning' });
    expect(finding?.summary).toContain('one of 20 images');
    expect(more).toEqual([]);
  });

  test('a written number of batches is compared with that of the images', async () => {
    const [finding] = await findingsOf(stepsOfScript, OLD('samples_per_epoch=nb_train_samples // 20, nb_epoch=5'));
    expect(finding?.summary).toBe('An epoch is 100 images, 5 % of the 2000 that the script counts.');
  });

  test.each([
    ['samples_per_epoch=n, nb_epoch=5', '# Keras 1.2.2', UNKNOWN],
    ['samples_per_epoch=n // batch_size * batch_size, nb_epoch=5', '# Keras 1.2.2', UNKNOWN],
    ['samples_per_epoch=nb_train_samples, nb_epoch=5', '# Keras 1.2.2', undefined],
    ['steps_per_epoch=n // batch_size, epochs=5', '# Keras 2.0.8', UNKNOWN],
    ['samples_per_epoch=n // batch_size, epochs=5', '# Keras 2.1', UNKNOWN],
    ['samples_per_epoch=n // batch_size, nb_epoch=5', '', UNKNOWN],
  ])('is sound, or depends on the version: %s %s', async (steps, sign, count) => {
    expect(await findingsOf(stepsOfScript, OLD(steps, sign, count))).toEqual([]);
  });
});
