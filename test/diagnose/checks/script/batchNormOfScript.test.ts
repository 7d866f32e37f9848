import { expect, test } from 'vitest';
import { frozenBatchNormOfScript } from '../../../../src/diagnose/checks/script/frozenBatchNormOfScript.js';
import { smallBatchNormOfScript } from '../../../../src/diagnose/checks/script/smallBatchNormOfScript.js';
import { trainingFalseIgnored } from '../../../../src/diagnose/checks/script/trainingFalseIgnored.js';
import { findingsOf } from './findingsOf.js';

const OLD = (model: string, before = '', flags = 'for layer in base.layers: layer.trainable = False'): string => `
from keras import backend as K
from keras.applications import ${model}
from keras.layers import Dense
from keras.models import Model
${before}
base = ${model}(weights='imagenet', include_top=False, pooling='avg')
${flags}
model = Model(input=base.input, output=Dense(2, activation='softmax')(base.output))
model.compile('adam', 'categorical_crossentropy')
model.fit_generator(train, samples_per_epoch=1000, nb_epoch=5)
`;

test('frozen batch normalization of Keras 2 is found, with its count (C01)', async () => {
  const [finding] = await findingsOf(frozenBatchNormOfScript, OLD('ResNet50'));
  expect(finding).toMatchObject({ check: 'frozen-batch-norm', severity: 'critical' });
  expect(finding?.summary).toContain('the 53 frozen batch-normalization layers of ResNet50');
});

test.each([
  ['a base without batch normalization', OLD('VGG16')],
  ['the learning phase of inference', OLD('ResNet50', 'K.set_learning_phase(0)')],
  ['a base that trains', OLD('ResNet50', '', '')],
])('not of %s', async (_what, script) => {
  expect(await findingsOf(frozenBatchNormOfScript, script)).toEqual([]);
});

const NEW = ({
  training = ', training=False',
  flags = 'base.trainable = True',
  batch = 32,
  version = 'tensorflow',
}) => `
from ${version} import keras
base = keras.applications.Xception(weights='imagenet', include_top=False, pooling='avg')
${flags}
inputs = keras.Input((150, 150, 3))
outputs = keras.layers.Dense(1, activation='sigmoid')(base(inputs${training}))
model = keras.Model(inputs, outputs)
model.compile(keras.optimizers.Adam(1e-5), 'binary_crossentropy')
model.fit(x_train, y_train, epochs=5, batch_size=${batch})
`;
const BATCH_NORM = `for layer in base.layers:
    if isinstance(layer, keras.layers.BatchNormalization):
        layer.trainable = False`;

test('training=False that fit overrides is found, with the versions (C04)', async () => {
  const [finding] = await findingsOf(trainingFalseIgnored, NEW({}));
  // With tf.keras 2 it holds.
  expect(finding).toMatchObject({ check: 'training-false-ignored', severity: 'info' });
  expect(finding?.summary).toContain('In Keras 3.0 to 3.15 alone, fit overrides `training=False` of the base. Its 40');
});

test('it is a warning where the script is for Keras 3 alone', async () => {
  const script = `${NEW({})}keras.ops.softmax(model(x_train[:1], training=False))\n`;
  const [finding] = await findingsOf(
    trainingFalseIgnored,
    script.replace('from tensorflow import keras', 'import keras'),
  );
  expect(finding).toMatchObject({ check: 'training-false-ignored', severity: 'warning' });
});

test.each([
  ['a frozen base', NEW({ flags: 'base.trainable = False' })],
  ['a base without the argument', NEW({ training: '' })],
  ['frozen batch normalization', NEW({ flags: BATCH_NORM })],
])('not of %s', async (_what, script) => {
  expect(await findingsOf(trainingFalseIgnored, script)).toEqual([]);
});

test('batch normalization that trains on four images is found', async () => {
  const [finding] = await findingsOf(smallBatchNormOfScript, NEW({ training: '', batch: 4 }));
  expect(finding).toMatchObject({ check: 'small-batch-norm', severity: 'warning' });
  expect(finding?.summary).toContain('over batches of 4');
  expect(await findingsOf(smallBatchNormOfScript, NEW({ training: '', batch: 8 }))).toEqual([]);
  expect(await findingsOf(smallBatchNormOfScript, NEW({ training: '', batch: 4, flags: BATCH_NORM }))).toEqual([]);
});

test('where the version is only likely, as val_acc makes it, the finding is a warning', async () => {
  const script = OLD('ResNet50')
    .replace('input=base.input, output=', 'base.input, ')
    .replace(
      'fit_generator(train, samples_per_epoch=1000, nb_epoch=5)',
      "fit(x, y, callbacks=[EarlyStopping(monitor='val_acc')])",
    )
    .replace('from keras.models', 'from keras.callbacks import EarlyStopping\nfrom keras.models');
  const [finding] = await findingsOf(frozenBatchNormOfScript, script);
  expect(finding).toMatchObject({ severity: 'warning' });
  expect(finding?.summary).toContain('(probably your version; --keras sets it)');
});

const HEAD = (batch: number, { before = '', norm = 'keras.layers.BatchNormalization()' } = {}): string =>
  NEW({ flags: `base.trainable = False${before}`, batch }).replace(
    "keras.layers.Dense(1, activation='sigmoid')(base(inputs, training=False))",
    `keras.layers.Dense(1, activation='sigmoid')(${norm}(keras.layers.Dense(64)(base(inputs, training=False))))`,
  );

test('batch normalization of a head that trains on two images is found', async () => {
  const [finding] = await findingsOf(smallBatchNormOfScript, HEAD(2));
  expect(finding).toMatchObject({ check: 'small-batch-norm', severity: 'warning' });
  expect(finding?.summary).toContain('in the head computes mean and variance over batches of 2');
});

test.each([
  ['eight images', HEAD(8)],
  ['the learning phase of inference', HEAD(2, { before: '\nkeras.backend.set_learning_phase(0)' })],
  ['another normalization', HEAD(2, { norm: 'keras.layers.LayerNormalization()' })],
])('not of %s', async (_what, script) => {
  expect(await findingsOf(smallBatchNormOfScript, script)).toEqual([]);
});
