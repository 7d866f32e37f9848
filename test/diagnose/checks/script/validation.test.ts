import { describe, expect, test } from 'vitest';
import { augmentedValidation } from '../../../../src/diagnose/checks/script/augmentedValidation.js';
import { leakingSplit } from '../../../../src/diagnose/checks/script/leakingSplit.js';
import { orderedSplit } from '../../../../src/diagnose/checks/script/orderedSplit.js';
import { selectionAsResult } from '../../../../src/diagnose/checks/script/selectionAsResult.js';
import { shuffledPredictions } from '../../../../src/diagnose/checks/script/shuffledPredictions.js';
import { typedClassOrder } from '../../../../src/diagnose/checks/script/typedClassOrder.js';
import { readingOf } from '../../../script/reading/readingOf.js';

const START = `
import os
import cv2
import numpy as np
import tensorflow as tf
from sklearn.metrics import classification_report, confusion_matrix
from sklearn.model_selection import train_test_split
from sklearn.utils import shuffle
from tensorflow.keras.applications import VGG16
from tensorflow.keras.callbacks import EarlyStopping, ModelCheckpoint
from tensorflow.keras.layers import Dense, Flatten, RandomFlip
from tensorflow.keras.models import Model, Sequential
from tensorflow.keras.preprocessing.image import ImageDataGenerator
from tensorflow.keras.utils import image_dataset_from_directory

plain = ImageDataGenerator(validation_split=0.2)
random = ImageDataGenerator(rotation_range=20, validation_split=0.2)
base = VGG16(include_top=False, pooling='avg')
model = Sequential([base, Dense(5, activation='softmax')])
model.compile('adam', 'categorical_crossentropy', metrics=['accuracy'])
`;

const reading = (text: string) => readingOf(`${START}${text}`.trimStart());

describe('augmented validation', () => {
  test('a generator of its own with random changes is found, with the changes', async () => {
    const [finding] = augmentedValidation(
      await reading(`
train = random.flow_from_directory('train')
valid = random.flow_from_directory('valid')
model.fit(train, validation_data=valid)
`),
    );
    expect(finding).toMatchObject({ check: 'augmented-validation', severity: 'warning' });
    expect(finding?.summary).toContain('rotation_range');
    expect(finding?.places?.map(({ text }) => text)).toContain("random.flow_from_directory('valid')");
  });

  test.each([
    [
      'two generators of one folder',
      "t = random.flow_from_directory('a', subset='training')\nv = plain.flow_from_directory('a', subset='validation')\nmodel.fit(t, validation_data=v)",
    ],
    [
      'random layers in the model, which rest at inference',
      "ds = image_dataset_from_directory('a', label_mode='categorical')\nv = image_dataset_from_directory('b', label_mode='categorical')\nm = Sequential([RandomFlip(), base, Dense(5, activation='softmax')])\nm.compile('adam', 'categorical_crossentropy')\nm.fit(ds, validation_data=v)",
    ],
    [
      'predictions averaged over augmented copies',
      "t = random.flow_from_directory('a')\nmodel.fit(t)\ntest = random.flow_from_directory('t', shuffle=False)\nfor i in range(n):\n    p = model.predict(test)",
    ],
  ])('not for %s', async (_name, text) => {
    expect(augmentedValidation(await reading(text))).toEqual([]);
  });
});

describe('a split that leaks', () => {
  test.each([
    [
      'the same folder twice',
      "t = random.flow_from_directory('a')\nv = plain.flow_from_directory('a')\nmodel.fit(t, validation_data=v)",
      /same images \(a\)/,
    ],
    [
      'the training generator itself',
      "t = random.flow_from_directory('a')\nmodel.fit(t, validation_data=t)",
      /same images/,
    ],
    [
      'training without a subset',
      "t = random.flow_from_directory('a')\nv = plain.flow_from_directory('a', subset='validation')\nmodel.fit(t, validation_data=v)",
      /Training has no subset/,
    ],
    [
      'splits that overlap',
      "more = ImageDataGenerator(validation_split=0.3)\nt = random.flow_from_directory('a', subset='training')\nv = more.flow_from_directory('a', subset='validation')\nmodel.fit(t, validation_data=v)",
      /30 % .* 20 %: 10 % are in both/,
    ],
    [
      'seeds that differ',
      "t = image_dataset_from_directory('a', validation_split=0.2, subset='training', seed=1)\nv = image_dataset_from_directory('a', validation_split=0.2, subset='validation', seed=2)\nmodel.fit(t, validation_data=v)",
      /seeds 1 and 2/,
    ],
    [
      'one part in order',
      "t = image_dataset_from_directory('a', validation_split=0.2, subset='training', seed=1)\nv = image_dataset_from_directory('a', validation_split=0.2, subset='validation', seed=1, shuffle=False)\nmodel.fit(t, validation_data=v)",
      /shuffled files and the other from files in order/,
    ],
    [
      'take and skip of a shuffled folder',
      "ds = image_dataset_from_directory('a')\nmodel.fit(ds.skip(9), validation_data=ds.take(9))",
      /within 8 batches: images near a cut change between training and validation\./,
    ],
    [
      'three parts of a dataset that is shuffled anew',
      'ds = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(99).batch(8)\nmodel.fit(ds.take(9), validation_data=ds.skip(9).take(3))\nmodel.evaluate(ds.skip(12))',
      /change between training, validation and evaluation/,
    ],
    [
      'what is evaluated, cut from the dataset that is trained on',
      "ds = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(99).batch(8)\nv = image_dataset_from_directory('b')\nmodel.fit(ds.take(9), validation_data=v)\nmodel.evaluate(ds.skip(9))",
      /change between training and evaluation/,
    ],
    [
      'a part of what is trained on whole',
      '(x, y), _ = tf.keras.datasets.cifar10.load_data()\nmodel.fit(x, y, validation_data=(x[:100], y[:100]))',
      /a part of the images, and training takes all/,
    ],
    [
      'a split whose first part nobody uses',
      '(x, y), _ = tf.keras.datasets.cifar10.load_data()\na, b, c, d = train_test_split(x, y)\nmodel.fit(x, y, validation_data=(b, d))',
      /a part of the images, and training takes all/,
    ],
    [
      'all batches, and the first of them',
      "ds = image_dataset_from_directory('a')\nmodel.fit(ds, validation_data=ds.take(9))",
      /a part of the images, and training takes all/,
    ],
  ])('%s', async (_name, text, summary) => {
    const [finding] = leakingSplit(await reading(text));
    expect(finding?.check).toBe('leaking-split');
    expect(finding?.summary).toMatch(summary);
  });

  test.each([
    [
      'two folders',
      "t = random.flow_from_directory('a')\nv = plain.flow_from_directory('b')\nmodel.fit(t, validation_data=v)",
    ],
    [
      'two subsets of one split',
      "t = random.flow_from_directory('a', subset='training')\nv = plain.flow_from_directory('a', subset='validation')\nmodel.fit(t, validation_data=v)",
    ],
    [
      'one seed',
      "t = image_dataset_from_directory('a', validation_split=0.2, subset='training', seed=1)\nv = image_dataset_from_directory('a', validation_split=0.2, subset='validation', seed=1)\nmodel.fit(t, validation_data=v)",
    ],
    [
      'take and skip of an order that stays',
      'ds = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(99, reshuffle_each_iteration=False).batch(8)\nmodel.fit(ds.skip(9), validation_data=ds.take(9))',
    ],
    [
      'take and skip after a cache',
      'ds = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(99).cache()\nmodel.fit(ds.skip(9).batch(8), validation_data=ds.take(9).batch(8))',
    ],
    [
      'a shuffle after the cut',
      'ds = tf.data.Dataset.from_tensor_slices((x, y))\nmodel.fit(ds.skip(9).shuffle(99).batch(8), validation_data=ds.take(9).batch(8))',
    ],
    [
      'a part of the validation folder kept for the end',
      "t = image_dataset_from_directory('a')\nd = image_dataset_from_directory('b')\nmodel.fit(t, validation_data=d.skip(9))\nmodel.evaluate(d.take(9))",
    ],
    [
      'the working folder of two lines, which changes between',
      "t = random.flow_from_directory(os.getcwd())\nos.chdir('../valid')\nv = plain.flow_from_directory(os.getcwd())\nmodel.fit(t, validation_data=v)",
    ],
    [
      'a validation subset that is cut for the end: training is another subset',
      "t = image_dataset_from_directory('a', validation_split=0.2, subset='training', seed=1)\nd = image_dataset_from_directory('a', validation_split=0.2, subset='validation', seed=1)\nmodel.fit(t, validation_data=d.skip(9))\nmodel.evaluate(d.take(9))",
    ],
    [
      'the same part evaluated that validates',
      "t = image_dataset_from_directory('a')\nd = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(99).batch(8)\nmodel.fit(t, validation_data=d.take(9))\nmodel.evaluate(d.take(9))",
    ],
    [
      'two parts of an array',
      '(x, y), _ = tf.keras.datasets.cifar10.load_data()\nmodel.fit(x[100:], y[100:], validation_data=(x[:100], y[:100]))',
    ],
    ['the training images evaluated', "ds = image_dataset_from_directory('a')\nmodel.fit(ds)\nmodel.evaluate(ds)"],
    ['an array that is split', 'a, b, c, d = train_test_split(x, y)\nmodel.fit(a, c, validation_data=(b, d))'],
  ])('not for %s', async (_name, text) => {
    expect(leakingSplit(await reading(text))).toEqual([]);
  });
});

const LOADED = `
images, labels = [], []
for name in os.listdir('data'):
    for file in os.listdir(os.path.join('data', name)):
        images.append(cv2.resize(cv2.imread(os.path.join('data', name, file)), (64, 64)))
        labels.append(name)
x, y = np.array(images), np.array(labels)
`;

describe('a split of images in order', () => {
  test('arrays that are loaded folder by folder', async () => {
    const [finding] = orderedSplit(await reading(`${LOADED}model.fit(x, y, validation_split=0.25)\n`));
    expect(finding).toMatchObject({ check: 'ordered-split', severity: 'critical' });
    expect(finding?.places?.[0]?.text).toBe('validation_split=0.25');
  });

  test('a folder that is cut with shuffle=False on both sides', async () => {
    const [finding] = orderedSplit(
      await reading(`
t = image_dataset_from_directory('a', validation_split=0.2, subset='training', shuffle=False)
v = image_dataset_from_directory('a', validation_split=0.2, subset='validation', shuffle=False)
model.fit(t, validation_data=v)
`),
    );
    expect(finding?.summary).toContain('shuffle=False');
  });

  test.each([
    ['slices of arrays', `${LOADED}n = int(0.8 * len(x))\nmodel.fit(x[:n], y[:n], validation_data=(x[n:], y[n:]))\n`],
    [
      'slices of features',
      `${LOADED}f = base.predict(x)\nm = Sequential([Dense(5, activation='softmax')])\nm.compile('adam', 'categorical_crossentropy')\nm.fit(f[:800], y[:800], validation_data=(f[800:], y[800:]))\n`,
    ],
    [
      'slices that are shuffled afterwards',
      `${LOADED}a, b = x[:800], x[800:]\na, la = shuffle(a, y[:800])\nmodel.fit(a, la, validation_data=(b, y[800:]))\n`,
    ],
    [
      'take and skip of a folder in order',
      "d = image_dataset_from_directory('a', shuffle=False)\nmodel.fit(d.skip(9).shuffle(99), validation_data=d.take(9))\n",
    ],
  ])('cut by hand: %s', async (_name, text) => {
    const [finding] = orderedSplit(await reading(text));
    expect(finding).toMatchObject({ check: 'ordered-split', severity: 'critical' });
    expect(finding?.summary).toContain('class by class');
  });

  test.each([
    [
      'arrays that are shuffled, then cut',
      `${LOADED}x, y = shuffle(x, y)\nmodel.fit(x[:8], y[:8], validation_data=(x[8:], y[8:]))\n`,
    ],
    ['every fifth row', `${LOADED}model.fit(x[1::5], y[1::5], validation_data=(x[::5], y[::5]))\n`],
    [
      'a drawn order of rows',
      `${LOADED}i = np.random.permutation(len(x))\nmodel.fit(x[i[:8]], y[i[:8]], validation_data=(x[i[8:]], y[i[8:]]))\n`,
    ],
    [
      'a part of another folder',
      `${LOADED}v = image_dataset_from_directory('b', shuffle=False)\nmodel.fit(x[:8], y[:8], validation_data=v.take(9))\n`,
    ],
    [
      'a folder that is shuffled before',
      "d = image_dataset_from_directory('a', shuffle=False).unbatch().shuffle(9999, reshuffle_each_iteration=False)\nmodel.fit(d.skip(9), validation_data=d.take(9))\n",
    ],
    ['arrays that are shuffled before', `${LOADED}x, y = shuffle(x, y)\nmodel.fit(x, y, validation_split=0.2)\n`],
    ['arrays that are split', `${LOADED}a, b, c, d = train_test_split(x, y)\nmodel.fit(a, c, validation_split=0.2)\n`],
    ['arrays that another program has made', "x = np.load('x.npy')\nmodel.fit(x, y, validation_split=0.2)\n"],
    [
      'files of one folder',
      "images = [cv2.imread('data/' + f) for f in os.listdir('data')]\nmodel.fit(np.array(images), y, validation_split=0.2)\n",
    ],
    ['no split at all', `${LOADED}model.fit(x, y)\n`],
    ...[
      'import random\nrandom.shuffle(pairs)',
      'np.random.shuffle(pairs)',
      'np.random.default_rng(0).shuffle(pairs)',
      'pairs = shuffle(pairs)',
    ].map((drawn) => [
      `paths and labels of folders: ${drawn}`,
      `
pairs = []
for k, name in enumerate(os.listdir('data')):
    for file in os.listdir(os.path.join('data', name)):
        pairs.append((os.path.join('data', name, file), k))
${drawn}
x = np.array([cv2.resize(cv2.imread(path), (64, 64)) for path, _ in pairs])
model.fit(x, np.array([k for _, k in pairs]), validation_split=0.2)
`,
    ]),
  ])('not for %s', async (_name, text) => {
    expect(orderedSplit(await reading(text))).toEqual([]);
  });

  const CUT = (frame: string, column = "'label'"): string => `
import pandas as pd
from sklearn.utils import shuffle
frame = pd.read_csv('train.csv')
${frame}
cut = ImageDataGenerator(validation_split=0.2)
t = cut.flow_from_dataframe(frame, x_col='file', y_col=${column}, subset='training')
v = cut.flow_from_dataframe(frame, x_col='file', y_col=${column}, subset='validation')
model.fit(t, validation_data=v)
`;

  test.each([
    "frame = frame.sort_values('label')",
    "frame = frame.sort_values(by=['label', 'file'], ascending=False).reset_index(drop=True)",
    "frame.sort_values('label', inplace=True)",
  ])('a frame that is sorted by its labels: %s', async (sorted) => {
    const [finding] = orderedSplit(await reading(CUT(sorted)));
    expect(finding).toMatchObject({ check: 'ordered-split', severity: 'critical' });
    expect(finding?.summary).toContain("sorted by 'label'");
  });

  test.each([
    ['nothing', ''],
    ['by the files', "frame = frame.sort_values('file')"],
    ['and drawn', "frame = frame.sort_values('label').sample(frac=1)"],
    ['and shuffled', "frame = shuffle(frame.sort_values('label'))"],
    ['and split', "frame, rest = train_test_split(frame.sort_values('label'))"],
    ['by its labels, then by its files', "frame = frame.sort_values('label').sort_values('file')"],
    ['in another frame', "other = frame.sort_values('label')"],
  ])('not of a frame that is sorted: %s', async (_name, text) => {
    expect(orderedSplit(await reading(CUT(text)))).toEqual([]);
  });

  test('images of the rows of a sorted frame', async () => {
    const loop = (frame: string): string => `
import pandas as pd
frame = pd.read_csv('train.csv')
${frame}
x = np.array([cv2.resize(cv2.imread('images/' + name), (64, 64)) for name in frame['file']])
model.fit(x, frame['label'], validation_split=0.2)
`;
    expect(orderedSplit(await reading(loop("frame = frame.sort_values('label')")))).toHaveLength(1);
    expect(orderedSplit(await reading(loop("frame = frame.sort_values('label').sample(frac=1)")))).toEqual([]);
    expect(orderedSplit(await reading(loop("frame = frame.sort_values('width')")))).toEqual([]);
  });
});

describe('predictions in another order than the labels', () => {
  const FIT = "t = plain.flow_from_directory('a')\nmodel.fit(t)\n";

  test.each([
    [
      'a report',
      "v = plain.flow_from_directory('v')\np = model.predict(v)\nprint(classification_report(v.classes, np.argmax(p, axis=1)))",
    ],
    [
      'a comparison',
      "v = plain.flow_from_directory('v')\np = np.argmax(model.predict(v), axis=-1)\nprint(np.mean(p == v.classes))",
    ],
    [
      'one unit and a threshold',
      "v = plain.flow_from_directory('v')\np = (model.predict(v) > 0.5).astype('int32')\nconfusion_matrix(v.classes, p)",
    ],
    [
      'a loop over predictions',
      "v = plain.flow_from_directory('v')\nconfusion_matrix(v.classes, [np.argmax(p) for p in model.predict(v)])",
    ],
    [
      'a table of file names',
      "import pandas as pd\nv = plain.flow_from_directory('v')\np = np.argmax(model.predict(v), axis=1)\nnames = {0: 'a', 1: 'b'}\npd.DataFrame({'file': v.filenames, 'class': [names[k] for k in p]})",
    ],
    [
      'features and labels of a generator',
      "v = plain.flow_from_directory('v')\nhead = Sequential([Dense(5, activation='softmax')])\nhead.compile('adam', 'sparse_categorical_crossentropy')\nhead.fit(base.predict(v), v.classes)",
    ],
    [
      'a dataset in two passes',
      "v = image_dataset_from_directory('v')\ntruth = np.concatenate([y for x, y in v])\np = np.argmax(model.predict(v), axis=1)\nconfusion_matrix(truth, p)",
    ],
  ])('%s', async (_name, text) => {
    const [finding] = shuffledPredictions(await reading(`${FIT}${text}\n`));
    expect(finding).toMatchObject({ check: 'shuffled-predictions', severity: 'critical' });
    expect(finding?.places?.[0]?.note).toMatch(/shuffles/);
  });

  test.each([
    [
      'a generator that does not shuffle',
      "v = plain.flow_from_directory('v', shuffle=False)\np = model.predict(v)\nclassification_report(v.classes, np.argmax(p, axis=1))",
    ],
    [
      'shuffle that is turned off',
      "v = plain.flow_from_directory('v')\nv.shuffle = False\np = model.predict(v)\nclassification_report(v.classes, np.argmax(p, axis=1))",
    ],
    [
      'labels of the same batch',
      "v = plain.flow_from_directory('v')\nx, y = next(v)\nconfusion_matrix(np.argmax(y, axis=1), np.argmax(model.predict(x), axis=1))",
    ],
    [
      'a dataset in one loop',
      "v = image_dataset_from_directory('v')\nfor x, y in v:\n    confusion_matrix(y, np.argmax(model.predict(x), axis=1))",
    ],
    [
      'class weights of the training generator',
      "from sklearn.utils.class_weight import compute_class_weight\nw = compute_class_weight('balanced', np.unique(t.classes), t.classes)\np = model.predict(t)",
    ],
  ])('not for %s', async (_name, text) => {
    expect(shuffledPredictions(await reading(`${FIT}${text}\n`))).toEqual([]);
  });

  const CALLBACK = (body: string, settings = ''): string => `
from keras.callbacks import Callback, LambdaCallback
t = plain.flow_from_directory('a')
v = plain.flow_from_directory('v'${settings})
class Score(Callback):
    def __init__(self, generator):
        super().__init__()
        self.generator = generator
    def on_epoch_end(self, epoch, logs=None):
        ${body}
`;
  const SCORE = 'print(confusion_matrix(self.generator.classes, self.model.predict(self.generator).argmax(axis=1)))';

  test('a callback that predicts a shuffled generator after each epoch', async () => {
    const text = `${CALLBACK(SCORE)}model.fit(t, validation_data=v, callbacks=[Score(v)])\n`;
    const [finding] = shuffledPredictions(await reading(text));
    expect(finding).toMatchObject({ check: 'shuffled-predictions', severity: 'critical' });
    const lambda = 'LambdaCallback(on_epoch_end=lambda e, l: confusion_matrix(v.classes, model.predict(v)))';
    expect(shuffledPredictions(await reading(`${CALLBACK('pass')}model.fit(t, callbacks=[${lambda}])\n`))).toHaveLength(
      1,
    );
  });

  test('not for a callback of an unshuffled generator, or one that trains nothing', async () => {
    const ordered = `${CALLBACK(SCORE, ', shuffle=False')}model.fit(t, callbacks=[Score(v)])\n`;
    expect(shuffledPredictions(await reading(ordered))).toEqual([]);
    expect(shuffledPredictions(await reading(`${CALLBACK(SCORE)}model.fit(t)\n`))).toEqual([]);
  });

  test('what another callback does to the model is none of its settings', async () => {
    const body = 'K.set_value(self.model.optimizer.lr, 1e-9)';
    const { stages } = await reading(
      `from keras import backend as K\n${CALLBACK(body)}model.fit(t, callbacks=[Score(v)])\n`,
    );
    expect(stages[0]?.optimizer.rate.value).not.toBe(1e-9);
  });
});

test('the result on the images that chose the epoch is named as context', async () => {
  const text = (end: string): string => `
t = plain.flow_from_directory('a')
v = plain.flow_from_directory('b')
e = plain.flow_from_directory('c')
model.fit(t, validation_data=v, callbacks=[${end}
`;
  const found = selectionAsResult(await reading(text('EarlyStopping(patience=3)])\nmodel.evaluate(v)')));
  expect(found[0]).toMatchObject({ check: 'selection-as-result', severity: 'info' });
  expect(selectionAsResult(await reading(text('EarlyStopping(patience=3)])\nmodel.evaluate(e)')))).toEqual([]);
  expect(selectionAsResult(await reading(text('])\nmodel.evaluate(v)')))).toEqual([]);
  // The accuracy before the training is no result of it; the one after it is cited.
  const before = 'EarlyStopping(patience=3)])';
  const twice = text(`${before}\nmodel.evaluate(v, verbose=0)`).replace('model.fit', 'model.evaluate(v)\nmodel.fit');
  expect(selectionAsResult(await reading(twice))[0]?.places?.[0]?.text).toBe('model.evaluate(v, verbose=0)');
  // Another cut of the same folder is another set.
  const cut = (evaluated: string): string =>
    `t = image_dataset_from_directory('a')\nd = image_dataset_from_directory('b')\nmodel.fit(t, validation_data=d.skip(9), callbacks=[EarlyStopping(patience=3)])\nmodel.evaluate(${evaluated})`;
  expect(selectionAsResult(await reading(cut('d.take(9)')))).toEqual([]);
  expect(selectionAsResult(await reading(cut('d.skip(9).prefetch(1)')))).toHaveLength(1);
  const once = text(before).replace('model.fit', 'model.evaluate(v)\nmodel.fit');
  expect(selectionAsResult(await reading(once))).toEqual([]);
});

describe('images and copies of them before the split', () => {
  const SPLIT =
    '\na, b, c, d = train_test_split(x, y, test_size=0.2)\nmodel.fit(a, c, validation_data=(b, d), epochs=3)';
  const both = (x: string): string => `${LOADED}x = ${x}\ny = np.concatenate([y, y])${SPLIT}`;

  test.each([
    ['mirrored arrays', both('np.concatenate([x, x[:, :, ::-1]])')],
    ['np.vstack', both('np.vstack((np.flip(x, 2), x))')],
    [
      'a loop that adds each image twice',
      `${LOADED.replace('        labels.append(name)', '        images.append(cv2.flip(images[-1], 1))\n        labels += [name, name]')}${SPLIT}`,
    ],
    ['validation_split', `${LOADED}model.fit(np.concatenate([x, np.fliplr(x)]), y, validation_split=0.2)`],
  ])('%s', async (_name, text) => {
    const found = leakingSplit(await reading(text));
    expect(found).toMatchObject([{ check: 'leaking-split', severity: 'critical' }]);
    expect(found[0]?.summary).toContain('copies');
  });

  test.each([
    ['after the split', `${LOADED}${SPLIT.replace('\nmodel', '\na = np.concatenate([a, a[:, :, ::-1]])\nmodel')}`],
    ['two folders', both("np.concatenate([x, np.array([cv2.imread(p) for p in os.listdir('more')])])")],
    ['side by side', both('np.concatenate([x, x[:, :, ::-1]], axis=2)')],
    ['the same images once', `${LOADED}${SPLIT}`],
    ['mirrored in place', `${LOADED}x = x[:, :, ::-1]${SPLIT}`],
  ])('not for %s', async (_name, text) => {
    expect(leakingSplit(await reading(text))).toEqual([]);
  });
});

test("subset='both' of one call is one split, whatever is made of its parts", async () => {
  const text = (first: string, second: string): string =>
    `t, v = image_dataset_from_directory('a', validation_split=0.2, subset='both', seed=3)\nmodel.fit(${first}, validation_data=${second})`;
  expect(leakingSplit(await reading(text('t', 'v')))).toEqual([]);
  expect(leakingSplit(await reading(text('t.cache()', 'v.cache().prefetch(1)')))).toEqual([]);
});

test('the best of a loop of trainings, on the images that chose it, is a warning', async () => {
  const text = (evaluated: string, { indent = '', keeps = 'if score > best:\n        best = score' } = {}): string => `
t = random.flow_from_directory('a')
v = plain.flow_from_directory('b')
e = plain.flow_from_directory('c')
best = 0
for rate in rates:
    h = model.fit(t, validation_data=v, callbacks=[EarlyStopping(patience=3)])
    score = max(h.history['val_accuracy'])
    ${keeps}
${indent}model.evaluate(${evaluated})
`;
  const severities = async (script: string): Promise<string[]> =>
    selectionAsResult(await reading(script)).map(({ severity }) => severity);
  expect(await severities(text('v'))).toEqual(['warning']);
  // A score of each of them is no result yet, and a loop that keeps none chooses none.
  expect(await severities(text('v', { indent: '    ' }))).toEqual(['info']);
  expect(await severities(text('v', { keeps: 'scores.append(score)' }))).toEqual(['info']);
  expect(await severities(text('v', { keeps: 'if score > 0.9:\n        done = True' }))).toEqual(['info']);
  expect(await severities(text('e'))).toEqual([]);
});

describe('labels by a list in another order than the folders', () => {
  const text = ({ names = "['oak', 'ash']", train = '', label = 'i', part = 'name' } = {}): string => `
NAMES = ${names}
t = image_dataset_from_directory('train', label_mode='categorical'${train})
model.fit(t)
x, y = [], []
for i, name in enumerate(NAMES):
    for file in os.listdir(os.path.join('test', ${part})):
        x.append(cv2.imread(file))
        y.append(${label})
print((model.predict(np.array(x)).argmax(1) == np.array(y)).mean())
`;

  test('is found, with the first class that differs', async () => {
    const [finding] = typedClassOrder(await reading(text()));
    expect(finding).toMatchObject({ check: 'class-order-mismatch', severity: 'critical' });
    expect(finding?.summary).toContain('class 0 is ash');
    expect(finding?.places?.[0]?.text).toContain('enumerate(NAMES)');
  });

  test.each([
    ['a sorted list', text({ names: "['ash', 'oak']" })],
    ['a list that training has too', text({ train: ', class_names=NAMES' })],
    ['a list that is sorted where it is used', text({ names: "sorted(['oak', 'ash'])" })],
    ['other labels', text({ label: 'number_of[name]' })],
    ['names of no folders', text({ part: 'str(7)' })],
    ['a list from elsewhere', text({ names: 'read_names()' })],
  ])('not for %s', async (_name, script) => {
    expect(typedClassOrder(await reading(script))).toEqual([]);
  });
});

test.each([
  ['the folder of the test', "v = plain.flow_from_directory('data/test')", 'v', 'warning'],
  ['a folder called so, in another', "v = image_dataset_from_directory('test/images')", 'v', 'warning'],
  ['a name', "X_test = image_dataset_from_directory('b')", 'X_test', 'warning'],
  ['a name in one word', "testData = image_dataset_from_directory('b')", 'testData', 'warning'],
  ['the name of the metric alone', "v = image_dataset_from_directory('b')", 'v', 'info'],
  ['a word with other letters', "latest = image_dataset_from_directory('contest')", 'latest', 'info'],
])('test images that choose the epoch: %s', async (_name, load, valid, severity) => {
  const text = `t = plain.flow_from_directory('a')
${load}
model.fit(t, validation_data=${valid}, callbacks=[EarlyStopping(patience=3)])
test_loss, test_acc = model.evaluate(${valid})
`;
  expect(selectionAsResult(await reading(text))).toMatchObject([{ check: 'selection-as-result', severity }]);
});
