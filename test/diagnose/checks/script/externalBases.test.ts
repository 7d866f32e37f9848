import { describe, expect, test } from 'vitest';
import { headOnClasses } from '../../../../src/diagnose/checks/script/headOnClasses.js';
import { scalingOfScript } from '../../../../src/diagnose/checks/script/scalingOfScript.js';
import { weightsNotLoadedOfScript } from '../../../../src/diagnose/checks/script/weightsNotLoadedOfScript.js';
import { findingsOf } from './findingsOf.js';

/** A head on a base that is not of keras.applications. */
function onBase(base: string, generator: string): string {
  return `
import tensorflow as tf
import tensorflow_hub as hub
import efficientnet.tfkeras as efn
from tensorflow.keras.preprocessing.image import ImageDataGenerator
train = ImageDataGenerator(${generator}).flow_from_directory('train', target_size=(224, 224))
base = ${base}
model = tf.keras.Sequential([base, tf.keras.layers.Dense(5, activation='softmax')])
model.compile('adam', 'categorical_crossentropy')
model.fit(train)
`;
}

const HUB = "hub.KerasLayer('https://tfhub.dev/google/imagenet/inception_v3/feature_vector/4')";
const EFN = "efn.EfficientNetB0(include_top=False, pooling='avg')";

describe('values that reach a base from elsewhere', () => {
  test.each([
    ['raw bytes for TensorFlow Hub', HUB, '', 'critical', 'rescale=1/255'],
    [
      '[-1, 1] for TensorFlow Hub',
      HUB,
      'preprocessing_function=tf.keras.applications.inception_v3.preprocess_input',
      'warning',
      'rescale=1/255',
    ],
    [
      '[0, 1] for the package efficientnet',
      EFN,
      'rescale=1/255',
      'warning',
      'preprocess_input` of `efficientnet.tfkeras`',
    ],
    ['raw bytes for the package efficientnet', EFN, '', 'critical', 'preprocess_input` of `efficientnet.tfkeras`'],
  ])('%s are found', async (_name, base, generator, severity, fix) => {
    const found = await findingsOf(scalingOfScript, onBase(base, generator));
    expect(found).toMatchObject([{ check: 'wrong-scaling', severity }]);
    expect(found[0]?.fix?.text).toContain(fix);
  });

  test.each([
    ['[0, 1] for TensorFlow Hub', HUB, 'rescale=1./255'],
    ['its own preprocess_input', EFN, 'preprocessing_function=efn.preprocess_input'],
    ['a module that thaw does not know', "hub.KerasLayer('https://tfhub.dev/someone/vit/1')", ''],
    ['a module by a name that the text does not say', 'hub.KerasLayer(MODULE)', ''],
    ['weights of a file', "efn.EfficientNetB0(weights='mine.h5', include_top=False)", ''],
  ])('nothing is found with %s', async (_name, base, generator) => {
    expect(await findingsOf(scalingOfScript, onBase(base, generator))).toEqual([]);
  });
});

test('a head on a classification module, or on a whole EfficientNet, stands on classes', async () => {
  const found = await findingsOf(headOnClasses, onBase(HUB.replace('feature_vector', 'classification'), ''));
  expect(found).toMatchObject([{ check: 'head-on-classes' }]);
  expect(found[0]?.summary).toContain('InceptionV3 of TensorFlow Hub');
  const whole = await findingsOf(headOnClasses, onBase('efn.EfficientNetB0()', ''));
  expect(whole[0]?.summary).toContain('EfficientNetB0 of the package efficientnet');
  expect(await findingsOf(headOnClasses, onBase(HUB, ''))).toEqual([]);
  expect(await findingsOf(headOnClasses, onBase(EFN, ''))).toEqual([]);
});

test('layers of these bases are not counted', async () => {
  const script = onBase("efn.EfficientNetB0(include_top=False, weights=None, pooling='avg')", '');
  expect(await findingsOf(weightsNotLoadedOfScript, script)).toEqual([]);
});
