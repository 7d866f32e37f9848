import { expect, test } from 'vitest';
import { unscaledImages } from '../../../../src/diagnose/checks/script/unscaledImages.js';
import { findingsOf, inShort } from './findingsOf.js';

const CONV = "layers.Conv2D(16, 3, activation='relu')";
const END = "layers.GlobalAveragePooling2D(), layers.Dense(5, activation='softmax')";

/** A script that trains a network of such layers on images in such values. */
const script = (network: string, values = 'x'): string => `
import tensorflow as tf
from tensorflow.keras import layers
train = tf.keras.utils.image_dataset_from_directory('train', image_size=(96, 96), label_mode='categorical')
train = train.map(lambda x, y: (${values}, y))
model = ${network}
model.compile('adam', 'categorical_crossentropy')
model.fit(train, epochs=5)
`;
const sequential = (layers: string): string => `tf.keras.Sequential([${layers}, ${END}])`;

test('bytes into a network from scratch are found, with the layer that gets them', async () => {
  const findings = await findingsOf(unscaledImages, script(sequential(CONV)));
  expect(inShort(findings)).toEqual([{ check: 'unscaled-images', severity: 'warning', lines: [3, 5] }]);
  expect(findings[0]!.summary).toContain('A network from scratch gets images as 0..255');
});

test.each([
  ['augmentation in the model, and no scaling', script(sequential(`layers.RandomFlip('horizontal'), ${CONV}`))],
  ['bytes minus a mean', script(sequential(CONV), 'x - 128.')],
  [
    'bytes minus the mean of each image',
    script(sequential(CONV), 'x - tf.reduce_mean(x, axis=(1, 2, 3), keepdims=True)'),
  ],
  [
    'an application without weights and without normalization',
    script(sequential('tf.keras.applications.VGG16(weights=None, include_top=False)')),
  ],
])('%s are found', async (_what, text) => {
  expect(await findingsOf(unscaledImages, text)).toHaveLength(1);
});

test.each([
  ['values in [0, 1]', script(sequential(CONV), 'x / 255.')],
  ['a Rescaling layer', script(sequential(`layers.Rescaling(1./255), ${CONV}`))],
  ['a standardization of each image', script(sequential(CONV), 'tf.image.per_image_standardization(x)')],
  ['batch normalization behind the first layer', script(sequential(`${CONV}, layers.BatchNormalization()`))],
  [
    'a Normalization layer that nothing has adapted, which is another finding',
    script(sequential(`layers.Normalization(), ${CONV}`)),
  ],
  [
    'an application that normalizes',
    script(sequential('tf.keras.applications.ResNet50(weights=None, include_top=False)')),
  ],
  [
    'an application that scales by itself',
    script(sequential('tf.keras.applications.EfficientNetB0(weights=None, include_top=False)')),
  ],
  ['a pretrained base, which is another finding', script(sequential('tf.keras.applications.VGG16(include_top=False)'))],
  [
    'weights that are loaded',
    script(sequential(CONV)).replace('model.compile', "model.load_weights('mine.h5')\nmodel.compile"),
  ],
  ['preprocess_input', script(sequential(CONV), 'tf.keras.applications.vgg16.preprocess_input(x)')],
  ['a layer that is not known', script(sequential(`Mine(), ${CONV}`))],
  ['a layer that is not known as the base', script("tf.keras.Sequential([hub.KerasLayer('x'), layers.Dense(5)])")],
  ['a model that is not visible', script('build()')],
])('%s: no finding', async (_what, text) => {
  expect(await findingsOf(unscaledImages, text)).toEqual([]);
});
