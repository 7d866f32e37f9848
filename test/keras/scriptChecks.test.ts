import { describe, expect, test } from 'vitest';
import { expectedInputOf } from '../../src/diagnose/evidence/expectedInput.js';
import { hullAtEnd } from '../../src/diagnose/evidence/pixelSteps.js';
import { baseOf, pipelinesOf } from '../../src/script/reading/pipelines.js';
import { readingOf } from '../script/reading/readingOf.js';
import { python } from './python.js';

/** Bases, the modules of their `preprocess_input`, and settings of a generator in front of them. */
const BASES = {
  ResNet50: 'resnet50',
  DenseNet121: 'densenet',
  InceptionV3: 'inception_v3',
  EfficientNetB0: 'efficientnet',
  MobileNetV2: 'mobilenet_v2',
};
const SETTINGS = [
  'preprocessing_function=preprocess_input',
  'rescale=1./255',
  'preprocessing_function=preprocess_input, rescale=1./255',
];
const GENERATORS = Object.entries(BASES).flatMap(([base, module]) =>
  SETTINGS.map((settings) => ({ base, module, settings })),
);

/** What Keras makes of black, white and pure colors, and what else the checks take for granted of it. */
const keras = python(
  `
import importlib, warnings
import numpy as np
import tensorflow as tf
from PIL import Image
import keras
from keras.src.legacy.preprocessing.image import ImageDataGenerator
colors = np.array([[0, 0, 0], [255, 255, 255], [255, 0, 0], [0, 255, 0], [0, 0, 255]], 'float32').reshape(1, 5, 3)
span = lambda x: [float(np.min(x)), float(np.max(x))]
def ranges(module, settings):
    preprocess_input = importlib.import_module('keras.applications.' + module).preprocess_input
    return span(eval('ImageDataGenerator(' + settings + ')').standardize(colors.copy()))
def outcome(run):
    try:
        return np.asarray(run()).ravel().tolist()
    except Exception as error:
        return type(error).__name__
preprocess = keras.applications.imagenet_utils.preprocess_input
data = np.array([[[0, 100, 255]]], 'uint8')
def images(*shapes):
    x = keras.Input((64, 64, 3))
    model = keras.Model(x, keras.layers.GlobalAveragePooling2D()(keras.layers.Conv2D(2, 3)(x)))
    for shape in shapes:
        answers = model.predict(np.zeros((1, *shape)), verbose=0)
    return answers
warnings.simplefilter('ignore')
answer = {
    'ranges': [ranges(g['module'], g['settings']) for g in given],
    'bytes': {mode: [outcome(lambda: preprocess(data.copy(), mode=mode)), outcome(lambda: preprocess(tf.constant(data), mode=mode))] for mode in ('caffe', 'tf', 'torch')},
    'difference': (data - 128).ravel().tolist(),
    'unfitted': [span(ImageDataGenerator(featurewise_center=True).standardize(colors.copy())), span(keras.layers.Normalization()(colors))],
    'pillow': [outcome(lambda: importlib.import_module('keras.applications.' + module).preprocess_input(Image.fromarray(data))) for module in ('vgg16', 'resnet_v2', 'densenet', 'efficientnet')],
    'shapes': [outcome(lambda: images((32, 64, 3))), outcome(lambda: images((64, 64, 1))), outcome(lambda: images((64, 64, 3), (32, 64, 3)))],
}
`,
  GENERATORS,
) as {
  ranges: [number, number][];
  bytes: Record<'caffe' | 'tf' | 'torch', [array: number[] | string, tensor: number[] | string]>;
  difference: number[];
  unfitted: [number, number][];
  pillow: (number[] | string)[];
  shapes: (number[] | string)[];
};

test.each(GENERATORS.map((one, i) => ({ ...one, i })))(
  'the range that a script gives $base with $settings is that of Keras',
  async ({ base, module, settings, i }) => {
    const reading = await readingOf(`
from tensorflow.keras.applications.${module} import ${base}, preprocess_input
from tensorflow.keras.preprocessing.image import ImageDataGenerator
base = ${base}(include_top=False)
base.predict(ImageDataGenerator(${settings}).flow_from_directory('images'))
`);
    const [low, high] = hullAtEnd(pipelinesOf(reading)[0]!)!;
    expect(low).toBeCloseTo(keras.ranges[i]![0], 4);
    expect(high).toBeCloseTo(keras.ranges[i]![1], 4);
    if (settings !== SETTINGS[0]) return;
    const expected = expectedInputOf(baseOf(reading))!;
    expect(expected.range[0]).toBeCloseTo(low, 6);
    expect(expected.range[1]).toBeCloseTo(high, 6);
  },
);

describe('what the checks of a script take for granted', () => {
  test('preprocess_input casts arrays of bytes; tensors of bytes wrap around with caffe and raise an error otherwise', () => {
    const { caffe, tf, torch } = keras.bytes;
    expect(caffe[0]).toEqual([151.061, -16.779, -123.68].map((value) => expect.closeTo(value, 3)));
    expect(caffe[1]).toEqual([152, 240, 133]);
    expect([tf[1], torch[1]]).toEqual(['TypeError', 'TypeError']);
    expect(keras.difference).toEqual([128, 228, 127]);
  });

  test('preprocess_input refuses an image of Pillow, unless it changes nothing', () => {
    expect(keras.pillow.slice(0, 3)).toEqual(['AttributeError', 'AttributeError', 'AttributeError']);
    expect(keras.pillow[3]).toEqual([0, 100, 255]);
  });

  test('statistics that nothing measures change nothing', () => {
    expect(keras.unfitted).toEqual([
      [0, 255],
      [0, 255],
    ]);
  });

  test('a functional model raises an error for another shape, but not for another size once it has seen its own', () => {
    expect(keras.shapes.slice(0, 2)).toEqual(['ValueError', 'ValueError']);
    expect(keras.shapes[2]).toHaveLength(2);
  });
});
