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

test('standardizations of each image by one call or by flags become preprocess_input', async () => {
  const images =
    "from keras.preprocessing.image import ImageDataGenerator\ntrain = ImageDataGenerator(SETTINGS).flow_from_directory('train')";
  const flags = `${IMPORTS}${images}\n${MODEL}model.fit(train)\n`;
  const both = flags.replace('SETTINGS', 'samplewise_center=True, samplewise_std_normalization=True');
  expect(await fixed(both)).toContain('ImageDataGenerator(preprocessing_function=preprocess_input)');
  expect(await fixed(flags.replace('SETTINGS', 'rescale=1./255, samplewise_center=True'))).toContain(
    'ImageDataGenerator(preprocessing_function=preprocess_input)',
  );
  const call = `${IMPORTS}import tensorflow as tf
train = tf.keras.utils.image_dataset_from_directory('train', label_mode='categorical')
train = train.map(lambda x, y: (tf.image.per_image_standardization(x), y))
${MODEL}model.fit(train)
`;
  expect(await fixed(call)).toContain('lambda x, y: (preprocess_input(x), y)');
  const after = call.replace('standardization(x)', 'standardization(x / 255.)');
  expect(await fixed(after)).toBe('the images are standardized in line 6');
});

test('a standardization beside preprocess_input goes, and options that are spread are left', async () => {
  const text = `${IMPORTS}from keras.applications.resnet50 import preprocess_input
from keras.preprocessing.image import ImageDataGenerator
options = {'samplewise_center': True, 'samplewise_std_normalization': True}
train = ImageDataGenerator(SETTINGS).flow_from_directory('train')
${MODEL}model.fit(train)
`;
  const beside = text.replace('SETTINGS', 'preprocessing_function=preprocess_input, samplewise_center=True');
  expect(await fixed(beside)).toBe(beside.replace(', samplewise_center=True', ''));
  expect(await fixed(text.replace('SETTINGS', '**options'))).toMatch(/line 6 cannot be replaced by one expression/);
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

test('a backbone that leaves out its own preprocessing gets it back, and what stands in its place goes', async () => {
  const text = `from tensorflow import keras
data = keras.utils.image_dataset_from_directory('train', image_size=(224, 224))
base = keras.applications.MobileNetV3Large(include_preprocessing=False, include_top=False, pooling='avg')
inputs = keras.Input((224, 224, 3))
x = keras.layers.Rescaling(1. / 255)(inputs)
model = keras.Model(inputs, keras.layers.Dense(3, activation='softmax')(base(x)))
model.compile('adam', 'sparse_categorical_crossentropy')
model.fit(data)
`;
  expect(await fixed(text)).toBe(
    text.replace('include_preprocessing=False, ', '').replace('keras.layers.Rescaling(1. / 255)(inputs)', 'inputs'),
  );
});

test('what is made for another network is made of a copy, since arrays are scaled in place', async () => {
  const text = `import numpy as np
from keras.applications import InceptionV3, ResNet50
from keras.applications.inception_v3 import preprocess_input as of_inception
from keras.applications.resnet50 import preprocess_input as of_resnet
from keras.preprocessing import image
x = np.expand_dims(image.img_to_array(image.load_img('a.jpg', target_size=(224, 224))), 0)
y = of_resnet(x)
print(ResNet50(weights='imagenet').predict(y))
z = of_inception(x)
print(InceptionV3(weights='imagenet', include_top=False).predict(z))
`;
  expect(await fixed(text)).toBe(text.replace('of_resnet(x)', 'of_resnet(x.copy())'));
});

/** A script whose images pass a layer that has a name of its own. */
const byName = (model: string, more = ''): string => `from tensorflow import keras
from tensorflow.keras import layers
train = keras.utils.image_dataset_from_directory('train', image_size=(224, 224), label_mode='categorical')
valid = keras.utils.image_dataset_from_directory('valid', image_size=(224, 224), label_mode='categorical')
norm = layers.Rescaling(1. / 255)
train = train.map(lambda x, y: (norm(x), y))
valid = valid.map(lambda x, y: (norm(x), y))
${more}${model}model.compile('adam', 'categorical_crossentropy')
model.fit(train, validation_data=valid)
`;
const EFFICIENT = `base = keras.applications.EfficientNetB0(include_top=False, pooling='avg')
model = keras.Sequential([base, layers.Dense(3, activation='softmax')])
`;
const PREPROCESSED = `base = keras.applications.ResNet50(include_top=False, pooling='avg')
inputs = keras.Input((224, 224, 3))
x = keras.applications.resnet50.preprocess_input(inputs)
model = keras.Model(inputs, layers.Dense(3, activation='softmax')(base(x)))
`;
const withoutNorm = (text: string): string =>
  text.replace('norm = layers.Rescaling(1. / 255)\n', '').replaceAll('norm(x)', 'x');

test('a Rescaling layer that is called by its name goes with its calls, before a base that scales by itself', async () => {
  expect(await fixed(byName(EFFICIENT))).toBe(withoutNorm(byName(EFFICIENT)));
  const inModel = byName(EFFICIENT.replace('[base', '[norm, base')).replaceAll('norm(x)', 'x');
  expect(await fixed(inModel)).toBe(withoutNorm(inModel).replace('[norm, base', '[base'));
});

test('a Rescaling layer goes where preprocess_input of the base is called too', async () => {
  expect(await fixed(byName(PREPROCESSED))).toBe(withoutNorm(byName(PREPROCESSED)));
});

test('a Rescaling layer whose name is used for something else stays', async () => {
  expect(await fixed(byName(EFFICIENT, 'print(norm.scale)\n'))).toContain('used by its name: remove it by hand');
  expect(await fixed(byName(EFFICIENT, 'norm = None\n'))).toContain('used by its name: remove it by hand');
});

test('of two layers that scale, neither is right where the base expects other values', async () => {
  const twice = byName(EFFICIENT.replace('EfficientNetB0', 'ResNet50').replace('[base', '[layers.Rescaling(2.), base'));
  expect(await fixed(twice)).toBe('a layer scales, and something else too: one of them has to go');
});
