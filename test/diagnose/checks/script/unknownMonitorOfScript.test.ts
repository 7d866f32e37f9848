import { expect, test } from 'vitest';
import { unknownMonitorOfScript } from '../../../../src/diagnose/checks/script/unknownMonitorOfScript.js';
import { findingsOf } from './findingsOf.js';

const SCRIPT = ({
  from = 'tensorflow.keras',
  metrics = "['accuracy']",
  callback = "EarlyStopping(monitor='val_acc', patience=3)",
  fit = 'fit(train, epochs=5, validation_data=valid, callbacks=[callback])',
}): string => `
from ${from}.callbacks import EarlyStopping, ModelCheckpoint, ReduceLROnPlateau
from ${from}.layers import Dense, Rescaling
from ${from}.models import Sequential
model = Sequential([Rescaling(1 / 255), Dense(3, activation='softmax')])
model.compile('adam', 'categorical_crossentropy', metrics=${metrics})
callback = ${callback}
model.${fit}
`;

test('val_acc of a metric named accuracy is not logged from TensorFlow 2 on (C36)', async () => {
  const [finding] = await findingsOf(unknownMonitorOfScript, SCRIPT({}));
  expect(finding).toMatchObject({ check: 'unknown-monitor', severity: 'critical' });
  expect(finding?.summary).toContain(
    "The history names it 'val_accuracy', and 'val_acc' is not logged. EarlyStopping warns and never stops; in Keras 3.0 to 3.16 it raises an error after the first epoch.",
  );
});

test('both readings are said where an old Keras may run it', async () => {
  const old = SCRIPT({ from: 'keras' }).replaceAll(', Rescaling', '').replace('Rescaling(1 / 255), ', '');
  const [finding] = await findingsOf(unknownMonitorOfScript, old);
  expect(finding).toMatchObject({ severity: 'warning' });
  expect(finding?.summary).toMatch(/^In Keras 2\.3\.0 to 2\.3\.1/);
  expect(finding?.summary).toMatch(/ EarlyStopping warns and never stops; in Keras 3\.0 to 3\.16 it raises an error/);
});

test('with a mode nothing raises an error, and each callback says what it does not do', async () => {
  const both = "[EarlyStopping(monitor='val_acc', mode='max'), ReduceLROnPlateau(monitor='val_acc')]";
  const script = SCRIPT({ callback: both }).replace('[callback]', 'callback');
  const [finding] = await findingsOf(unknownMonitorOfScript, script);
  expect(finding?.summary).toContain(
    'EarlyStopping warns and never stops. ReduceLROnPlateau warns and never lowers the rate; in Keras 3.11 to 3.16 it raises an error',
  );
});

test('a name of metrics that are not compiled, and of validation that is not there', async () => {
  const sparse = SCRIPT({
    metrics: "['sparse_categorical_accuracy']",
    callback: "EarlyStopping(monitor='val_accuracy')",
  });
  const [name] = await findingsOf(unknownMonitorOfScript, sparse);
  expect(name?.fix.text).toBe("Monitor 'val_sparse_categorical_accuracy'.");
  const without = SCRIPT({ callback: 'ReduceLROnPlateau()', fit: 'fit(train, epochs=5, callbacks=[callback])' });
  const [validation] = await findingsOf(unknownMonitorOfScript, without);
  expect(validation?.summary).toContain(
    "no validation data, so 'val_loss' is not logged. ReduceLROnPlateau warns and never lowers the rate.",
  );
});

test.each([
  ['the name of the version', { callback: "EarlyStopping(monitor='val_accuracy')" }],
  ['acc of metrics acc', { metrics: "['acc']" }],
  ['the default', { callback: 'EarlyStopping()' }],
  ['a checkpoint of every epoch', { callback: "ModelCheckpoint('x.h5', monitor='val_acc')" }],
  [
    'validation that is split off',
    { fit: 'fit(x, y, validation_split=0.2, callbacks=[callback])', metrics: "['acc']" },
  ],
  ['arguments that are not known', { callback: 'EarlyStopping()', fit: 'fit(train, callbacks=[callback], **options)' }],
  ['metrics that are not known', { metrics: 'my_metrics' }],
])('%s is sound, or not known', async (_what, options) => {
  expect(await findingsOf(unknownMonitorOfScript, SCRIPT(options))).toEqual([]);
});

test('a metric whose name has digits is another one than the accuracy', async () => {
  const metrics = "[tf.keras.metrics.SparseCategoricalAccuracy(name='top1')]";
  const callback = "ReduceLROnPlateau(monitor='val_accuracy', mode='max')";
  const script = `import tensorflow as tf${SCRIPT({ metrics, callback })}`;
  const [finding] = await findingsOf(unknownMonitorOfScript, script);
  expect(finding).toMatchObject({ severity: 'critical' });
  expect(finding?.summary).toContain("The metrics are top1, so 'val_accuracy' is not logged.");
  expect(await findingsOf(unknownMonitorOfScript, script.replace('val_accuracy', 'val_top1'))).toEqual([]);
});
