import { expect, test } from 'vitest';
import { otherWays } from '../../src/command/otherWays.js';
import { scriptText } from '../../src/command/scriptText.js';
import { findingsByModel, scriptFindings } from '../../src/diagnose/stages/scriptFindings.js';
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
  const reading = await readingOf(TRAIN, undefined, { 'parts.model': MODULE });
  const text = scriptText(reading, pipelinesOf(reading), [], 100);
  expect(text).toMatch(/head +pooling avg, Dense 2 softplus +parts\/model\.py:20/);
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
  const reading = await readingOf('import parts\n', undefined, { parts: 'x = 1\nprint "Python 2"\ny = = 2\n' });
  const text = scriptText(reading, [], [], 100);
  expect(text).toMatch(/parts\.py:\d/);
});

const TWO_WAYS = `import os
from tensorflow import keras
from tensorflow.keras.applications import VGG16
from tensorflow.keras.applications.vgg16 import preprocess_input
from tensorflow.keras.preprocessing.image import ImageDataGenerator
if os.environ.get('PREPARED'):
    generator = ImageDataGenerator(preprocessing_function=preprocess_input)
    epochs = 3
else:
    generator = ImageDataGenerator(rescale=1. / 255)
    epochs = 9
train = generator.flow_from_directory('d', target_size=(224, 224))
base = VGG16(include_top=False, weights='imagenet', pooling='avg')
base.trainable = False
model = keras.Sequential([base, keras.layers.Dense(3, activation='softmax')])
model.compile(loss='categorical_crossentropy', optimizer='adam')
if os.environ.get('QUIET'):
    print('quiet')
model.fit(train, epochs=epochs)
`;

test('a condition that the text does not decide has what the other way changes; one that changes nothing is left out', async () => {
  const reading = await readingOf(TWO_WAYS);
  const text = scriptText(reading, pipelinesOf(reading), otherWays(reading, findingsByModel(reading)), 200);
  expect(text).toContain(
    "line 6 os.environ.get('PREPARED'): read as true. Otherwise epochs 9 (here 3); also wrong-scaling.",
  );
  expect(text).not.toContain('QUIET');
});

test('where the other way trains nothing, that is said', async () => {
  const reading = await readingOf(TWO_WAYS.replace('model.fit', "if os.path.exists('train'):\n    model.fit"));
  const text = scriptText(reading, [], otherWays(reading, findingsByModel(reading)), 200);
  expect(text).toContain("os.path.exists('train'): read as true. Otherwise nothing is trained.");
});

const HEAD = `from tensorflow import keras
from tensorflow.keras.applications import VGG16
train = keras.utils.image_dataset_from_directory('d', image_size=(224, 224))
`;
const BUILD = `base = VGG16(include_top=False, pooling='avg')
model = keras.Sequential([base, keras.layers.Dense(2, activation='softmax')])
model.compile('adam', 'sparse_categorical_crossentropy')
`;

test('conditions beyond those of which both ways are read are counted', async () => {
  const conditions = Array.from({ length: 14 }, (_, i) => `if ask(${i}):\n    epochs = ${i}\n`).join('');
  const reading = await readingOf(`${HEAD}${BUILD}epochs = 20\n${conditions}model.fit(train, epochs=epochs)\n`);
  const text = scriptText(reading, [], otherWays(reading, findingsByModel(reading)), 100);
  expect(text).toContain('and 3 more conditions, of which the other way is not read');
  const few = await readingOf(`${HEAD}${BUILD}if ask():\n    train = train.cache()\nmodel.fit(train, epochs=2)\n`);
  expect(scriptText(few, [], otherWays(few, findingsByModel(few)), 100)).not.toContain('more condition');
});

test('models of one line that are read alike are told once', async () => {
  const build = BUILD.replace(/^/gm, '    ').trimEnd();
  const text = `${HEAD}def build():\n${build}\n    model.fit(train, epochs=3)\n    return model\nfor seed in range(3):\n    build()\n`;
  const reading = await readingOf(text);
  const said = scriptText(reading, [], [], 100);
  expect(reading.others).toHaveLength(2);
  expect(said).toContain("VGG16, weights 'imagenet', 2 models");
  expect(said.match(/- line \d+ {1,2}VGG16/g)).toHaveLength(1);
});

test('a line that is not understood for one reason twice is named once', async () => {
  const reading = await readingOf(`${HEAD}${BUILD}x, y = odd(model), odd(model)\nmodel.fit(train, epochs=3)\n`);
  expect(scriptText(reading, [], [], 100)).toMatch(/- line 7 {1,2}odd/);
});

test.each([
  ["cv2.resize(cv2.imread('a.jpg'), (224, 224))", "bilinear (cv2.resize's default)"],
  [
    "np.array(Image.open('a.jpg').resize((224, 224)))",
    "bicubic (default of Pillow's Image.resize from Pillow 7 on, nearest before)",
  ],
  [
    "tf.image.resize(tf.io.decode_jpeg(tf.io.read_file('a.jpg')), (224, 224))",
    "bilinear (tf.image.resize's default, without antialias)",
  ],
  ["img_to_array(load_img('a.jpg', target_size=(224, 224)))", "nearest (Keras' default)"],
  ["resize(skimage.io.imread('a.jpg'), (224, 224))", "bilinear (skimage.transform.resize's default)"],
  ["cv2.resize(cv2.imread('a.jpg'), (224, 224), interpolation=cv2.INTER_AREA)", 'area '],
])('the interpolation of %s is %s', async (image, shown) => {
  const reading = await readingOf(`import cv2
import numpy as np
import skimage.io
import tensorflow as tf
from PIL import Image
from skimage.transform import resize
from tensorflow.keras.preprocessing.image import img_to_array, load_img
${HEAD}${BUILD}model.fit(np.array([${image} for name in names()]), labels(), epochs=3)
`);
  expect(scriptText(reading, [], [], 200).replace(/ +/g, ' ')).toContain(`interpolation ${shown}`);
});
