import { expect, test } from 'vitest';
import { scalingFix } from '../../../src/diagnose/fixes/scalingFix.js';
import { patchedText } from '../../../src/script/edit/patchedText.js';
import { sourceOf } from '../../../src/script/edit/sourceFile.js';
import { readParsed } from '../../../src/script/reading/readScript.js';
import { parseSource } from '../../../src/script/syntax/parseScript.js';

/** The text of a script after the fix. */
async function fixed(text: string): Promise<string> {
  const script = await parseSource('train.py', text, { python: 'no such program' });
  const change = scalingFix(readParsed(script));
  if ('reason' in change) return change.reason;
  return patchedText(sourceOf('train.py', Buffer.from(text)), script, change.edits);
}

const MODEL = `
base = ResNet50(weights='imagenet', include_top=False, pooling='avg')
model = Model(base.input, Dense(3, activation='softmax')(base.output))
model.compile('adam', 'categorical_crossentropy')
`;
const IMPORTS = `from keras.applications import ResNet50
from keras.layers import Dense
from keras.models import Model
`;

test('generators get the preprocess_input of the backbone in place of rescale', async () => {
  const text = `${IMPORTS}from keras.preprocessing.image import ImageDataGenerator
train = ImageDataGenerator(rescale=1./255, horizontal_flip=True).flow_from_directory('train')
val = ImageDataGenerator(rescale=1./255).flow_from_directory('val')
${MODEL}model.fit(train, validation_data=val)
`;
  const patched = await fixed(text);
  expect(patched).toContain('from keras.applications.resnet50 import preprocess_input\n');
  expect(patched).toContain('ImageDataGenerator(preprocessing_function=preprocess_input, horizontal_flip=True)');
  expect(patched).toContain("ImageDataGenerator(preprocessing_function=preprocess_input).flow_from_directory('val')");
  expect(patched).not.toContain('rescale');
});

test('a backbone that rescales itself gets no scaling', async () => {
  const text = `${IMPORTS}from keras.applications import EfficientNetB0
from keras.preprocessing.image import ImageDataGenerator
train = ImageDataGenerator(rescale=1./255).flow_from_directory('train')
${MODEL.replace('ResNet50', 'EfficientNetB0')}model.fit(train)
`;
  expect(await fixed(text)).toContain("train = ImageDataGenerator().flow_from_directory('train')");
});

test('a division in a map of a data set becomes preprocess_input', async () => {
  const text = `${IMPORTS}import tensorflow as tf
def scaled(image, label):
    return tf.cast(image, tf.float32) / 255.0, label
train = tf.keras.utils.image_dataset_from_directory('train', label_mode='categorical').map(scaled)
${MODEL}model.fit(train)
`;
  expect(await fixed(text)).toContain('return preprocess_input(tf.cast(image, tf.float32)), label');
});

test('what is not understood is not patched', async () => {
  const text = `${IMPORTS}from mine import load
${MODEL}model.fit(load('train'))
`;
  expect(await fixed(text)).toMatch(/not understood|no line to change/);
});

test('a conversion that scales keeps its cast', async () => {
  const text = `${IMPORTS}import tensorflow as tf
def load(path, label):
    return tf.image.convert_image_dtype(tf.image.decode_jpeg(tf.io.read_file(path)), tf.float32), label
train = tf.data.Dataset.from_tensor_slices((paths, labels)).map(load).batch(32)
${MODEL}model.fit(train)
`;
  expect(await fixed(text)).toContain(
    'preprocess_input(tf.cast(tf.image.decode_jpeg(tf.io.read_file(path)), tf.float32)), label',
  );
});
