import { describe, expect, test } from 'vitest';
import { scalingOfScript, valuesAtBase } from '../../../../src/diagnose/checks/script/scalingOfScript.js';
import type { Finding } from '../../../../src/diagnose/finding.js';
import { readingOf } from '../../../script/reading/readingOf.js';
import { type ClassifierParts, classifier, generator } from './classifier.js';

async function findingsOf(parts: ClassifierParts): Promise<Finding[]> {
  return scalingOfScript(await readingOf(classifier(parts)));
}

const PREPROCESS = (module: string): string => `from tensorflow.keras.applications.${module} import preprocess_input`;
const BY_FUNCTION = 'preprocessing_function=preprocess_input';

const WRONG: [what: string, found: string, parts: ClassifierParts][] = [
  ['[0, 1] into weights of [-1, 1]', 'wrong-scaling warning', { train: generator('rescale=1./255') }],
  [
    '[0, 1] into Caffe weights',
    'wrong-scaling critical',
    { base: 'VGG16(include_top=False)', train: generator('rescale=1./255') },
  ],
  ['raw bytes into weights of [-1, 1]', 'wrong-scaling critical', { train: generator('') }],
  ['raw bytes into Caffe weights', 'wrong-scaling warning', { base: 'VGG16(include_top=False)', train: generator('') }],
  [
    'the preprocess_input of another base',
    'wrong-scaling critical',
    { before: PREPROCESS('vgg16'), train: generator(BY_FUNCTION) },
  ],
  [
    'preprocess_input and rescale',
    'double-preprocessing critical',
    { before: PREPROCESS('mobilenet_v2'), train: generator(`${BY_FUNCTION}, rescale=1./255`) },
  ],
  [
    'a conversion to floats and a division by 255',
    'double-preprocessing critical',
    {
      before: `
def load(path):
    image = tf.image.decode_jpeg(tf.io.read_file(path), channels=3)
    return tf.image.resize(tf.image.convert_image_dtype(image, tf.float32), (224, 224)) / 255.0`,
      train: "tf.data.Dataset.list_files('train/*').map(load).batch(32)",
    },
  ],
  [
    'a division by 255 before a base that scales by itself',
    'double-preprocessing critical',
    { base: "EfficientNetV2B0(include_top=False, weights='imagenet')", train: generator('rescale=1./255') },
  ],
  [
    'a base without its own preprocessing, given bytes',
    'wrong-scaling critical',
    { base: 'MobileNetV3Large(include_top=False, include_preprocessing=False)', train: generator('') },
  ],
  [
    'weights of a file that Keras offers',
    'wrong-scaling critical',
    {
      base: "VGG16(include_top=False, weights='vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5')",
      train: generator('rescale=1./255'),
    },
  ],
];

test.each(WRONG)('%s is found', async (_what, found, parts) => {
  const findings = await findingsOf(parts);
  expect(findings.map(({ check, severity }) => `${check} ${severity}`)).toEqual([found]);
});

/** A generator that measures the data set. */
function fitted(settings: string): Pick<ClassifierParts, 'before' | 'train'> {
  return {
    before: `images = ImageDataGenerator(${settings})\nimages.fit(samples)`,
    train: "images.flow_from_directory('train', target_size=(224, 224))",
  };
}

/** An array of images in 0..255, and lines that change it. */
function array(lines: string): Pick<ClassifierParts, 'before' | 'train'> {
  const read = "x = np.array([img_to_array(load_img(file)) for file in ['a.jpg', 'b.jpg']])";
  return { before: `${read}\n${lines}`, train: '(x, labels)' };
}

const EACH = 'each image is standardized to mean 0 and deviation 1';
const ALL = "they are standardized by the data set's own statistics";

test.each<[what: string, severity: string, end: string, parts: ClassifierParts]>([
  [
    'samplewise flags into weights of [-1, 1]',
    'warning',
    `about -3..3: ${EACH}`,
    { train: generator('samplewise_center=True, samplewise_std_normalization=True') },
  ],
  [
    'samplewise flags into a base that scales by itself',
    'critical',
    `about -3..3: ${EACH}`,
    { base: 'EfficientNetB0(include_top=False)', train: generator('samplewise_std_normalization=True') },
  ],
  [
    'per_image_standardization into Caffe weights',
    'critical',
    `about -3..3: ${EACH}`,
    {
      base: 'VGG16(include_top=False)',
      train:
        "image_dataset_from_directory('train').map(lambda x, y: (tf.image.per_image_standardization(x / 255.), y))",
    },
  ],
  [
    "per_image_standardization where ImageNet's statistics are expected",
    'warning',
    `about -3..3: ${EACH}`,
    {
      base: 'DenseNet121(include_top=False)',
      train: "image_dataset_from_directory('train').map(lambda x, y: (tf.image.per_image_standardization(x), y))",
    },
  ],
  [
    'each image minus its mean',
    'critical',
    'about -128..128: the mean of each image is subtracted',
    { train: generator('samplewise_center=True') },
  ],
  ['featurewise flags with fit', 'warning', `about -3..3: ${ALL}`, fitted('featurewise_std_normalization=True')],
  [
    'an array by its own statistics',
    'critical',
    `about -3..3: ${ALL}`,
    { base: 'ResNet50(include_top=False)', ...array('x = (x - x.mean()) / (x.std() + 1e-7)') },
  ],
  [
    'an array by statistics of each channel',
    'critical',
    `about -3..3: ${ALL}`,
    {
      base: 'ResNet50(include_top=False)',
      ...array('for c in range(3):\n    x[..., c] = (x[..., c] - x[..., c].mean()) / x[..., c].std()'),
    },
  ],
  [
    'an array by statistics of each image',
    'critical',
    `about -3..3: ${EACH}`,
    {
      base: 'ResNet50(include_top=False)',
      ...array(
        'axes = dict(axis=(1, 2, 3), keepdims=True)\nx = (x - x.mean(**axes)) / np.maximum(x.std(**axes), 1e-6)',
      ),
    },
  ],
  [
    'tensors by tf.reduce_mean',
    'critical',
    `about -3..3: ${EACH}`,
    {
      base: 'VGG16(include_top=False)',
      before: `
def load(path):
    x = tf.image.resize(tf.image.decode_jpeg(tf.io.read_file(path), channels=3), (224, 224))
    return (x - tf.reduce_mean(x)) / tf.math.sqrt(tf.math.reduce_variance(x) + 1e-6)`,
      train: "tf.data.Dataset.list_files('train/*').map(load).batch(32)",
    },
  ],
])('%s is found', async (_what, severity, end, parts) => {
  const findings = await findingsOf(parts);
  expect(findings).toMatchObject([{ check: 'wrong-scaling', severity }]);
  expect(findings[0]!.summary).toContain(`training images reach it as ${end}.`);
  expect(findings[0]!.fix?.text).toMatch(/remove the standardization|Remove the standardization/);
});

describe('arrays of a file that another program has made', () => {
  const loaded = (lines: string): Promise<Finding[]> =>
    findingsOf({
      before: `from tensorflow.keras.applications import efficientnet, vgg16\nx = np.load('fruit.npy')\n${lines}`,
      train: '(x, y)',
    });

  test.each([
    ['x = x / 255.', 'is so if fruit.npy holds values in 0..255'],
    ["x = x.astype('float32')\nx /= 255", '0..1'],
    ['x = vgg16.preprocess_input(x)', 'that of vgg16'],
    ['x = efficientnet.preprocess_input(x)', 'of efficientnet changes nothing'],
  ])('are scaled for bytes, and not as the base expects: %s', async (lines, words) => {
    const found = await loaded(lines);
    expect(found).toMatchObject([{ check: 'wrong-scaling', severity: 'warning' }]);
    expect(found[0]?.summary).toContain(words);
  });

  test.each([
    ['as the base expects', 'x = x / 127.5 - 1'],
    ['nothing, which the file may have', ''],
    ['from other values to bytes first', 'x = x * 255\nx = vgg16.preprocess_input(x)'],
    ['what is not known', 'x = enhance(x)\nx = x / 255'],
    ['a shift of what may be scaled', 'x = x - 0.5'],
  ])('are scaled by %s', async (_what, lines) => {
    expect(await loaded(lines)).toEqual([]);
  });
});

test('a standardization after preprocess_input is a second scaling', async () => {
  const [finding] = await findingsOf({
    before: PREPROCESS('vgg16'),
    base: 'VGG16(include_top=False)',
    train: generator(`${BY_FUNCTION}, samplewise_std_normalization=True`),
  });
  expect(finding).toMatchObject({ check: 'double-preprocessing', severity: 'critical' });
  expect(finding!.fix?.text).toBe('Keep `preprocess_input` alone: remove the other scaling.');
});

test('a statistic of other values than those it is applied to says nothing', async () => {
  const parts = {
    base: 'VGG16(include_top=False)',
    ...array('deviation = x.std()\nx = x / 255.\nx = (x - x.mean()) / deviation'),
  };
  expect(await findingsOf(parts)).toEqual([]);
});

const SOUND: [what: string, parts: ClassifierParts][] = [
  ['the preprocess_input of the base', { before: PREPROCESS('mobilenet_v2'), train: generator(BY_FUNCTION) }],
  [
    'the preprocess_input of another base that does the same',
    { before: PREPROCESS('vgg16'), base: 'ResNet50(include_top=False)', train: generator(BY_FUNCTION) },
  ],
  [
    'arithmetic that does the same',
    { before: 'def scale(x):\n    return x / 127.5 - 1', train: generator('preprocessing_function=scale') },
  ],
  ['bytes into a base that scales by itself', { base: 'EfficientNetB0(include_top=False)', train: generator('') }],
  [
    'preprocess_input of a base that scales by itself, which does nothing',
    { before: PREPROCESS('efficientnet'), base: 'EfficientNetB0(include_top=False)', train: generator(BY_FUNCTION) },
  ],
  [
    'a base without pretrained weights',
    { base: 'ResNet50(include_top=False, weights=None)', train: generator('rescale=1./255') },
  ],
  [
    "weights of the user's own file",
    { base: "ResNet50(include_top=False, weights='mine.h5')", train: generator('rescale=1./255') },
  ],
  [
    'a function that is not in the file',
    { before: 'from mine import scale', train: generator('preprocessing_function=scale') },
  ],
  [
    "a standardization by the data set's own statistics, where the weights expect ImageNet's",
    {
      base: 'DenseNet121(include_top=False)',
      ...fitted('featurewise_center=True, featurewise_std_normalization=True'),
    },
  ],
  [
    'a standardization of each image, for a network from scratch',
    { base: 'ResNet50(include_top=False, weights=None)', train: generator('samplewise_std_normalization=True') },
  ],
  ['a deviation of values whose mean is not 0', array('x = x / x.std()')],
  ['whitening', fitted('zca_whitening=True')],
  ['a base that the file does not build', { base: "tf.keras.models.load_model('base.h5')", train: generator('') }],
];

test.each(SOUND)('%s is no finding', async (_what, parts) => {
  expect(await findingsOf(parts)).toEqual([]);
});

test('layers of the model in front of the base count', async () => {
  const script = (layer: string): string => `
import tensorflow as tf
from tensorflow.keras import layers
train = tf.keras.utils.image_dataset_from_directory('train', image_size=(224, 224))
base = tf.keras.applications.MobileNetV2(include_top=False, input_shape=(224, 224, 3))
model = tf.keras.Sequential([${layer}, base, layers.GlobalAveragePooling2D(), layers.Dense(5)])
model.compile('adam', 'mse')
model.fit(train)
`;
  expect(scalingOfScript(await readingOf(script('layers.Rescaling(1./127.5, offset=-1)')))).toEqual([]);
  const [finding] = scalingOfScript(await readingOf(script('layers.Rescaling(1./255)')));
  expect(finding).toMatchObject({ check: 'wrong-scaling', severity: 'warning' });
  expect(finding?.places?.[0]).toMatchObject({ text: 'layers.Rescaling(1./255)', note: '0..1 after it' });
});

test('images that features are computed from count as those of the training', async () => {
  const script = `
from keras.applications import VGG16
from keras.layers import Dense, Flatten
from keras.models import Sequential
from keras.preprocessing.image import ImageDataGenerator
base = VGG16(weights='imagenet', include_top=False)
images = ImageDataGenerator(rescale=1./255).flow_from_directory('train', target_size=(150, 150), shuffle=False)
features = base.predict_generator(images, 100)
model = Sequential([Flatten(), Dense(1, activation='sigmoid')])
model.compile('rmsprop', 'binary_crossentropy')
model.fit(features, labels, epochs=50)
`;
  const [finding] = scalingOfScript(await readingOf(script.trimStart()));
  expect(finding).toMatchObject({ check: 'wrong-scaling', severity: 'critical' });
  expect(finding?.places?.[0]?.where).toBe('train.py:6');
});

describe('a finding', () => {
  test('says which import counts where several bring a preprocess_input', async () => {
    const before = `${PREPROCESS('mobilenet_v2')}\n${PREPROCESS('resnet50')}`;
    const [finding] = await findingsOf({ before, train: generator(BY_FUNCTION) });
    expect(finding?.summary).toContain('`preprocess_input` is that of resnet50: MobileNetV2 expects -1..1');
    expect(finding?.places?.at(-1)).toMatchObject({ where: 'train.py:10', note: 'the last import counts' });
  });

  test('gives the range of each pipeline, and is one for two trainings on the same images', async () => {
    const parts = { train: generator('rescale=1./255'), val: generator('rescale=1./255', 'val') };
    const findings = await findingsOf({ ...parts, after: 'model.fit(train, epochs=9, validation_data=val)' });
    expect(findings).toHaveLength(1);
    expect(findings[0]?.summary).toBe(
      'MobileNetV2 expects -1..1, but training and validation images reach it as 0..1.',
    );
    expect(findings[0]?.evidence).toEqual([
      { measure: 'values in training', expected: '-1..1', received: '0..1' },
      { measure: 'values in validation', expected: '-1..1', received: '0..1' },
    ]);
  });
});

test.each<[what: string, ClassifierParts, ReturnType<typeof valuesAtBase>]>([
  ['bytes are larger than -1..1', { train: generator('') }, 'larger'],
  [
    'standardized images are smaller than bytes minus means',
    { base: 'VGG16(include_top=False)', train: generator('samplewise_std_normalization=True, samplewise_center=True') },
    'smaller',
  ],
  [
    'the usual range of standardized images is not known to be larger than that of ImageNet',
    {
      base: 'DenseNet121(include_top=False)',
      train: generator('samplewise_std_normalization=True, samplewise_center=True'),
    },
    undefined,
  ],
  [
    'values as expected do not differ',
    { before: PREPROCESS('mobilenet_v2'), train: generator(BY_FUNCTION) },
    undefined,
  ],
])('at the base, %s', async (_what, parts, values) => {
  expect(valuesAtBase(await readingOf(classifier(parts)))).toBe(values);
});
