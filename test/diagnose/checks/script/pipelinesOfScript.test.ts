import { expect, test } from 'vitest';
import { pipelinesOfScript } from '../../../../src/diagnose/checks/script/pipelinesOfScript.js';
import type { Finding } from '../../../../src/diagnose/finding.js';
import { readingOf } from '../../../script/reading/readingOf.js';
import { type ClassifierParts, classifier, generator } from './classifier.js';

async function findingsOf(parts: ClassifierParts): Promise<Finding[]> {
  return pipelinesOfScript(await readingOf(classifier(parts)));
}

const SCALED = generator('rescale=1./255');
const READ = "image = cv2.resize(cv2.imread('a.jpg'), (224, 224))";
const ONE = 'model.predict(np.expand_dims(image, axis=0))';

const DIFFERENT: [what: string, measures: string[], parts: ClassifierParts][] = [
  [
    'validation without the scaling of training',
    ['values at the network'],
    { train: SCALED, val: generator('', 'val') },
  ],
  [
    'raw arrays for validation beside a generator',
    ['values at the network'],
    {
      before: '(x_train, y_train), (x_test, y_test) = tf.keras.datasets.cifar10.load_data()',
      train: 'ImageDataGenerator(rescale=1./255).flow(x_train, y_train)',
      val: '(x_test, y_test)',
    },
  ],
  [
    'an evaluation without scaling',
    ['values at the network'],
    { train: SCALED, after: `model.evaluate(${generator('', 'test')})` },
  ],
  [
    'BGR at prediction',
    ['order of the channels', 'interpolation'],
    { train: SCALED, after: `${READ}\nimage = image / 255.0\n${ONE}` },
  ],
  ['another size', ['height x width'], { train: SCALED, val: generator('rescale=1./255', 'val', '(160, 160)') }],
  [
    'a standardization on one side',
    ['values at the network', 'standardization'],
    { train: generator('samplewise_center=True'), val: generator('', 'val') },
  ],
  [
    'statistics of fit on one side',
    ['values at the network', 'standardization'],
    {
      before: 'images = ImageDataGenerator(featurewise_center=True)\nimages.fit(samples)',
      train: "images.flow_from_directory('train', target_size=(224, 224))",
      val: `ImageDataGenerator(featurewise_center=True).flow_from_directory('val', target_size=(224, 224))`,
    },
  ],
];

test.each(DIFFERENT)('%s is found', async (_what, measures, parts) => {
  const findings = await findingsOf(parts);
  expect(findings).toHaveLength(1);
  expect(findings[0]).toMatchObject({ check: 'train-validation-mismatch', severity: 'critical' });
  expect(findings[0]?.evidence.map(({ measure }) => measure)).toEqual(measures);
});

const SOUND: [what: string, parts: ClassifierParts][] = [
  [
    'augmentation of training alone',
    { train: generator('rescale=1./255, rotation_range=40, brightness_range=(0.5, 1.5)'), val: SCALED },
  ],
  ['a division by 256 for one by 255', { train: SCALED, val: generator('rescale=1./256', 'val') }],
  [
    'a function that is not in the file',
    { before: 'from mine import scale', train: SCALED, val: generator('preprocessing_function=scale', 'val') },
  ],
  [
    'random crops in training and one in the middle in validation',
    {
      before: `
def load(path, size):
    return tf.image.resize(tf.image.decode_jpeg(tf.io.read_file(path), channels=3), (size, size)) / 255.0
def random(path):
    return tf.image.random_crop(load(path, 256), (224, 224, 3))
def whole(path):
    return load(path, 224)`,
      train: "tf.data.Dataset.list_files('train/*').map(random).batch(8)",
      val: "tf.data.Dataset.list_files('val/*').map(whole).batch(8)",
    },
  ],
  [
    'the same steps written otherwise',
    {
      train: SCALED,
      after: `image = img_to_array(load_img('a.jpg', target_size=(224, 224))) / 255.0\n${ONE}`,
    },
  ],
  [
    'a prediction with the base alone, such as to show its classes',
    { train: SCALED, after: `${READ}\nbase.predict(np.expand_dims(image, axis=0))` },
  ],
];

test.each(SOUND)('%s is no finding', async (_what, parts) => {
  expect(await findingsOf(parts)).toEqual([]);
});

test('another interpolation alone is a warning', async () => {
  const after = `image = cv2.cvtColor(cv2.resize(cv2.imread('a.jpg'), (224, 224)), cv2.COLOR_BGR2RGB) / 255.0\n${ONE}`;
  const [finding] = await findingsOf({ train: SCALED, after });
  expect(finding).toMatchObject({ severity: 'warning' });
  expect(finding?.summary).toBe(
    'Images are resized with nearest in training, but with bilinear in prediction. Nothing else is found to differ.',
  );
});

test.each([
  ['the defaults of both loaders', '', '', 'info'],
  ['one that is written', ", interpolation='bicubic'", '', 'warning'],
  ['another one that is written', '', ", interpolation='lanczos'", 'warning'],
])('interpolations of a dataset and of load_img: %s', async (_what, ofDataset, ofImage, severity) => {
  const train = `tf.keras.utils.image_dataset_from_directory('a', image_size=(224, 224)${ofDataset}).map(lambda x, y: (x / 255.0, y))`;
  const after = `image = img_to_array(load_img('a.jpg', target_size=(224, 224)${ofImage})) / 255.0\n${ONE}`;
  expect(await findingsOf({ train, after })).toMatchObject([{ check: 'train-validation-mismatch', severity }]);
});

test('pipelines that differ in the same way are one finding, which points at both sides', async () => {
  const raw = generator('', 'val');
  const [finding, ...more] = await findingsOf({
    train: SCALED,
    val: raw,
    after: 'model.evaluate(val)\nmodel.predict(val)',
  });
  expect(more).toEqual([]);
  expect(finding?.summary).toBe(
    'Images reach the network as 0..1 in training, but as 0..255 in validation, evaluation and prediction. MobileNetV2 expects -1..1.',
  );
  expect(finding?.places?.map(({ where, note }) => [where, note])).toEqual([
    ['train.py:13', 'training: 0..1 after it'],
    ['train.py:14', 'validation: 0..255'],
  ]);
});

test('random layers of a model are no difference: they draw in training alone', async () => {
  const script = `
import tensorflow as tf
from tensorflow.keras import layers
train = tf.keras.utils.image_dataset_from_directory('train', image_size=(224, 224))
val = tf.keras.utils.image_dataset_from_directory('val', image_size=(224, 224))
base = tf.keras.applications.EfficientNetB0(include_top=False)
model = tf.keras.Sequential([layers.RandomContrast(0.2), layers.RandomFlip(), base, layers.Dense(5)])
model.compile('adam', 'mse')
model.fit(train, validation_data=val)
`;
  expect(pipelinesOfScript(await readingOf(script.trimStart()))).toEqual([]);
});

test('a model that is called with zeros so that it is ready predicts no image', async () => {
  const found = await findingsOf({
    train: generator('preprocessing_function=mobilenet_v2.preprocess_input'),
    after: 'model.predict(np.zeros((1, 224, 224, 3)))\nmodel.predict(np.ones((1, 224, 224, 3), dtype="float32"))',
  });
  expect(found).toEqual([]);
});

test('where training is as the base expects it, the lines of the other pipeline stand first', async () => {
  const right = generator('preprocessing_function=mobilenet_v2.preprocess_input');
  const at = async (train: string, image: string): Promise<string | undefined> => {
    const [finding] = await findingsOf({
      train,
      after: `${READ}\nimage = cv2.cvtColor(image, cv2.COLOR_BGR2RGB)\n${image}\n${ONE}`,
    });
    return finding?.places?.[0]?.text;
  };
  expect(await at(right, 'image = image / 255.0')).toContain('image / 255.0');
  expect(await at(SCALED, 'image = image / 127.5 - 1')).toContain('rescale');
});
