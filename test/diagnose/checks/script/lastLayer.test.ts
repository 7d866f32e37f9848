import { describe, expect, test } from 'vitest';
import { labelFormMismatch } from '../../../../src/diagnose/checks/script/labelFormMismatch.js';
import { lastLayerMismatch } from '../../../../src/diagnose/checks/script/lastLayerMismatch.js';
import { linearLayers } from '../../../../src/diagnose/checks/script/linearLayers.js';
import { majorityShare } from '../../../../src/diagnose/checks/script/majorityShare.js';
import { misleadingMetric } from '../../../../src/diagnose/checks/script/misleadingMetric.js';
import { numberOfClasses } from '../../../../src/diagnose/checks/script/numberOfClasses.js';
import { wrongLoss } from '../../../../src/diagnose/checks/script/wrongLoss.js';
import type { Finding } from '../../../../src/diagnose/finding.js';
import type { ScriptReading } from '../../../../src/script/reading/readScript.js';
import { readingOf } from '../../../script/reading/readingOf.js';

interface Setup {
  head: string;
  loss: string;
  /** Arguments of `flow_from_directory` after the folder. */
  flow?: string;
  metrics?: string;
  /** What decides the version of Keras. */
  sign?: string;
}

function script({ head, loss, flow = '', metrics = "['accuracy']", sign = '' }: Setup): string {
  return `
import tensorflow as tf
from tensorflow.keras import layers
from tensorflow.keras.layers import Activation, BatchNormalization, Dense, Dropout, LeakyReLU, Softmax
${sign}
base = tf.keras.applications.VGG16(include_top=False, pooling='avg')
images = tf.keras.preprocessing.image.ImageDataGenerator()
train = images.flow_from_directory('train'${flow === '' ? '' : `, ${flow}`})
model = tf.keras.Sequential([base, ${head}])
model.compile(optimizer='adam', loss=${loss}, metrics=${metrics})
model.fit(train, epochs=3)
`.trimStart();
}

type Check = (reading: ScriptReading) => Finding[];

async function found(check: Check, setup: Setup): Promise<Finding | undefined> {
  const [first, second] = check(await readingOf(script(setup)));
  expect(second).toBeUndefined();
  return first;
}

const OBJECT = 'tf.keras.losses.CategoricalCrossentropy(from_logits=True)';
const SOFTMAX = "Dense(5, activation='softmax')";
const CCE = "'categorical_crossentropy'";

describe('the last layer and the loss', () => {
  test.each<[string, Setup, RegExp]>([
    ['softmax of one unit', { head: "Dense(1, activation='softmax')", loss: "'binary_crossentropy'" }, /always 1/],
    ['one sigmoid with a categorical loss', { head: "Dense(1, activation='sigmoid')", loss: CCE }, /always 0/],
    [
      'one sigmoid with a sparse loss',
      { head: "Dense(1, activation='sigmoid')", loss: "'sparse_categorical_crossentropy'" },
      /nan/,
    ],
    ['two softmaxes', { head: `${SOFTMAX}, Activation('softmax')`, loss: CCE }, /below 0\.90/],
    ['a layer of softmax after one', { head: `${SOFTMAX}, Softmax()`, loss: CCE }, /twice/],
    ['no activation', { head: 'Dense(5)', loss: CCE }, /no activation/],
    [
      'an activation of None',
      { head: 'Dense(5, activation=None)', loss: 'tf.keras.losses.SparseCategoricalCrossentropy()' },
      /no activation/,
    ],
    ['relu at the end', { head: "Dense(5, 'relu')", loss: CCE }, /activation relu/],
    ['one unit without activation', { head: 'Dense(1)', loss: "'binary_crossentropy'" }, /no activation/],
  ])('%s is critical', async (_name, setup, summary) => {
    const finding = await found(lastLayerMismatch, setup);
    expect(finding).toMatchObject({ check: 'last-layer-mismatch', severity: 'critical' });
    expect(finding?.summary).toMatch(summary);
  });

  test.each<[string, Setup]>([
    ['softmax of the classes', { head: SOFTMAX, loss: CCE }],
    ['logits and from_logits', { head: 'Dense(5)', loss: OBJECT }],
    ['softmax as a layer', { head: 'Dense(5), Softmax()', loss: CCE }],
    ['softmax as a function', { head: 'Dense(5, activation=tf.nn.softmax)', loss: CCE }],
    ['one sigmoid', { head: "Dense(1, activation='sigmoid')", loss: "'binary_crossentropy'" }],
    ['an activation that is not visible', { head: 'Dense(5, activation=chosen)', loss: CCE }],
    ['units that are not visible', { head: "Dense(n, activation='softmax')", loss: CCE }],
    ['a loss of its own', { head: 'Dense(5)', loss: 'focal_loss' }],
    ['a squared error', { head: 'Dense(1)', loss: "'mse'" }],
    [
      'from_logits that is not visible',
      { head: 'Dense(5)', loss: 'tf.keras.losses.CategoricalCrossentropy(from_logits=flag)' },
    ],
  ])('not for %s', async (_name, setup) => {
    expect(await found(lastLayerMismatch, setup)).toBeUndefined();
  });

  test('from_logits after softmax is harmless from TensorFlow 2.4 on, and both readings are given if that is open', async () => {
    const setup = { head: SOFTMAX, loss: OBJECT };
    expect(await found(lastLayerMismatch, setup)).toMatchObject({ severity: 'warning' });
    const recent = await found(lastLayerMismatch, { ...setup, sign: 'from tensorflow.keras.layers import Rescaling' });
    expect(recent).toMatchObject({ severity: 'info' });
    expect(recent?.summary).toMatch(/takes the values before the softmax, and warns/);
  });

  test('a sigmoid for each class with a categorical loss is context', async () => {
    expect(await found(lastLayerMismatch, { head: "Dense(5, activation='sigmoid')", loss: CCE })).toMatchObject({
      severity: 'info',
    });
  });
});

describe('labels, loss and units', () => {
  test.each<[string, Setup, RegExp]>([
    [
      'a sparse loss on one-hot labels',
      { head: SOFTMAX, loss: "'sparse_categorical_crossentropy'" },
      /one-hot, but sparse/,
    ],
    [
      'a categorical loss on numbers',
      { head: SOFTMAX, loss: CCE, flow: "class_mode='sparse'" },
      /numbers of classes, but categorical/,
    ],
    [
      'a categorical loss on binary labels',
      { head: "Dense(2, activation='softmax')", loss: CCE, flow: "class_mode='binary'" },
      /zeros and ones/,
    ],
    [
      'two units with binary labels',
      { head: "Dense(2, activation='softmax')", loss: "'binary_crossentropy'", flow: "class_mode='binary'" },
      /2 units/,
    ],
    [
      'one unit with one-hot labels',
      { head: "Dense(1, activation='sigmoid')", loss: "'binary_crossentropy'" },
      /one-hot, but the last layer has one unit/,
    ],
    [
      'binary labels of three classes',
      {
        head: "Dense(1, activation='sigmoid')",
        loss: "'binary_crossentropy'",
        flow: "classes=['a', 'b', 'c'], class_mode='binary'",
      },
      /3 classes/,
    ],
  ])('%s', async (_name, setup, summary) => {
    const finding = await found(labelFormMismatch, setup);
    expect(finding).toMatchObject({ check: 'label-form-mismatch', severity: 'critical' });
    expect(finding?.summary).toMatch(summary);
  });

  test.each<[string, Setup]>([
    ['one-hot labels', { head: SOFTMAX, loss: CCE }],
    ['numbers', { head: SOFTMAX, loss: "'sparse_categorical_crossentropy'", flow: "class_mode='sparse'" }],
    [
      'binary labels',
      { head: "Dense(1, activation='sigmoid')", loss: "'binary_crossentropy'", flow: "class_mode='binary'" },
    ],
    ['a class_mode that is not visible', { head: SOFTMAX, loss: CCE, flow: 'class_mode=mode' }],
  ])('not for %s', async (_name, setup) => {
    expect(await found(labelFormMismatch, setup)).toBeUndefined();
  });
});

describe('units and classes', () => {
  const DATASET = "train = tf.keras.utils.image_dataset_from_directory('train')";
  const units = (count: string): Setup => ({
    head: `Dense(${count}, activation='softmax')`,
    loss: "'sparse_categorical_crossentropy'",
  });
  const onDataset = (setup: Setup, dataset = DATASET): string => script(setup).replace(/train = images.*/, dataset);

  test('a number that is not that of the classes', async () => {
    const finding = await found(numberOfClasses, { head: SOFTMAX, loss: CCE, flow: "classes=['a', 'b', 'c']" });
    expect(finding).toMatchObject({ check: 'number-of-classes', severity: 'critical' });
    expect(finding?.summary).toMatch(/5 units, but the labels have 3/);
  });

  test.each<[string, string, RegExp]>([
    ['one less than the names of a data set', 'len(train.class_names) - 1', /one unit less than there are classes/],
    ['the batches of a data set', 'len(train)', /as there are batches, not classes/],
    ['the images of a data set without batches', 'len(train.unbatch())', /as there are images, not classes/],
  ])('%s', async (_name, count, summary) => {
    const [finding] = numberOfClasses(await readingOf(onDataset(units(count))));
    expect(finding).toMatchObject({ check: 'number-of-classes', severity: 'critical' });
    expect(finding?.summary).toMatch(summary);
  });

  test.each<[string, Setup]>([
    ['one less than the classes of a generator', { ...units('len(train.class_indices) - 1'), loss: CCE }],
    ['its images', { ...units('train.samples'), loss: CCE }],
  ])('%s', async (_name, setup) => {
    expect(await found(numberOfClasses, setup)).toMatchObject({ severity: 'critical' });
  });

  test.each<[string, string]>([
    ['as many as names', onDataset(units('len(train.class_names)'))],
    ['one more than names, for an unknown class', onDataset(units('len(train.class_names) + 1'))],
    [
      'one sigmoid of two classes',
      onDataset({ head: "Dense(len(train.class_names) - 1, activation='sigmoid')", loss: "'binary_crossentropy'" }),
    ],
    [
      'one less where a class is filtered out',
      onDataset(units('len(names) - 1'), `${DATASET}\nnames = train.class_names\ntrain = train.filter(keep)`),
    ],
    ['classes of a generator', script({ head: "Dense(train.num_classes, activation='softmax')", loss: CCE })],
    ['a length that nothing decides', script({ head: "Dense(len(names), activation='softmax')", loss: CCE })],
    [
      'as many units as names',
      script({ head: "Dense(3, activation='softmax')", loss: CCE, flow: "classes=['a', 'b', 'c']" }),
    ],
  ])('not for %s', async (_name, text) => {
    expect(numberOfClasses(await readingOf(text))).toEqual([]);
  });
});

describe('the loss of exclusive classes', () => {
  const SIGMOIDS = { head: "Dense(100, activation='sigmoid')", loss: "'binary_crossentropy'" };

  test('counts each of 100 outputs in Keras 2', async () => {
    const old = script(SIGMOIDS).replaceAll('tensorflow.keras', 'keras').replaceAll('tf.keras', 'keras');
    const [finding] = wrongLoss(
      await readingOf(
        `import keras\n${old.replace('model.fit(train, epochs=3)', 'model.fit_generator(train, nb_epoch=3)')}`,
      ),
    );
    expect(finding).toMatchObject({ check: 'wrong-loss', severity: 'critical' });
    expect(finding?.summary).toMatch(/counts each of the 100 outputs .* has 0\.99\.$/);
  });

  test('depends on the version where that is open, and only the loss does in a recent one', async () => {
    const open = await found(wrongLoss, SIGMOIDS);
    expect(open).toMatchObject({ severity: 'warning' });
    expect(open?.summary).toMatch(
      /^In Keras 1 and 2, and TensorFlow up to 2\.1, .* From TensorFlow 2\.2 on it counts images\.$/,
    );
    const recent = await found(wrongLoss, {
      ...SIGMOIDS,
      sign: 'from tensorflow.keras.layers import Rescaling',
    });
    expect(recent).toMatchObject({ severity: 'info' });
    expect(recent?.summary).toMatch(/A loss near 0\.06/);
  });

  const COUNTED = "Dense(train.num_classes, activation='sigmoid')";

  test('units that are a count of classes are a warning', async () => {
    const finding = await found(wrongLoss, { head: COUNTED, loss: "'binary_crossentropy'" });
    expect(finding).toMatchObject({ severity: 'warning' });
    expect(finding?.summary).toMatch(/counts each class as an answer/);
  });

  test('a regression loss of probabilities is a warning, of plain outputs info', async () => {
    const head = "Dense(train.num_classes, activation='softmax')";
    expect(await found(wrongLoss, { head, loss: "'mse'" })).toMatchObject({ severity: 'warning' });
    expect(await found(wrongLoss, { head: SOFTMAX, loss: 'tf.keras.losses.MeanSquaredError()' })).toMatchObject({
      severity: 'warning',
    });
    expect(await found(wrongLoss, { head: 'Dense(5)', loss: "'mean_absolute_error'" })).toMatchObject({
      severity: 'info',
    });
  });

  test.each<[string, Setup]>([
    ['a categorical loss', { head: SOFTMAX, loss: CCE }],
    ['two outputs, which say the same', { head: "Dense(2, activation='sigmoid')", loss: "'binary_crossentropy'" }],
    ['two classes that are counted', { head: COUNTED, loss: "'binary_crossentropy'", flow: "classes=['a', 'b']" }],
    ['labels of several classes at once', { ...SIGMOIDS, flow: "class_mode='raw'" }],
    ['images as labels', { head: SOFTMAX, loss: "'mse'", flow: "class_mode='input'" }],
    [
      'one sigmoid',
      { head: "Dense(1, activation='sigmoid')", loss: "'binary_crossentropy'", flow: "class_mode='binary'" },
    ],
    ['a metric that is itself named, which misleading-metric finds', { ...SIGMOIDS, metrics: "['binary_accuracy']" }],
    [
      'a count of classes where accuracy counts images',
      { head: COUNTED, loss: "'binary_crossentropy'", sign: 'from tensorflow.keras.layers import Rescaling' },
    ],
  ])('not for %s', async (_name, setup) => {
    expect(await found(wrongLoss, setup)).toBeUndefined();
  });
});

describe('what is called accuracy', () => {
  test.each<[string, Setup, RegExp]>([
    [
      'binary_accuracy of many outputs',
      { head: SOFTMAX, loss: CCE, metrics: "['binary_accuracy']" },
      /each of the 5 outputs/,
    ],
    ['Accuracy()', { head: SOFTMAX, loss: CCE, metrics: '[tf.keras.metrics.Accuracy()]' }, /0\.000/],
    [
      'categorical_accuracy on numbers',
      {
        head: SOFTMAX,
        loss: "'sparse_categorical_crossentropy'",
        flow: "class_mode='sparse'",
        metrics: '[tf.keras.metrics.CategoricalAccuracy()]',
      },
      /one-hot labels/,
    ],
  ])('%s', async (_name, setup, summary) => {
    expect((await found(misleadingMetric, setup))?.summary).toMatch(summary);
  });

  test.each<[string, Setup]>([
    ["'accuracy' with a categorical loss", { head: SOFTMAX, loss: CCE }],
    [
      'two outputs, which say the same',
      { head: "Dense(2, activation='sigmoid')", loss: "'binary_crossentropy'", metrics: "['binary_accuracy']" },
    ],
    [
      'labels of several classes at once',
      {
        head: "Dense(100, activation='sigmoid')",
        loss: "'binary_crossentropy'",
        metrics: "['binary_accuracy']",
        flow: "class_mode='raw'",
      },
    ],
    [
      "'accuracy' with a binary loss, whose loss is the fault",
      { head: "Dense(100, activation='sigmoid')", loss: "'binary_crossentropy'" },
    ],
    [
      "an object that is called 'accuracy'",
      { head: SOFTMAX, loss: CCE, metrics: "[tf.keras.metrics.CategoricalAccuracy(name='accuracy')]" },
    ],
  ])('not for %s', async (_name, setup) => {
    expect(await found(misleadingMetric, setup)).toBeUndefined();
  });

  const LOADED = `${script({ head: SOFTMAX, loss: "'sparse_categorical_crossentropy'", flow: "class_mode='sparse'" })}
model.save('m.h5')
again = tf.keras.models.load_model('m.h5')
`;

  test('a model that is loaded and compiled again, or used only to predict, is sound', async () => {
    const compiled =
      "again.compile('adam', 'sparse_categorical_crossentropy', metrics=['accuracy'])\nagain.evaluate(train)\n";
    expect(misleadingMetric(await readingOf(LOADED + compiled))).toEqual([]);
    expect(misleadingMetric(await readingOf(`${LOADED}again.predict(train)\n`))).toEqual([]);
    expect(misleadingMetric(await readingOf(`${LOADED}again.evaluate(train)\n`))).toMatchObject([
      { severity: 'warning' },
    ]);
  });
});

describe('dense layers without an activation', () => {
  test.each([
    `Dense(256), Dropout(0.5), ${SOFTMAX}`,
    `Dense(256, activation='linear'), ${SOFTMAX}`,
    `Dense(256), BatchNormalization(), ${SOFTMAX}`,
    `Dense(1024), Dropout(0.3), Dense(256), ${SOFTMAX}`,
  ])('%s', async (head) => {
    expect(await found(linearLayers, { head, loss: CCE })).toMatchObject({
      check: 'linear-layers',
      severity: 'warning',
    });
  });

  test.each([
    `Dense(256), BatchNormalization(), Activation('relu'), ${SOFTMAX}`,
    `Dense(2), ${SOFTMAX}`,
    `Dense(256), LeakyReLU(), ${SOFTMAX}`,
    `Dense(256), Activation('relu'), ${SOFTMAX}`,
    `Dense(256, 'relu'), ${SOFTMAX}`,
    `Dense(256, activation=chosen), ${SOFTMAX}`,
  ])('not for %s', async (head) => {
    expect(await found(linearLayers, { head, loss: CCE })).toBeUndefined();
  });
});

test('labels that are written out say what a majority answer scores; balanced ones say nothing', async () => {
  const text = (counts: string): string => `
import numpy as np
from keras.layers import Dense
from keras.models import Sequential
model = Sequential([Dense(1, activation='sigmoid')])
model.compile('adam', 'binary_crossentropy')
model.fit(x, np.array(${counts}))
`;
  const [finding] = majorityShare(await readingOf(text('[0] * 120 + [1] * 30').trimStart()));
  expect(finding?.summary).toContain('120 of 150 training images');
  expect(finding?.summary).toContain('0.800');
  expect(majorityShare(await readingOf(text('[0] * 80 + [1] * 70').trimStart()))).toEqual([]);
});
