import { expect, test } from 'vitest';
import { baseOf, pipelinesOf } from '../../../src/script/reading/pipelines.js';
import { readingOf } from './readingOf.js';

test('a script that trains nothing has the pipelines of its predictions', async () => {
  const reading = await readingOf(`
from keras.applications.vgg16 import VGG16, preprocess_input
from keras.preprocessing.image import load_img, img_to_array
import numpy as np
model = VGG16()
x = img_to_array(load_img('a.jpg', target_size=(224, 224)))
model.predict(preprocess_input(np.expand_dims(x, axis=0)))
`);
  expect(baseOf(reading)?.className).toBe('VGG16');
  const pipelines = pipelinesOf(reading);
  expect(pipelines.map(({ name }) => name)).toEqual(['prediction']);
  expect(pipelines[0]?.steps.map(({ kind }) => kind)).toEqual(['decode', 'resize', 'cast', 'preprocess_input']);
});

test('predictions of another model than the trained one are none of its pipelines', async () => {
  const reading = await readingOf(`
from keras.applications import VGG16
from keras.layers import Dense
from keras.models import Model
base = VGG16(include_top=False, pooling='avg')
model = Model(base.input, Dense(5)(base.output))
model.compile('adam', 'mse')
model.fit(train)
base.predict(one)
model.predict(two)
`);
  expect(pipelinesOf(reading).map(({ name, place }) => [name, place.line])).toEqual([
    ['training', 8],
    ['prediction', 10],
  ]);
});

test('integers stay integers in preprocess_input of a tensor, and the input of a model is of floats', async () => {
  const script = (inModel: boolean): string => `
import tensorflow as tf
from tensorflow.keras.applications.resnet50 import ResNet50, preprocess_input
def load(path):
    image = tf.image.decode_jpeg(tf.io.read_file(path), channels=3)
    return ${inModel ? 'image' : 'preprocess_input(image)'}
train = tf.data.Dataset.list_files('*.jpg').map(load).batch(8)
inputs = tf.keras.Input((224, 224, 3))
x = ${inModel ? 'preprocess_input(inputs)' : 'inputs'}
model = tf.keras.Model(inputs, tf.keras.layers.Dense(5)(ResNet50(include_top=False)(x)))
model.compile('adam', 'mse')
model.fit(train)
`;
  const endOf = async (inModel: boolean): Promise<unknown> =>
    pipelinesOf(await readingOf(script(inModel)))[0]?.steps.at(-1)?.after;
  expect(await endOf(false)).toMatchObject({ dtype: 'uint8', range: undefined });
  expect(await endOf(true)).toMatchObject({ dtype: 'float32', order: 'bgr' });
});

test('a prediction in a loop is one pipeline for each kind of images', async () => {
  const reading = await readingOf(`
from keras.applications import VGG16
import cv2
model = VGG16()
for path in ['a.jpg', 'b.jpg']:
    for image in [cv2.imread(path), cv2.imread(path) / 255]:
        for _ in range(3):
            model.predict(image)
`);
  expect(pipelinesOf(reading).map(({ flow }) => [flow.source.text, flow.end.range?.[0]?.[1]])).toEqual([
    ['a.jpg', 255],
    ['a.jpg', 1],
    ['b.jpg', 255],
    ['b.jpg', 1],
  ]);
});
