import { expect, test } from 'vitest';
import { noEpochs } from '../../../src/diagnose/checks/script/noEpochs.js';
import { fieldsOf } from '../../../src/script/reading/fields.js';
import type { ScriptReading } from '../../../src/script/reading/readScript.js';
import { recipeOfScript } from '../../../src/script/reading/recipeOfScript.js';
import { readingOf } from './readingOf.js';

/** Two trainings of one model: the second one is the fine tuning. */
const read = (second: string, first = 'epochs=10', before = ''): Promise<ScriptReading> =>
  readingOf(`
from tensorflow.keras.applications import VGG16
from tensorflow.keras.callbacks import Callback, EarlyStopping, ModelCheckpoint
from tensorflow.keras.layers import Dense, Flatten
from tensorflow.keras.models import Sequential
from tensorflow.keras.preprocessing.image import ImageDataGenerator
${before}
train = ImageDataGenerator().flow_from_directory('train')
base = VGG16(include_top=False, input_shape=(224, 224, 3))
model = Sequential([base, Flatten(), Dense(2, activation='softmax')])
model.compile('adam', 'categorical_crossentropy')
history = model.fit(train, ${first})
${second}
`);

const fitOf = (given: string): string => `model.fit(train, ${given})`;

test.each([
  ['epochs=15, initial_epoch=10', 5],
  ['initial_epoch=10, epochs=10 + 5', 5],
  // Epochs are counted from 0: the last one of ten is 9.
  ['epochs=10 + 5, initial_epoch=history.epoch[-1]', 6],
  ['epochs=15, initial_epoch=history.epoch[-1] + 1', 5],
  ['epochs=15, initial_epoch=len(history.epoch)', 5],
  ["epochs=15, initial_epoch=len(history.history['loss'])", 5],
  ['epochs=15, initial_epoch=model.history.epoch[-1]', 6],
  ['epochs=15, initial_epoch=max(history.epoch)', 6],
  ['epochs=len(history.epoch) + 5, initial_epoch=len(history.epoch)', 5],
  ['epochs=15', 15],
  ['epochs=15, initial_epoch=0', 15],
  ['initial_epoch=0', 1],
])('%s trains %i epochs', async (given, epochs) => {
  const reading = await read(fitOf(given));
  expect(reading.stages.at(-1)?.epochs.value).toBe(epochs);
  expect(noEpochs(reading)).toEqual([]);
  expect(recipeOfScript(reading.stages, []).fields.phases).toMatchObject([{ epochs: 10 }, { epochs }]);
});

const STOPS = 'epochs=10, callbacks=[EarlyStopping()]';

test.each([
  ['epochs=15, initial_epoch=history.epoch[-1]', STOPS, undefined],
  ['epochs=15, initial_epoch=len(history.epoch)', 'epochs=10, callbacks=[Own()]', undefined],
  ['epochs=15, initial_epoch=len(history.epoch)', 'epochs=10, callbacks=callbacks()', undefined],
  ['epochs=15, initial_epoch=len(history.epoch)', 'epochs=count()', undefined],
  ['epochs=15, initial_epoch=len(history.epoch)', "epochs=10, callbacks=[ModelCheckpoint('best.h5')]", 5],
  // However early it stopped.
  ['epochs=history.epoch[-1] + 5, initial_epoch=history.epoch[-1]', STOPS, 5],
  ['epochs=5 + history.epoch[-1] + 1, initial_epoch=history.epoch[-1]', STOPS, 6],
])('%s after %s trains %s epochs', async (given, first, epochs) => {
  const reading = await read(fitOf(given), first, 'class Own(Callback):\n    pass');
  expect(reading.stages.at(-1)?.epochs.value).toBe(epochs);
  expect(noEpochs(reading)).toEqual([]);
});

test('the rounds of a loop that go on with one training are its epochs', async () => {
  const { stages } = await read(
    'for i in range(4):\n    model.fit(train, initial_epoch=10 + 2 * i, epochs=12 + 2 * i)',
  );
  expect(stages.at(-1)?.epochs.value).toBe(8);
  const open = await read('for i in rounds():\n    model.fit(train, initial_epoch=i, epochs=i + 1)');
  expect(open.stages.at(-1)?.epochs.value).toBeUndefined();
});

test('the table says where the epochs begin', async () => {
  const { stages } = await read(fitOf('epochs=15, initial_epoch=10'));
  const epochs = stages.map((stage) => fieldsOf(stage).find(({ field }) => field === 'epochs')?.read.value);
  expect(epochs).toEqual(['10', '5, from initial_epoch 10 on']);
});

test.each([
  ['epochs=5, initial_epoch=10', 'begins at initial_epoch=10'],
  ['epochs=10, initial_epoch=10', 'begins at initial_epoch=10'],
  ['epochs=10, initial_epoch=len(history.epoch)', 'begins at initial_epoch=10'],
  ['initial_epoch=3', 'begins at initial_epoch=3'],
  ['epochs=0', 'epochs is 0'],
])('%s trains nothing, which is critical', async (given, words) => {
  const reading = await read(fitOf(given));
  const found = noEpochs(reading);
  expect(found).toMatchObject([{ check: 'nothing-trainable', severity: 'critical' }]);
  expect(found[0]?.summary).toContain(words);
  expect(found[0]?.places?.[0]?.line).toBe(13);
  // The recipe is the training before it.
  expect(recipeOfScript(reading.stages, []).fields).toMatchObject({ epochs: 10 });
  expect(recipeOfScript(reading.stages, []).fields.phases).toBeUndefined();
});

test('a training that begins where another one may have stopped early may train something', async () => {
  expect(noEpochs(await read(fitOf('epochs=10, initial_epoch=history.epoch[-1]'), STOPS))).toEqual([]);
});
