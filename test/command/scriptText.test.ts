import { expect, test } from 'vitest';
import { scriptText } from '../../src/command/scriptText.js';
import { scriptFindings } from '../../src/diagnose/stages/scriptFindings.js';
import { pipelinesOf } from '../../src/script/reading/pipelines.js';
import { readingOf } from '../script/reading/readingOf.js';

/** Lines of the helper that are not those of the script, so that a wrong file shows. */
const TRAIN = `from tensorflow import keras
from parts.model import augment, head, VGG16
train = keras.utils.image_dataset_from_directory('d', image_size=(224, 224))
base = VGG16(include_top=False, weights='imagenet', pooling='avg')
base.trainable = False
inputs = keras.Input((224, 224, 3))
model = keras.Model(inputs, head(base(augment(inputs))))
model.compile(loss='sparse_categorical_crossentropy', optimizer='adam')
model.fit(train, epochs=3)
`;
const MODULE = `#
#
#
#
#
#
#
#
#
#
#
from tensorflow.keras import layers, Sequential
from tensorflow.keras.applications import VGG16
augment = Sequential([
    layers.experimental.preprocessing.Rescaling(1. / 255),
    layers.RandomZoom(0.2),
])

def head(x):
    return layers.Dense(2, activation="softplus")(x)
`;

test('what a module does has the lines of its file, in the settings, the ways of images, the version and the findings', async () => {
  const reading = await readingOf(TRAIN, { 'parts.model': MODULE });
  const text = scriptText(reading, pipelinesOf(reading), 100);
  expect(text).toMatch(/head +Dense 2 softplus +parts\/model\.py:20/);
  expect(text).toMatch(/RandomZoom 0\.2 +0\.\.1 +parts\/model\.py:16/);
  expect(text).toMatch(/resize to 224x224, bilinear +0\.\.255 +:3/);
  expect(text).toMatch(/layers\.experimental\S+\s+in\s+parts\/model\.py:15/);
  const [mismatch] = scriptFindings(reading).filter(({ check }) => check === 'last-layer-mismatch');
  expect(mismatch?.places?.[0]).toMatchObject({
    where: 'parts/model.py:20',
    text: 'activation="softplus"',
    file: 'parts/model.py',
  });
  expect(mismatch?.places?.[1]).toMatchObject({ where: 'train.py:8', text: "loss='sparse_categorical_crossentropy'" });
});

test('what is odd about a module is said with its file', async () => {
  const reading = await readingOf('import parts\n', { parts: 'x = 1\nprint "Python 2"\ny = = 2\n' });
  const text = scriptText(reading, [], 100);
  expect(text).toMatch(/parts\.py:\d/);
});
