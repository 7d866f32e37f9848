import { describe, expect, test } from 'vitest';
import { leakingSplit } from '../../../../src/diagnose/checks/script/leakingSplit.js';
import { orderedSplit } from '../../../../src/diagnose/checks/script/orderedSplit.js';
import { readingOf } from '../../../script/reading/readingOf.js';

const START = `
import glob, os, random
import cv2
import numpy as np
import sklearn
import tensorflow as tf
from sklearn.utils import shuffle
from tensorflow.keras.applications import VGG16
from tensorflow.keras.layers import Dense
from tensorflow.keras.models import Sequential

names = ['a', 'b', 'c']
rng = np.random.default_rng(0)
own = random.Random(0)
model = Sequential([VGG16(include_top=False, pooling='avg'), Dense(3, activation='softmax')])
model.compile('adam', 'sparse_categorical_crossentropy', metrics=['accuracy'])
def load(files):
    return np.array([cv2.resize(cv2.imread(f), (224, 224)) for f in files])
def read(path, label):
    return tf.image.resize(tf.io.decode_jpeg(tf.io.read_file(path), channels=3), (224, 224)), label
paths = sorted(p for p in glob.glob('data/*/*.jpg'))
labels = [names.index(os.path.basename(os.path.dirname(p))) for p in paths]
n = int(0.8 * len(paths))
`;

const FIT = {
  arrays: 'model.fit(load(train), y_train, validation_data=(load(valid), y_valid))',
  datasets: `t = tf.data.Dataset.from_tensor_slices((train, y_train)).shuffle(999).map(read).batch(32)
v = tf.data.Dataset.from_tensor_slices((valid, y_valid)).map(read).batch(32)
model.fit(t, validation_data=v)`,
};
const LABELS = `
y_train = [names.index(p.split('/')[1]) for p in train]
y_valid = [names.index(p.split('/')[1]) for p in valid]
`;
const PAIRS = `
train, y_train = zip(*first)
valid, y_valid = zip(*second)
`;
const SLICES = '\ntrain, valid = paths[:n], paths[n:]';

const findings = async (text: string, kind: keyof typeof FIT) => {
  const reading = await readingOf(`${START}${text}\n${FIT[kind]}\n`.trimStart());
  expect(reading.stages).toHaveLength(1);
  return [...leakingSplit(reading), ...orderedSplit(reading)];
};

const SOUND: [string, string][] = [
  ['random.shuffle', `random.shuffle(paths)${SLICES}${LABELS}`],
  ['np.random.shuffle', `np.random.shuffle(paths)${SLICES}${LABELS}`],
  ['rng.shuffle', `rng.shuffle(paths)${SLICES}${LABELS}`],
  ['random.Random.shuffle', `own.shuffle(paths)${SLICES}${LABELS}`],
  ['sklearn.utils.shuffle', `paths = shuffle(paths, random_state=0)${SLICES}${LABELS}`],
  [
    'sklearn.utils.shuffle of two',
    `paths, labels = shuffle(paths, labels)${SLICES}\ny_train, y_valid = labels[:n], labels[n:]`,
  ],
  ['random.sample', `paths = random.sample(paths, len(paths))${SLICES}${LABELS}`],
  ['np.random.permutation', `paths = np.random.permutation(paths)${SLICES}${LABELS}`],
  ['an array', `paths = np.array(paths)\nnp.random.shuffle(paths)${SLICES}${LABELS}`],
  ['an array of rng', `paths = np.asarray(paths)\nrng.shuffle(paths)${SLICES}${LABELS}`],
  ['paths of the listing itself', `paths = glob.glob('data/*/*.jpg')\nrandom.shuffle(paths)${SLICES}${LABELS}`],
  ['a zip', `pairs = list(zip(paths, labels))\nrandom.shuffle(pairs)\nfirst, second = pairs[:n], pairs[n:]${PAIRS}`],
  [
    'pairs',
    `pairs = [(p, p.split('/')[1]) for p in paths]\nrandom.shuffle(pairs)\nfirst, second = pairs[n:], pairs[:n]${PAIRS}`,
  ],
  [
    'a zip that is taken apart before the cut',
    `pairs = list(zip(paths, labels))\nrandom.shuffle(pairs)\npaths, labels = zip(*pairs)${SLICES}\ny_train, y_valid = labels[:n], labels[n:]`,
  ],
  [
    'names that folders come before',
    `files = os.listdir('data')\nfiles = [f for f in files]\nrandom.shuffle(files)\nfull = [os.path.join('data', f) for f in files]\ntrain, valid = full[:-99], full[-99:]${LABELS}`,
  ],
  [
    'three parts',
    `random.shuffle(paths)\nm = int(0.9 * len(paths))\ntrain, valid, last = paths[:n], paths[n:m], paths[m:]${LABELS}`,
  ],
  ['a part of the rest', `random.shuffle(paths)\nvalid, rest = paths[:99], paths[99:]\ntrain = rest[:200]${LABELS}`],
  [
    'a cut of what is left',
    `random.shuffle(paths)\nvalid = paths[:99]\npaths = paths[99:]\nrandom.shuffle(paths)\ntrain = paths${LABELS}`,
  ],
  ['strides', `random.shuffle(paths)\nvalid = paths[::2]\ntrain = paths[1::2]${LABELS}`],
  ['folds', `random.shuffle(paths)\nk = 200\nvalid = paths[:k]\ntrain = paths[k:2 * k] + paths[2 * k:]${LABELS}`],
  ['numbers', `random.shuffle(paths)\ntrain, valid = paths[:800], paths[800:1000]${LABELS}`],
  ['a filter', `random.shuffle(paths)\nvalid = paths[:n]\ntrain = [p for p in paths if p not in valid]${LABELS}`],
  [
    'places',
    `random.shuffle(paths)\nvalid = [p for i, p in enumerate(paths) if i < n]\ntrain = [p for i, p in enumerate(paths) if i >= n]${LABELS}`,
  ],
  [
    'a loop',
    `random.shuffle(paths)\ntrain, valid = [], []\nfor i, p in enumerate(paths):\n    if i % 5 == 0:\n        valid.append(p)\n    else:\n        train.append(p)${LABELS}`,
  ],
  ['sets', `random.shuffle(paths)\nvalid = set(paths[:n])\ntrain = list(set(paths) - valid)${LABELS}`],
  [
    'two lists',
    `random.shuffle(paths)\nothers = [p for p in glob.glob('other/*/*.jpg')]\nrandom.shuffle(others)\ntrain, valid = paths[:n], others[:n]${LABELS}`,
  ],
  [
    'indices',
    `random.shuffle(paths)\ntrain = [paths[i] for i in range(n)]\nvalid = [paths[i] for i in range(n, len(paths))]${LABELS}`,
  ],
  ['np.split', `random.shuffle(paths)\ntrain, valid = np.split(np.array(paths), [n])${LABELS}`],
  [
    'a function',
    `def cut(files):\n    random.shuffle(files)\n    return files[:n], files[n:]\ntrain, valid = cut(paths)${LABELS}`,
  ],
];

const LEAKS: [string, string][] = [
  ['the same slice twice', `random.shuffle(paths)\ntrain = paths[:n]\nvalid = paths[:n]${LABELS}`],
  ['overlapping slices', `random.shuffle(paths)\ntrain, valid = paths[:800], paths[700:]${LABELS}`],
  [
    'two slices from the start',
    `random.shuffle(paths)\nm = int(0.2 * len(paths))\ntrain, valid = paths[:n], paths[:m]${LABELS}`,
  ],
  [
    'two slices to the end',
    `random.shuffle(paths)\nm = int(0.2 * len(paths))\ntrain, valid = paths[m:], paths[n:]${LABELS}`,
  ],
  ['negative bounds', `random.shuffle(paths)\ntrain, valid = paths[:-100], paths[-200:]${LABELS}`],
  [
    'a shuffle between the slices',
    `random.shuffle(paths)\ntrain = paths[:n]\nrandom.shuffle(paths)\nvalid = paths[n:]${LABELS}`,
  ],
  [
    'a shuffle before each slice, in a function',
    `random.shuffle(paths)\ndef part(is_train):\n    rng.shuffle(paths)\n    return paths[:n] if is_train else paths[n:]\ntrain = part(True)\nvalid = part(False)${LABELS}`,
  ],
  [
    'pairs, the same slice twice',
    `pairs = list(zip(paths, labels))\nrandom.shuffle(pairs)\nfirst, second = pairs[:n], pairs[:n]${PAIRS}`,
  ],
];

describe.each(['arrays', 'datasets'] as const)('a list that is shuffled and sliced, as %s', (kind) => {
  test.each(SOUND)('two parts of one order are no finding: %s', async (_name, text) => {
    expect(await findings(text, kind)).toEqual([]);
  });

  test.each(LEAKS)('images in both parts are found: %s', async (_name, text) => {
    expect(await findings(text, kind)).toMatchObject([{ check: 'leaking-split', severity: 'critical' }]);
  });
});
