import { expect, test } from 'vitest';
import { metricMismatch } from '../../../../src/diagnose/checks/script/metricMismatch.js';
import { findingsOf } from './findingsOf.js';

const SCRIPT = (loss: string, metrics: string, after = ''): string => `
from tensorflow import keras
from tensorflow.keras.models import load_model
model = keras.Sequential([keras.layers.Dense(10, activation='softmax')])
model.compile('adam', '${loss}', metrics=[${metrics}])
model.fit(train, epochs=5)
${after}
`;
const [ONE_HOT, SPARSE] = ['categorical_crossentropy', 'sparse_categorical_crossentropy'];

test.each([
  [ONE_HOT, 'keras.metrics.Accuracy()', 'to the last digit'],
  [ONE_HOT, "'binary_accuracy'", 'scores 0.90'],
  [ONE_HOT, 'keras.metrics.SparseCategoricalAccuracy()', 'wants class numbers, but the loss wants one-hot'],
  [SPARSE, "'categorical_accuracy'", 'every answer with class 0'],
])('%s with %s', async (loss, metrics, text) => {
  const [finding] = await findingsOf(metricMismatch, SCRIPT(loss, metrics));
  expect(finding).toMatchObject({ check: 'metric-mismatch', severity: 'critical' });
  expect(finding?.summary).toContain(text);
});

test.each([
  [ONE_HOT, "'accuracy', keras.metrics.AUC()"],
  [ONE_HOT, 'keras.metrics.CategoricalAccuracy()'],
  [SPARSE, "'sparse_categorical_accuracy'"],
  ['binary_crossentropy', 'keras.metrics.BinaryAccuracy()'],
])('%s with %s is sound', async (loss, metrics) => {
  expect(await findingsOf(metricMismatch, SCRIPT(loss, metrics))).toEqual([]);
});

test("'accuracy' of sparse labels after loading, by version (C25)", async () => {
  const loaded = "model.save('m.h5')\nagain = load_model('m.h5')\nagain.evaluate(test)";
  const [finding] = await findingsOf(metricMismatch, SCRIPT(SPARSE, "'accuracy'", loaded));
  expect(finding?.summary).toContain('In tf.keras 2.2 to 2.4');
  const compiled = loaded.replace(
    'again.evaluate',
    `again.compile('adam', '${SPARSE}', metrics=['accuracy'])\nagain.evaluate`,
  );
  expect(await findingsOf(metricMismatch, SCRIPT(SPARSE, "'accuracy'", compiled))).toEqual([]);
  expect(await findingsOf(metricMismatch, SCRIPT(ONE_HOT, "'accuracy'", loaded))).toEqual([]);
});
