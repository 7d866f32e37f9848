import { expect, test } from 'vitest';
import { checkpointOfScript } from '../../../../src/diagnose/checks/script/checkpointOfScript.js';
import { findingsOf } from './findingsOf.js';

const SCRIPT = (callbacks: string, after = ''): string => `
from tensorflow.keras.callbacks import EarlyStopping, ModelCheckpoint
from tensorflow.keras.layers import Dense
from tensorflow.keras.models import Sequential, load_model
model = Sequential([Dense(3, activation='softmax')])
model.compile('adam', 'categorical_crossentropy')
model.fit(train, epochs=50, validation_data=valid, callbacks=[${callbacks}])
${after}
`;
const BEST = "ModelCheckpoint('best.h5', save_best_only=True)";

test('a checkpoint that is not what is evaluated', async () => {
  const [finding] = await findingsOf(checkpointOfScript, SCRIPT(BEST, 'model.evaluate(test)'));
  expect(finding).toMatchObject({ check: 'checkpoint-not-best', severity: 'warning' });
  expect(finding?.places?.[0]).toMatchObject({ text: 'model.evaluate(test)' });
});

test('early stopping without the best weights', async () => {
  const [finding] = await findingsOf(checkpointOfScript, SCRIPT('EarlyStopping(patience=10)'));
  expect(finding?.summary).toContain('stops 10 epochs after the best one');
});

test.each([
  ["ModelCheckpoint('best_model.h5', monitor='val_accuracy', mode='max')", 'val_accuracy is not looked at'],
  ["ModelCheckpoint('out/model-best.keras')", 'save_best_only'],
  ["EarlyStopping(patience=3), ModelCheckpoint(filepath='BEST.hdf5', save_weights_only=True)", 'BEST.hdf5'],
])('a file of the best epoch that is written after each: %s', async (callbacks, words) => {
  const found = await findingsOf(checkpointOfScript, SCRIPT(callbacks));
  expect(found).toMatchObject([{ check: 'checkpoint-not-best', severity: 'warning' }]);
  expect(found[0]?.summary).toContain(words);
});

test.each([
  ['loaded before', BEST, "model.load_weights('best.h5')\nmodel.evaluate(test)"],
  ['loaded whole', BEST, "model = load_model('best.h5')\nmodel.evaluate(test)"],
  ['evaluated before and after', BEST, "model.evaluate(test)\nmodel.load_weights('best.h5')\nmodel.evaluate(test)"],
  ['used in another file', BEST, ''],
  ['every epoch', "ModelCheckpoint('last.h5')", 'model.evaluate(test)'],
  ['a file for each epoch', "ModelCheckpoint('best_{epoch:02d}.h5', monitor='val_loss')", ''],
  ['a file that says something else', "ModelCheckpoint('models/bestiary/last.h5', monitor='val_loss')", ''],
  ['a folder that is called best', "ModelCheckpoint('best/last.h5', monitor='val_loss')", ''],
  ['best by restoring', "ModelCheckpoint('best.h5'), EarlyStopping(patience=9, restore_best_weights=True)", ''],
  ['restored', 'EarlyStopping(patience=10, restore_best_weights=True)', 'model.evaluate(test)'],
  ['restored, with a checkpoint', `EarlyStopping(restore_best_weights=True), ${BEST}`, 'model.evaluate(test)'],
  ['a patience that never ends', 'EarlyStopping(patience=50)', ''],
  ['stopped, and the checkpoint is loaded', `EarlyStopping(patience=5), ${BEST}`, "model.load_weights('best.h5')"],
  ['callbacks that are not known', `${BEST}, *others`, 'model.evaluate(test)'],
])('%s is sound', async (_what, callbacks, after) => {
  expect(await findingsOf(checkpointOfScript, SCRIPT(callbacks, after))).toEqual([]);
});

test.each([
  [
    "EarlyStopping(monitor='val_acc', mode='min', restore_best_weights=True)",
    'stops while it gets better, and restores',
  ],
  ["EarlyStopping(mode='max', patience=4)", 'monitors val_loss: it takes the highest value'],
  ["ModelCheckpoint('best.h5', monitor='val_auc', mode='min', save_best_only=True)", 'keeps the worst epoch'],
])('the worst epoch is taken for the best one: %s', async (callback, words) => {
  const [finding] = await findingsOf(checkpointOfScript, SCRIPT(callback));
  expect(finding).toMatchObject({ check: 'checkpoint-not-best', severity: 'warning' });
  expect(finding?.summary).toContain(words);
});

test.each([
  "EarlyStopping(monitor='val_accuracy', mode='max', restore_best_weights=True)",
  "EarlyStopping(mode='min', restore_best_weights=True)",
  "EarlyStopping(monitor='val_accuracy', restore_best_weights=True)",
  "EarlyStopping(monitor='val_distance', mode='min', restore_best_weights=True)",
  "ModelCheckpoint('last.h5', monitor='val_accuracy', mode='min')",
])('%s keeps the best epoch, or every one', async (callback) => {
  expect(await findingsOf(checkpointOfScript, SCRIPT(callback))).toEqual([]);
});
