import { expect, test } from 'vitest';
import { partialEvaluation } from '../../../src/diagnose/checks/script/partialEvaluation.js';
import { stepsOfScript } from '../../../src/diagnose/checks/script/stepsOfScript.js';
import { fieldsOf } from '../../../src/script/reading/fields.js';
import type { ScriptReading } from '../../../src/script/reading/readScript.js';
import { readingOf } from './readingOf.js';

const read = (steps: string, { train = 'GENERATOR', before = '' } = {}): Promise<ScriptReading> =>
  readingOf(`
import glob
import math
import numpy as np
import pandas as pd
import tensorflow as tf
from sklearn.model_selection import train_test_split
from tensorflow.keras.applications import VGG16
from tensorflow.keras.layers import Dense
from tensorflow.keras.models import Sequential
from tensorflow.keras.preprocessing.image import ImageDataGenerator
batch_size = 32
images = ImageDataGenerator(rescale=1 / 255)
${before}
train = ${train.replace('GENERATOR', "images.flow_from_directory('train', batch_size=batch_size)")}
val = images.flow_from_directory('val', batch_size=batch_size)
model = Sequential([VGG16(include_top=False, pooling='avg'), Dense(3, activation='softmax')])
model.compile('adam', 'categorical_crossentropy')
model.fit(train, epochs=5, steps_per_epoch=${steps}, validation_data=val)
print(model.evaluate(val, steps=${steps.replaceAll('train', 'val')}))
`);

const textOf = ({ stages }: ScriptReading): string | undefined =>
  fieldsOf(stages.at(-1)!).find(({ field }) => field === 'steps')?.read.value;

const WHOLE = 'all images once';
const CUT = 'all images once but for what is no whole batch';

test.each([
  'math.ceil(train.samples / batch_size)',
  'np.ceil(train.samples / batch_size)',
  'int(np.ceil(train.n / float(batch_size)))',
  'int(math.ceil(1.0 * train.samples / train.batch_size))',
  '-(-train.samples // batch_size)',
  '(train.samples + batch_size - 1) // batch_size',
  '(batch_size - 1 + train.samples) // batch_size',
  'train.samples / batch_size',
  'train.samples // batch_size + 1',
  '1 + train.samples // batch_size',
  'math.ceil(len(train.filenames) / batch_size)',
  'math.ceil(len(train.classes) / 32)',
  'len(train)',
  'int(len(train))',
  'round(train.samples / batch_size)',
])('%s is a whole epoch', async (steps) => {
  const reading = await read(steps);
  expect(textOf(reading)).toBe(WHOLE);
  expect([...stepsOfScript(reading), ...partialEvaluation(reading)]).toEqual([]);
});

test.each([
  'train.samples // batch_size',
  'int(train.samples / batch_size)',
  'np.floor(train.samples / batch_size)',
  'max(1, train.samples // batch_size)',
  'len(train.filenames) // train.batch_size',
])('%s leaves out what is no whole batch', async (steps) => {
  const reading = await read(steps);
  expect(textOf(reading)).toBe(CUT);
  expect(stepsOfScript(reading)).toEqual([]);
});

test.each([
  'val.samples // batch_size',
  'len(val)',
  'train.samples // 64',
  'train.samples // batch_size // 2',
  'math.ceil(train.samples / batch_size) - 1',
  'train.samples // batch_size + 2',
  '-(train.samples // batch_size)',
  'train.samples',
  'math.ceil(count() / batch_size)',
  'math.ceil(len(names()) / batch_size)',
  'len(train.class_indices) // batch_size',
])('%s is not known to be a whole epoch', async (steps) => {
  expect(textOf(await read(steps))).toBeUndefined();
});

const LOAD = `
def load(path, label):
    return tf.image.resize(tf.io.decode_jpeg(tf.io.read_file(path)), (224, 224)), label
paths = glob.glob('train/*/*.jpg')
labels = [path.split('/')[1] for path in paths]
first, second, a, b = train_test_split(paths, labels, random_state=1)
frame = pd.read_csv('train.csv')
table, rest = train_test_split(frame, random_state=1)
`;
const dataset = (of: string): string =>
  `tf.data.Dataset.from_tensor_slices(${of}).map(load).batch(batch_size).repeat()`;

test.each([
  ['len(paths) // batch_size', dataset('(paths, labels)'), CUT],
  ['math.ceil(len(paths) / batch_size)', dataset('(paths, labels)'), WHOLE],
  ['math.ceil(len(first) / batch_size)', dataset('(first, a)'), WHOLE],
  ['math.ceil(len(second) / batch_size)', dataset('(first, a)'), undefined],
  ['math.ceil(len(paths) / batch_size)', dataset('(first, a)'), undefined],
  ['math.ceil(len(frame) / batch_size)', 'images.flow_from_dataframe(frame, batch_size=batch_size)', WHOLE],
  ['math.ceil(len(table) / batch_size)', 'images.flow_from_dataframe(table, batch_size=batch_size)', WHOLE],
  ['math.ceil(len(rest) / batch_size)', 'images.flow_from_dataframe(table, batch_size=batch_size)', undefined],
  ['math.ceil(len(frame) / batch_size)', "images.flow_from_dataframe(frame, subset='training')", undefined],
])('%s of %s: %s', async (steps, train, text) => {
  expect(textOf(await read(steps, { train, before: LOAD }))).toBe(text);
});

test('arrays of which the number of images is not known', async () => {
  const before = `
x = np.array([tf.keras.utils.img_to_array(tf.keras.utils.load_img(p, target_size=(64, 64))) for p in glob.glob('a/*')])
y = labels()
x_train, x_val, y_train, y_val = train_test_split(x, y)
`;
  const train = 'images.flow(x_train, y_train, batch_size=batch_size)';
  expect(textOf(await read('math.ceil(len(x_train) / batch_size)', { train, before }))).toBe(WHOLE);
  expect(textOf(await read('x_train.shape[0] // batch_size', { train, before }))).toBe(CUT);
  expect(textOf(await read('len(x) // batch_size', { train, before }))).toBeUndefined();
  expect(textOf(await read('len(x_val) // batch_size', { train, before }))).toBeUndefined();
});
