import { describe, expect, test } from 'vitest';
import {
  APPLICATIONS,
  applicationOf,
  expectationOf,
  hasApplication,
  preprocessOf,
} from '../../../src/script/keras/applications.js';
import { parseVersion, RELEASES, releasesOf } from '../../../src/script/keras/kerasVersion.js';
import { releasesWithName } from '../../../src/script/keras/publicNames.js';
import { rangesText } from '../../../src/script/keras/readings.js';
import { argumentsOf } from '../../../src/script/keras/signatures.js';

const tensorflow = (version: string) => releasesOf(parseVersion(version, 'tf.keras')!);

describe('applicationOf', () => {
  test.each([
    'keras.applications.VGG16',
    'keras.applications.vgg16.VGG16',
    'tf.keras.applications.VGG16',
    'tensorflow.keras.applications.vgg16.VGG16',
    'tensorflow.python.keras.applications.vgg16.VGG16',
    'tf_keras.applications.VGG16',
    'keras_applications.vgg16.VGG16',
    'keras.src.applications.vgg16.VGG16',
  ])('resolves %s', (name) => {
    expect(applicationOf(name)).toMatchObject({ name: 'VGG16', preprocess: 'caffe', size: 224, features: 512 });
  });

  test.each([
    ['keras.applications.resnet50.ResNet50', 'ResNet50'],
    ['tensorflow.keras.applications.resnet.ResNet50', 'ResNet50'],
    ['keras.applications.mobilenetv2.MobileNetV2', 'MobileNetV2'],
  ])('resolves %s, another module of the model', (name, model) => {
    expect(applicationOf(name)!.name).toBe(model);
  });

  test.each(['mymodels.applications.VGG16', 'keras.applications.vgg19.VGG16', 'keras.models.VGG16', 'VGG16'])(
    'leaves %s alone',
    (name) => {
      expect(applicationOf(name)).toBeUndefined();
    },
  );
});

test.each([
  ['keras.applications.vgg16.preprocess_input', 'caffe'],
  ['tensorflow.keras.applications.resnet50.preprocess_input', 'caffe'],
  ['tensorflow.keras.applications.resnet_v2.preprocess_input', 'tf'],
  ['keras.applications.densenet.preprocess_input', 'torch'],
  ['tf.keras.applications.efficientnet.preprocess_input', 'none'],
  ['keras.applications.imagenet_utils.preprocess_input', 'caffe'],
])('%s is %s', (name, mode) => {
  expect(preprocessOf(name)).toBe(mode);
});

test('preprocessOf of imagenet_utils follows its mode, and knows no other function', () => {
  expect(preprocessOf('keras.applications.imagenet_utils.preprocess_input', 'tf')).toBe('tf');
  expect(preprocessOf('keras.applications.imagenet_utils.preprocess_input', 'other')).toBeUndefined();
  expect(preprocessOf('keras.applications.vgg16.decode_predictions')).toBeUndefined();
});

test('MobileNetV3 rescales by itself, wrongly in TensorFlow 2.4', () => {
  const application = applicationOf('tf.keras.applications.MobileNetV3Small')!;
  const { readings } = expectationOf(application, tensorflow('2'));
  expect(readings.map(({ value, releases }) => [value.mode, value.note !== undefined, rangesText(releases)])).toEqual([
    ['none', true, 'tf.keras 2.4'],
    ['none', false, 'tf.keras 2.5 to 2.15'],
  ]);
  expect(expectationOf(application, RELEASES, { includePreprocessing: false }).readings[0].value).toEqual({
    mode: 'tf',
  });
});

test('a version without the model has no expectation', () => {
  expect(expectationOf(applicationOf('keras.applications.EfficientNetB0')!, tensorflow('2.2')).readings).toEqual([]);
});

test.each(APPLICATIONS)('$name: the versions that have it agree with the recorded names', (application) => {
  const named = new Set([
    ...releasesWithName(`keras.applications.${application.name}`)!,
    ...releasesWithName(`tensorflow.keras.applications.${application.name}`)!,
  ]);
  const claimed = RELEASES.filter((release) => hasApplication(application, release));
  expect(rangesText(claimed.filter((release) => !named.has(release)))).toBe('');
  const recorded = RELEASES.filter(
    (release) => argumentsOf(`applications.${application.name}`, [release]).readings.length > 0,
  );
  expect(recorded.length).toBeGreaterThan(0);
});
