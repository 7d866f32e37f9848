import { describe, expect, test } from 'vitest';
import { misleadingMetric } from '../../../../src/diagnose/checks/script/misleadingMetric.js';
import { readingOf } from '../../../script/reading/readingOf.js';

const SCRIPT = (metrics: string, after = '', units = 'len(names)'): string => `
import tensorflow as tf
from tensorflow.keras.applications import VGG16
from tensorflow.keras.layers import Dense
from tensorflow.keras.metrics import TopKCategoricalAccuracy
from tensorflow.keras.models import Sequential

data = tf.keras.utils.image_dataset_from_directory('a', label_mode='categorical')
names = data.class_names
model = Sequential([VGG16(include_top=False, pooling='avg'), Dense(${units}, activation='softmax')])
model.compile('adam', 'categorical_crossentropy', metrics=[${metrics}])
model.fit(data)
${after}
`;
const find = async (...parts: Parameters<typeof SCRIPT>) =>
  misleadingMetric(await readingOf(SCRIPT(...parts).trimStart()));

describe('a metric of the k most probable classes', () => {
  test.each([
    ['as the accuracy of evaluate', "'top_k_categorical_accuracy'", 'loss, acc = model.evaluate(data)', 'warning'],
    ['by its index', 'TopKCategoricalAccuracy(k=3)', 'accuracy = model.evaluate(data)[1]', 'warning'],
    ['under the name accuracy', "TopKCategoricalAccuracy(k=3, name='accuracy')", '', 'warning'],
    ['before the AUC', "TopKCategoricalAccuracy(), 'AUC'", 'l, test_acc, auc = model.evaluate(data)', 'warning'],
  ])('is taken for the accuracy: %s', async (_name, metrics, after, severity) => {
    expect(await find(metrics, after)).toMatchObject([{ check: 'misleading-metric', severity }]);
  });

  test('is always right of no more classes than k', async () => {
    const [finding] = await find("'top_k_categorical_accuracy'", '', '5');
    expect(finding).toMatchObject({ check: 'misleading-metric', severity: 'critical' });
    expect(finding?.summary).toContain('always 1');
  });

  test.each([
    [
      'beside the accuracy',
      "'accuracy', TopKCategoricalAccuracy(k=5)",
      'loss, acc, top5 = model.evaluate(data)',
      '100',
    ],
    ['under its own name', 'TopKCategoricalAccuracy(k=5)', 'loss, top5_acc = model.evaluate(data)', '100'],
    ['named by the script', "TopKCategoricalAccuracy(k=5, name='top5')", '', '100'],
    ['of one class', 'TopKCategoricalAccuracy(k=1)', 'loss, acc = model.evaluate(data)', '100'],
    ['that nothing reads', "'top_k_categorical_accuracy'", '', '100'],
  ])('not %s', async (_name, metrics, after, units) => {
    expect(await find(metrics, after, units)).toEqual([]);
  });
});
