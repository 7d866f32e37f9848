import { expect, test } from 'vitest';
import { labelsByPosition } from '../../../../src/diagnose/checks/script/labelsByPosition.js';
import { findingsOf } from './findingsOf.js';

/** A small network that is trained on arrays. */
function trained(images: string, labels: string): string {
  return `
import os, cv2
import numpy as np
from glob import glob
from sklearn.model_selection import train_test_split
from keras.layers import Dense, Flatten
from keras.models import Sequential
from keras.utils import to_categorical
x = []
${images}
${labels}
x = np.array(x)
a, b, c, d = train_test_split(x, y)
model = Sequential([Flatten(input_shape=(64, 64, 3)), Dense(2, activation='softmax')])
model.compile('adam', 'categorical_crossentropy')
model.fit(a, c, validation_data=(b, d))
`;
}

const READ = 'x.append(cv2.resize(cv2.imread(path), (64, 64)))';
const LISTED = `
for name in os.listdir('train'):
    path = 'train/' + name
    ${READ}`;
const WRITTEN = 'y = to_categorical(np.array([0] * 500 + [1] * 500))';

test.each([
  ['a list', WRITTEN],
  ['an array of zeros with a part of ones', 'y = np.zeros(1000)\ny[500:] = 1'],
  ['an array that is set part by part', 'y = np.ones((1000,), dtype=int)\ny[0:300] = 0\ny[300:600] = 1\ny[600:] = 2'],
])('labels by position for files that are listed: %s', async (_name, labels) => {
  const [finding] = await findingsOf(labelsByPosition, trained(LISTED, labels));
  expect(finding).toMatchObject({ check: 'labels-by-position', severity: 'critical' });
  expect(finding?.places?.map(({ text }) => text)).toHaveLength(2);
});

test.each([
  ['files that are sorted', LISTED.replace("os.listdir('train')", "sorted(os.listdir('train'))"), WRITTEN],
  [
    'a list that is sorted in place',
    `files = os.listdir('train')\nfiles.sort()${LISTED.replace("os.listdir('train')", 'files')}`,
    WRITTEN,
  ],
  [
    'labels of the names',
    LISTED,
    "y = to_categorical(np.array([1 if 'dog' in name else 0 for name in os.listdir('train')]))",
  ],
  [
    'labels that are collected with the images',
    `y = []${LISTED}\n    y.append(int(name[0]))`,
    'y = to_categorical(np.array(y))',
  ],
  [
    'two folders, one after the other',
    `
for name in os.listdir('cats'):
    path = 'cats/' + name
    ${READ}
for name in os.listdir('dogs'):
    path = 'dogs/' + name
    ${READ}`,
    WRITTEN,
  ],
  [
    'folders that a loop goes through, in whatever order',
    `
for folder in os.listdir('train'):
    for name in os.listdir('train/' + folder):
        path = 'train/' + folder + '/' + name
        ${READ}`,
    WRITTEN,
  ],
  [
    'a number in the name of each file',
    `
for i in range(1000):
    path = 'train/%d.jpg' % i
    ${READ}`,
    WRITTEN,
  ],
  ['labels that alternate', LISTED, 'y = np.array([0, 1] * 500)'],
])('not for %s', async (_name, images, labels) => {
  expect(await findingsOf(labelsByPosition, trained(images, labels))).toEqual([]);
});
