import { describe, expect, test } from 'vitest';
import { misleadingMetric } from '../../../../src/diagnose/checks/script/misleadingMetric.js';
import { findingsOf } from './findingsOf.js';

const SCRIPT = (metric: string, given: string, mode = 'categorical', loss = 'categorical_crossentropy'): string => `
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import backend as K
from tensorflow.keras.applications import VGG16
from tensorflow.keras.layers import Dense
${metric}
data = tf.keras.utils.image_dataset_from_directory('a', label_mode='${mode}')
model = keras.Sequential([VGG16(include_top=False, pooling='avg'), Dense(12, activation='softmax')])
model.compile('adam', '${loss}', metrics=${given})
model.fit(data)
`;
const find = (...parts: Parameters<typeof SCRIPT>) => findingsOf(misleadingMetric, SCRIPT(...parts));
const METRIC = (...lines: string[]): string =>
  ['def share_right(y_true, y_pred):', ...lines.map((line) => `    ${line}`)].join('\n');
const RESULT = 'return tf.reduce_mean(tf.cast(hits, tf.float32))';

describe('a metric of the script that compares one-hot entries', () => {
  test.each([
    ['by the backend', METRIC('return K.mean(K.equal(y_true, K.round(y_pred)))'), '[share_right]'],
    [
      'by the last axis',
      METRIC('hits = tf.equal(tf.round(y_pred), y_true)', RESULT.replace('))', '), axis=-1)')),
      '[share_right]',
    ],
    [
      'by ==',
      METRIC('hits = tf.cast(y_true > 0.5, tf.int32) == tf.cast(y_pred > 0.5, tf.int32)', RESULT),
      '[share_right]',
    ],
    ['by methods', METRIC('return (y_true.numpy().round() == y_pred.numpy().round()).mean()'), '[share_right]'],
    [
      'by its size',
      METRIC(
        'hits = tf.equal(y_true, tf.round(y_pred))',
        'return tf.reduce_sum(tf.cast(hits, "float32")) / tf.cast(tf.size(y_true), "float32")',
      ),
      '[share_right]',
    ],
    ['by a metric of Keras', METRIC('return keras.metrics.binary_accuracy(y_true, y_pred)'), '[share_right]'],
    ['in a lambda', '', '[lambda t, p: K.mean(K.equal(t, K.round(p)), axis=-1)]'],
    [
      'in a class',
      `class Right(keras.metrics.Metric):
    def __init__(self):
        super().__init__(name='right')
        self.sum = self.add_weight(name='sum')
    def update_state(self, y_true, y_pred, sample_weight=None):
        self.sum.assign_add(tf.reduce_mean(tf.cast(tf.equal(y_true, tf.round(y_pred)), tf.float32)))`,
      '[Right()]',
    ],
  ])('%s', async (_name, metric, given) => {
    const [finding, ...more] = await find(metric, given);
    expect(finding).toMatchObject({ check: 'misleading-metric', severity: 'critical' });
    expect(finding?.summary).toContain('at least 10 of 12 entries agree');
    expect(more).toEqual([]);
  });

  test.each([
    ['argmax', METRIC('hits = tf.equal(tf.argmax(y_true, -1), tf.argmax(y_pred, -1))', RESULT), '[share_right]'],
    [
      'all entries of an image',
      METRIC('hits = tf.reduce_all(tf.equal(y_true, tf.round(y_pred)), axis=-1)', RESULT),
      '[share_right]',
    ],
    ['a sum of what both have', METRIC('return K.mean(K.sum(y_true * K.round(y_pred), axis=-1))'), '[share_right]'],
    ['outputs with outputs', METRIC('return K.mean(K.equal(y_pred, K.round(y_pred)))'), '[share_right]'],
    ['beside the accuracy', METRIC('return K.mean(K.equal(y_true, K.round(y_pred)))'), '["accuracy", share_right]'],
  ])('not %s', async (_name, metric, given) => {
    expect(await find(metric, given)).toEqual([]);
  });

  test('not of class numbers, nor of images with several labels', async () => {
    const metric = METRIC('return K.mean(K.equal(y_true, K.round(y_pred)))');
    expect(await find(metric, '[share_right]', 'int', 'sparse_categorical_crossentropy')).toEqual([]);
    const several = SCRIPT(metric, '[share_right]', 'categorical', 'binary_crossentropy').replace(
      /^data = .*$/m,
      'data = load()',
    );
    expect(await findingsOf(misleadingMetric, several)).toEqual([]);
  });
});
