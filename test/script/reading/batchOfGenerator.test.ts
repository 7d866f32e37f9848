import { expect, test } from 'vitest';
import { readingOf } from './readingOf.js';

const MODEL = `
import os
import random
import cv2
import numpy as np
from keras.applications import MobileNet
from keras.preprocessing.image import img_to_array, load_img
from keras.utils import Sequence
names = os.listdir('pictures')
model = MobileNet()
model.compile('adam', 'categorical_crossentropy')
`;

async function batchOf(text: string): Promise<number | null | undefined> {
  const { stages } = await readingOf(`${MODEL}${text}`);
  return stages[0]!.batchSize.value;
}

const FILLS = `
    for i, name in enumerate(random.sample(names, size)):
        x[i] = img_to_array(load_img(name, target_size=(128, 128)))
`;

test.each([
  [
    'an array of a function that it calls',
    `
def some(size):
    x = np.zeros((size, 128, 128, 3))
    y = np.zeros((size, 1))${FILLS}
    return x, y, names
def batches(size):
    while True:
        x, y, _ = some(size)
        yield x, y
model.fit(batches(24), steps_per_epoch=9)`,
  ],
  [
    'an array of its own',
    `
def batches(size):
    x = np.empty([size, 128, 128, 3], dtype='float32')${FILLS}
    yield (x, names)
model.fit(batches(size=24), steps_per_epoch=9)`,
  ],
  [
    'an array of a Sequence',
    `
class Pictures(Sequence):
    def __init__(self, size):
        self.size = size
    def __getitem__(self, index):
        x = np.empty((self.size, *(128, 128), 3))
        for i, name in enumerate(names[:self.size]):
            x[i,] = cv2.imread(name)
        return x, names
model.fit(Pictures(24))`,
  ],
])('a generator makes batches as large as the array that it gives: %s', async (_name, text) => {
  expect(await batchOf(text)).toBe(24);
});

test.each([
  [
    'a part of an array',
    `
def batches():
    x = np.zeros((900, 128, 128, 3))
    for i, name in enumerate(names):
        x[i] = cv2.imread(name)
    while True:
        yield x[some:more], names
model.fit(batches(), steps_per_epoch=9)`,
  ],
  [
    'images that are drawn from one',
    `
def batches():
    x = np.zeros((900, 128, 128, 3))
    for i, name in enumerate(names):
        x[i] = cv2.imread(name)
    while True:
        drawn = np.random.choice(900, 30)
        yield x[drawn], names
model.fit(batches(), steps_per_epoch=9)`,
  ],
  [
    'a number that the images decide',
    `
def batches():
    x = np.zeros((len(names), 128, 128, 3))
    for i, name in enumerate(names):
        x[i] = cv2.imread(name)
    yield x, names
model.fit(batches(), steps_per_epoch=9)`,
  ],
])('how large batches are is not said where the generator gives %s', async (_name, text) => {
  expect(await batchOf(text)).toBeUndefined();
});

test('of images that thaw does not see, no batch size is Keras’ default', async () => {
  const { stages } = await readingOf(`${MODEL}
import other
data = other.batches('pictures')
model.fit(data, epochs=3)
model.fit(data, batch_size=12)
`);
  expect(stages.map(({ batchSize }) => batchSize)).toMatchObject([
    { from: 'unknown', why: 'thaw does not know other.batches' },
    { from: 'read', value: 12 },
  ]);
});
