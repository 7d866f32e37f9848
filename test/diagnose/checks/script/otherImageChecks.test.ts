import { describe, expect, test } from 'vitest';
import { augmentationOfScript } from '../../../../src/diagnose/checks/script/augmentationOfScript.js';
import { channelOrderOfScript } from '../../../../src/diagnose/checks/script/channelOrderOfScript.js';
import { cropAfterResize } from '../../../../src/diagnose/checks/script/cropAfterResize.js';
import { dropoutTooHigh } from '../../../../src/diagnose/checks/script/dropoutTooHigh.js';
import { headOnClasses } from '../../../../src/diagnose/checks/script/headOnClasses.js';
import { headTooLargeOfScript } from '../../../../src/diagnose/checks/script/headTooLargeOfScript.js';
import { heightWidthSwappedOfScript } from '../../../../src/diagnose/checks/script/heightWidthSwappedOfScript.js';
import { inputShapeMismatch } from '../../../../src/diagnose/checks/script/inputShapeMismatch.js';
import { inputTooSmall } from '../../../../src/diagnose/checks/script/inputTooSmall.js';
import { integerPixels } from '../../../../src/diagnose/checks/script/integerPixels.js';
import { scalingOfScript } from '../../../../src/diagnose/checks/script/scalingOfScript.js';
import { statisticsNotFitted } from '../../../../src/diagnose/checks/script/statisticsNotFitted.js';
import type { Finding } from '../../../../src/diagnose/finding.js';
import type { ScriptReading } from '../../../../src/script/reading/readScript.js';
import { readingOf } from '../../../script/reading/readingOf.js';
import { type ClassifierParts, classifier, generator } from './classifier.js';

type Check = (reading: ScriptReading) => Finding[];
const found = async (check: Check, parts: ClassifierParts): Promise<Finding[]> =>
  check(await readingOf(classifier(parts)));

/** A loop that reads images with OpenCV, and what it does to each. */
const opencv = (steps: string): string =>
  `images = []\nfor name in names:\n    image = cv2.resize(cv2.imread(name), (224, 224))\n    ${steps}\n    images.append(image)\nimages = np.array(images)`;
const PREPROCESS = 'from tensorflow.keras.applications.vgg16 import preprocess_input';

test('BGR of OpenCV is found where the base expects RGB, and behind the preprocess_input that swaps it', async () => {
  const [direct] = await found(channelOrderOfScript, {
    before: opencv('image = image / 127.5 - 1'),
    train: '(images, labels)',
  });
  expect(direct).toMatchObject({ check: 'channel-order', severity: 'warning' });
  expect(direct?.summary).toContain('MobileNetV2 expects RGB, and training images reach it as BGR');
  const [swapped] = await found(channelOrderOfScript, {
    before: `${PREPROCESS}\n${opencv('image = preprocess_input(image.astype("float32"))')}`,
    base: 'VGG16(include_top=False)',
    train: '(images, labels)',
  });
  expect(swapped?.summary).toContain('VGG16 expects BGR, and training images reach it as RGB');
});

test('converted images, and images of Keras, have the right order', async () => {
  const converted = opencv('image = cv2.cvtColor(image, cv2.COLOR_BGR2RGB) / 127.5 - 1');
  expect(await found(channelOrderOfScript, { before: converted, train: '(images, labels)' })).toEqual([]);
  expect(await found(channelOrderOfScript, { train: generator('rescale=1./255') })).toEqual([]);
});

/** Images of Keras, RGB in 0..255, and a line that changes them. */
const rgb = (line: string): ClassifierParts => ({
  before: `x = np.array([img_to_array(load_img(file)) for file in ['a.jpg', 'b.jpg']])\n${line}`,
  base: 'VGG16(include_top=False)',
  train: '(x, labels)',
});
const BGR = '[103.939, 116.779, 123.68]';
const RGB = '[123.68, 116.779, 103.939]';
const AS_RGB = 'Red and blue are swapped: VGG16 expects BGR, and training images reach it as RGB.';

test.each([
  [
    'RGB minus the means of BGR',
    `x = x - np.array(${BGR})`,
    `${AS_RGB} The means are subtracted in the order of BGR all the same.`,
  ],
  [
    'the same in brackets',
    `x -= np.array([[[${BGR}]]])`,
    `${AS_RGB} The means are subtracted in the order of BGR all the same.`,
  ],
  [
    'the same with new axes',
    `x -= np.array(${BGR})[None, None, None, :]`,
    `${AS_RGB} The means are subtracted in the order of BGR all the same.`,
  ],
  [
    'the same, channel by channel',
    'x[..., 0] -= 103.939\nx[..., 1] -= 116.779\nx[..., 2] -= 123.68',
    `${AS_RGB} The means are subtracted in the order of BGR all the same.`,
  ],
  ['RGB minus its own means', `x = x - ${RGB}`, AS_RGB],
  ['RGB minus the mean of the data set', 'x = x - x.mean(axis=(0, 1, 2))', AS_RGB],
  [
    'BGR minus the means of RGB',
    `x = x[..., ::-1] - np.array(${RGB})`,
    'The means of red and blue are exchanged: in training images, red gets that of blue, and blue that of red.',
  ],
])('%s is found', async (_what, line, summary) => {
  expect(await found(channelOrderOfScript, rgb(line))).toMatchObject([
    { check: 'channel-order', severity: 'warning', summary },
  ]);
});

test.each([
  ['BGR minus its means', `x = x[..., ::-1] - np.array(${BGR})`],
  ['RGB minus its means, then exchanged', `x = x - ${RGB}\nx = x[..., ::-1]`],
  [
    'channels put together in the other order',
    'x = np.stack([x[..., 2] - 103.939, x[..., 1] - 116.779, x[..., 0] - 123.68], axis=-1)',
  ],
  ['RGB in bytes, of which the range is the finding', 'x = x / 1.'],
])('%s is no finding of the channel order', async (_what, line) => {
  expect(await found(channelOrderOfScript, rgb(line))).toEqual([]);
});

const decoded = (step: string): string => `
def load(path):
    image = tf.image.decode_jpeg(tf.io.read_file(path), channels=3)
    ${step}
    return image`;
const MAPPED = "tf.data.Dataset.list_files('train/*').map(load).batch(32)";

test.each([
  [
    `preprocess_input of a tensor of bytes`,
    { before: `${PREPROCESS}${decoded('image = preprocess_input(image)')}`, train: MAPPED },
  ],
  ['a difference of bytes', { before: opencv('image = image - 128'), train: '(images, labels)' }],
  [
    'a cast of [0, 1] to bytes',
    { before: opencv('image = (image / 255.0).astype("uint8")'), train: '(images, labels)' },
  ],
])('%s is found', async (_what, parts) => {
  const findings = await found(integerPixels, parts);
  expect(findings).toHaveLength(1);
  expect(findings[0]).toMatchObject({ check: 'integer-pixels', severity: 'critical' });
});

test.each([
  [
    'preprocess_input of an array of bytes, which Keras casts',
    { before: `${PREPROCESS}\n${opencv('image = preprocess_input(image)')}`, train: '(images, labels)' },
  ],
  [
    'a tensor that is cast before',
    { before: `${PREPROCESS}${decoded('image = preprocess_input(tf.cast(image, tf.float32))')}`, train: MAPPED },
  ],
  [
    'a tensor that a resize makes floats of',
    {
      before: `${PREPROCESS}${decoded('image = preprocess_input(tf.image.resize(image, (224, 224)))')}`,
      train: MAPPED,
    },
  ],
  ['a division of bytes', { before: opencv('image = image / 255.0'), train: '(images, labels)' }],
  [
    'floats in 0..255 that become bytes again',
    { before: opencv('image = image.astype("float32").astype("uint8")'), train: '(images, labels)' },
  ],
])('%s is no finding', async (_what, parts) => {
  expect(await found(integerPixels, parts)).toEqual([]);
});

test('statistics that nothing measures are found, of generators and of layers', async () => {
  const parts = { train: generator('featurewise_center=True') };
  expect((await found(statisticsNotFitted, parts)).map(({ summary }) => summary)).toEqual([
    '`featurewise_center` has no statistics, since nothing calls `fit`. It changes nothing of training images: they stay 0..255.',
  ]);
  const fitted = {
    before: 'images = ImageDataGenerator(featurewise_center=True)\nimages.fit(samples)',
    train: "images.flow_from_directory('train')",
  };
  expect(await found(statisticsNotFitted, fitted)).toEqual([]);
  expect(await found(statisticsNotFitted, { train: generator('samplewise_center=True') })).toEqual([]);
});

test('statistics that validation alone lacks are no second finding of its range', async () => {
  const arrays = (fit: string): string => `
import tensorflow as tf
from tensorflow.keras.preprocessing.image import ImageDataGenerator, img_to_array, load_img
import numpy as np
x = np.array([img_to_array(load_img(file)) for file in files])
how = dict(featurewise_center=True, featurewise_std_normalization=True)
first, second = ImageDataGenerator(**how), ImageDataGenerator(**how)
${fit}
base = tf.keras.applications.DenseNet121(include_top=False, pooling='avg')
model = tf.keras.Sequential([base, tf.keras.layers.Dense(3, activation='softmax')])
model.compile('adam', 'categorical_crossentropy')
model.fit(first.flow(x, y), validation_data=second.flow(x, y))
`;
  const one = await readingOf(arrays('first.fit(x)'));
  expect(statisticsNotFitted(one)).toHaveLength(1);
  expect(scalingOfScript(one)).toEqual([]);
  // Where training lacks them, too, the base is trained on raw bytes.
  expect(scalingOfScript(await readingOf(arrays('')))).toMatchObject([{ check: 'wrong-scaling' }]);
});

test('a crop where files are read, and a random one, are no crops after a resize', async () => {
  const before = 'def crop(image):\n    return tf.image.random_crop(image, (200, 200, 3))';
  expect(await found(cropAfterResize, { before, train: generator('preprocessing_function=crop') })).toEqual([]);
  const read = `
def load(path):
    image = tf.image.decode_jpeg(tf.io.read_file(path), channels=3)
    return tf.image.central_crop(tf.image.resize(image, (256, 256)), 0.875)`;
  expect(await found(cropAfterResize, { before: read, train: MAPPED })).toEqual([]);
});

const BUILT = 'MobileNetV2(include_top=False, input_shape=(224, 192, 3))';

test.each([
  [
    'another size',
    generator('', 'train', '(160, 160)'),
    'images of 224x192 (height x width), and training images are 160x160.',
  ],
  ['a size with its lengths swapped', generator('', 'train', '(192, 224)'), '192x224. Height and width are swapped.'],
  [
    'gray images',
    "ImageDataGenerator().flow_from_directory('train', target_size=(224, 192), color_mode='grayscale')",
    'built for 3 channels, and training images have 1 channel.',
  ],
])('%s than the model is built for is found', async (_what, train, words) => {
  const [finding] = await found(inputShapeMismatch, { base: BUILT, train });
  expect(finding).toMatchObject({ check: 'input-shape-mismatch', severity: 'critical' });
  expect(finding?.summary).toContain(words);
});

test('the same shape, an unknown one and channels first are no mismatch', async () => {
  const train = generator('', 'train', '(224, 192)');
  expect(await found(inputShapeMismatch, { base: BUILT, train })).toEqual([]);
  expect(await found(inputShapeMismatch, { base: 'MobileNetV2(include_top=False)', train })).toEqual([]);
  expect(await found(inputShapeMismatch, { base: BUILT, train: generator('', 'train', 'size') })).toEqual([]);
  const first = 'MobileNetV2(include_top=False, input_shape=(3, 224, 192))';
  expect(await found(inputShapeMismatch, { base: first, train })).toEqual([]);
});

test('a layer that resizes in front of the base decides the size', async () => {
  const script = `
from tensorflow import keras
from tensorflow.keras import layers
(x, y), _ = keras.datasets.cifar10.load_data()
base = keras.applications.MobileNetV2(include_top=False, input_shape=(224, 224, 3))
inputs = keras.Input((32, 32, 3))
model = keras.Model(inputs, layers.Dense(5)(base(layers.Resizing(224, 224)(inputs))))
model.compile('adam', 'mse')
model.fit(x, y)
`;
  const reading = await readingOf(script);
  expect(reading.stages[0]?.training?.height.value).toBe(224);
  expect(inputShapeMismatch(reading)).toEqual([]);
});

test('names in the other order are found where the image is not square, also of OpenCV', async () => {
  const sizes = (width: number, height: number): string => `width, height = ${width}, ${height}`;
  const train = generator('', 'train', '(width, height)');
  const [finding] = await found(heightWidthSwappedOfScript, { before: sizes(320, 180), train });
  expect(finding?.summary).toBe(
    'Images become 320 high and 180 wide: this size is (height, width), and its names say the opposite.',
  );
  expect(await found(heightWidthSwappedOfScript, { before: sizes(224, 224), train })).toEqual([]);
  const correct = generator('', 'train', '(height, width)');
  expect(await found(heightWidthSwappedOfScript, { before: sizes(320, 180), train: correct })).toEqual([]);
  const named = (pair: string): ClassifierParts => ({
    before: `${sizes(320, 180)}\ndims = ${pair}`,
    train: generator('', 'train', 'dims'),
  });
  const [ofName] = await found(heightWidthSwappedOfScript, named('(width, height)'));
  expect(ofName?.summary).toContain('320 high and 180 wide');
  expect(await found(heightWidthSwappedOfScript, named('(height, width)'))).toEqual([]);
  expect(await found(heightWidthSwappedOfScript, named('(width, height)\ndims = (height, width)'))).toEqual([]);
  const read = (size: string): ClassifierParts => ({
    before: `${sizes(320, 180)}\nimages = np.array([cv2.resize(cv2.imread(name), ${size}) for name in names])`,
    train: '(images, labels)',
  });
  expect(await found(heightWidthSwappedOfScript, read('(height, width)'))).toHaveLength(1);
  expect(await found(heightWidthSwappedOfScript, read('(width, height)'))).toEqual([]);
});

const headed = (base: string, head: string): string => `
from keras.applications import VGG16
from keras.layers import *
from keras.models import Model, Sequential
base = VGG16(${base})
${head}
model.compile('adam', 'categorical_crossentropy')
model.fit(train, epochs=5)
`;

test.each([
  ['the output of a functional base', headed('', 'model = Model(base.input, Dense(5)(base.output))')],
  ['a base in a Sequential', headed("weights='imagenet', include_top=True", 'model = Sequential([base, Dense(5)])')],
  ['a base that is called', headed('', 'inputs = Input((224, 224, 3))\nmodel = Model(inputs, Dense(5)(base(inputs)))')],
])('a head on %s with its classifier is found', async (_what, script) => {
  expect((await readingOf(script)).stages).toHaveLength(1);
  expect(headOnClasses(await readingOf(script))).toMatchObject([{ check: 'head-on-classes', severity: 'critical' }]);
});

test.each([
  [
    'a base without its classifier',
    headed('include_top=False', 'model = Model(base.input, Dense(5)(Flatten()(base.output)))'),
  ],
  ['an inner layer of the base', headed('', "model = Model(base.input, Dense(5)(base.get_layer('fc2').output))")],
  ['the last layer but one', headed('', 'model = Model(base.input, Dense(5)(base.layers[-2].output))')],
  ['a classifier of its own', headed('weights=None, classes=5', 'model = Sequential([base, Dense(5)])')],
])('a head on %s is no finding', async (_what, script) => {
  expect(headOnClasses(await readingOf(script))).toEqual([]);
});

test('a head of ten million weights behind Flatten is found, with what is left after an average', async () => {
  const flat = (units: number, shape = '(224, 224, 3)'): string =>
    headed(
      `include_top=False, input_shape=${shape}`,
      `model = Sequential([base, Flatten(), Dense(${units}), Dense(5)])`,
    );
  const [finding] = headTooLargeOfScript(await readingOf(flat(4096)));
  expect(finding?.summary).toContain('103 million weights: 7 x 7 x 512 features times 4096 units');
  expect(finding?.fix.text).toContain('2.1 million weights remain');
  expect(headTooLargeOfScript(await readingOf(flat(256)))).toEqual([]);
  expect(headTooLargeOfScript(await readingOf(flat(4096, 'shape')))).toEqual([]);
  const pooled = headed('include_top=False, pooling="avg"', 'model = Sequential([base, Flatten(), Dense(4096)])');
  expect(headTooLargeOfScript(await readingOf(pooled))).toEqual([]);
  // Keras pools by a name: the function of Python pools nothing.
  const [unpooled] = headTooLargeOfScript(await readingOf(pooled.replace('"avg"', 'max, input_shape=(224, 224, 3)')));
  expect(unpooled?.summary).toContain('million weights');
  expect(headTooLargeOfScript(await readingOf(pooled.replace('"avg"', 'chosen(), input_shape=(224, 224, 3)')))).toEqual(
    [],
  );
});

test('an argument without its name is quoted where it is given, not where its value was imported', async () => {
  const imported = 'from tensorflow.keras.applications.resnet50 import preprocess_input';
  const [finding] = await found(statisticsNotFitted, {
    before: imported,
    train: generator('preprocess_input'),
  });
  expect(finding?.places?.[0]?.text).toContain('ImageDataGenerator(preprocess_input)');
});

test('a shape of the base with the width first is found where its names say so', async () => {
  const script = (shape: string): ClassifierParts => ({
    before: 'WIDTH, HEIGHT = 320, 240\nside = 224',
    base: `MobileNetV2(include_top=False, input_shape=${shape})`,
    train: 'images_of(folder)',
  });
  const [finding] = await found(heightWidthSwappedOfScript, script('(WIDTH, HEIGHT, 3)'));
  expect(finding).toMatchObject({ check: 'height-width-swapped', severity: 'warning' });
  expect(finding?.summary).toContain('320 high and 240 wide');
  for (const shape of ['(HEIGHT, WIDTH, 3)', '(side, side, 3)', '(320, 240, 3)', '(3, HEIGHT, WIDTH)'])
    expect(await found(heightWidthSwappedOfScript, script(shape))).toEqual([]);
});

test('images of up to 32 pixels are too small for a frozen base, and of up to 64 may be', async () => {
  const script = (size: string, base = "'imagenet'"): ClassifierParts => ({
    base: `MobileNetV2(include_top=False, weights=${base})\nbase.trainable = False`,
    train: generator('', 'train', size),
  });
  const [finding] = await found(inputTooSmall, script('(32, 32)'));
  expect(finding).toMatchObject({ check: 'input-too-small', severity: 'warning' });
  expect(finding?.summary).toContain('images of 32x32');
  expect(await found(inputTooSmall, script('(32, 160)'))).toHaveLength(1);
  expect(await found(inputTooSmall, script('(64, 64)'))).toMatchObject([{ severity: 'info' }]);
  expect(await found(inputTooSmall, script('(72, 72)'))).toEqual([]);
  expect(await found(inputTooSmall, script('size'))).toEqual([]);
  // A base that trains on such images learns their scale.
  const trains = { base: 'MobileNetV2(include_top=False)', train: generator('', 'train', '(32, 32)') };
  expect(await found(inputTooSmall, trains)).toEqual([]);
});

describe('too much regularization', () => {
  const dropouts = async (layer: string): Promise<Finding[]> =>
    dropoutTooHigh(
      await readingOf(`
from tensorflow.keras.applications import VGG16
from tensorflow.keras.layers import Dense, Dropout
from tensorflow.keras.models import Sequential
model = Sequential([VGG16(include_top=False, pooling='avg'), ${layer}, Dense(5, activation='softmax')])
model.compile('adam', 'categorical_crossentropy')
model.fit(train)
`),
    );

  test.each([
    ['Dropout(0.9)', 'lets 10 % of the values through:'],
    ['Dropout(rate=0.95)', 'lets 5 % of the values through:'],
    [
      "Dropout(0.7), Dense(64, activation='relu'), Dropout(0.7)",
      'The 2 dropout layers of the head let 9 % of the values through together',
    ],
  ])('%s leaves a tenth or less', async (layers, words) => {
    const [finding] = await dropouts(layers);
    expect(finding).toMatchObject({ check: 'dropout-too-high', severity: 'warning' });
    expect(finding?.summary).toContain(words);
  });

  test.each([
    'Dropout(0.8)',
    "Dropout(0.5), Dense(64, activation='relu'), Dropout(0.5)",
    "Dropout(0.8), Dense(64, activation='relu'), Dropout(rate)",
    'Dropout(rate)',
    'Dropout(0)',
    'Dropout(1)',
  ])('%s leaves more, or is not known, or another fault', async (layers) => {
    expect(await dropouts(layers)).toEqual([]);
  });

  test('a network without a base keeps its dropout', async () => {
    const text =
      "from keras.models import Sequential\nfrom keras.layers import Dense, Dropout\nmodel = Sequential([Dropout(0.9), Dense(3, activation='softmax')])\nmodel.compile('adam', 'categorical_crossentropy')\nmodel.fit(train)";
    expect(dropoutTooHigh(await readingOf(text))).toEqual([]);
  });

  test.each([
    ['zoom_range=[1, 4]', 'up to 4 times smaller: details'],
    ['zoom_range=2', 'up to 3 times smaller: details'],
    ['zoom_range=1.0, width_shift_range=0.5, height_shift_range=0.6', 'up to 2 times smaller, and shifts'],
  ])('%s cost accuracy wherever it was measured', async (settings, words) => {
    const [finding] = await found(augmentationOfScript, { train: generator(settings) });
    expect(finding).toMatchObject({ check: 'augmentation-too-strong', severity: 'warning' });
    expect(finding?.summary).toContain(words);
  });

  test.each([
    'rotation_range=180, horizontal_flip=True, vertical_flip=True',
    'width_shift_range=0.2, height_shift_range=0.2, shear_range=0.2, zoom_range=0.2',
    'width_shift_range=0.5, height_shift_range=0.5',
    'width_shift_range=0.5, zoom_range=[0.5, 2]',
    'width_shift_range=40, height_shift_range=[-40, 40], zoom_range=[0.5, 2]',
    'shear_range=30, brightness_range=(0.1, 3.0), zoom_range=[0.2, 1.8]',
    'zoom_range=zoom, width_shift_range=shift, height_shift_range=shift',
  ])('%s cost little on some images, or is not known', async (settings) => {
    expect(await found(augmentationOfScript, { train: generator(settings) })).toEqual([]);
  });
});
