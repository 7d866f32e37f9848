import { expect, test } from 'vitest';
import { balancedTwice } from '../../../../src/diagnose/checks/script/balancedTwice.js';
import { findingsOf } from './findingsOf.js';

const SCRIPT = (draw: string, weights = '{0: 1.0, 1: 9.0}'): string => `
import tensorflow as tf
of = lambda name: tf.data.Dataset.list_files(f'train/{name}/*.png').repeat()
${draw}
model = tf.keras.Sequential([tf.keras.layers.Dense(1, activation='sigmoid')])
model.compile('adam', 'binary_crossentropy')
model.fit(train.batch(32), steps_per_epoch=100, class_weight=${weights})
`;

test.each([
  "train = tf.data.Dataset.sample_from_datasets([of('benign'), of('malignant')], weights=[0.5, 0.5])",
  "train = tf.data.experimental.sample_from_datasets([of('benign'), of('malignant')], [1.0, 1.0])",
  "train = tf.data.Dataset.sample_from_datasets((of('benign'), of('malignant')))",
  "train = of('*').rejection_resample(lambda x, y: y, target_dist=[0.5, 0.5])",
])('classes that are drawn equally and weighted: %s', async (draw) => {
  const [finding] = await findingsOf(balancedTwice, SCRIPT(draw));
  expect(finding).toMatchObject({ check: 'balanced-twice', severity: 'warning' });
  expect(finding?.summary).toContain('count 9 times as much');
});

test.each([
  ["train = tf.data.Dataset.sample_from_datasets([of('benign'), of('malignant')], weights=[0.9, 0.1])", undefined],
  ["train = tf.data.Dataset.sample_from_datasets([of('benign'), of('malignant')], weights=shares)", undefined],
  ["train = tf.data.Dataset.sample_from_datasets([of('benign'), of('malignant')])", '{0: 1.0, 1: 1.0}'],
  // Three sources of two classes: each may have both.
  ["train = tf.data.Dataset.sample_from_datasets([of('a'), of('b'), of('c')])", undefined],
  ["train = tf.data.Dataset.sample_from_datasets([of('benign'), of('malignant')])", 'None'],
  ["train = of('*')", undefined],
])('sound, or not known: %s with %s', async (draw, weights) => {
  expect(await findingsOf(balancedTwice, SCRIPT(draw, weights))).toEqual([]);
});
