import { expect, test } from 'vitest';
import { augmentationOf, type ImageFlow } from '../../../../src/script/library/images/flow.js';
import { flowsOf } from './flowsOf.js';

const IMPORTS = `
import tensorflow as tf
import tensorflow_datasets as tfds
from tensorflow import keras
from tensorflow.keras.models import Sequential
model = Sequential()
AUTOTUNE = tf.data.AUTOTUNE
`;

async function fitted(text: string): Promise<{ training: ImageFlow; validation: ImageFlow }> {
  const { fits } = await flowsOf(IMPORTS + text);
  return { training: fits[0]!.training!, validation: fits[0]!.validation! };
}

test('image_dataset_from_directory: floats from 0 to 255, shuffled, integer labels', async () => {
  const { training } = await fitted(`
model.fit(tf.keras.utils.image_dataset_from_directory('flowers', validation_split=0.2, subset='training', seed=123, image_size=(180, 120)))
`);
  expect(training).toMatchObject({
    kind: 'dataset',
    source: { text: 'flowers', validationSplit: { value: 0.2 }, subset: { value: 'training' } },
    height: { value: 180 },
    width: { value: 120 },
    batchSize: { value: 32, from: 'default' },
    shuffle: { value: true },
    seed: { value: 123 },
    labels: { form: 'integers', from: 'default' },
    end: { range: [[0, 255]], dtype: 'float32' },
  });
});

test('both subsets at once: only the first is shuffled', async () => {
  const { training, validation } = await fitted(`
train, val = keras.preprocessing.image_dataset_from_directory('flowers', label_mode='binary', validation_split=0.1, subset='both', seed=1)
model.fit(train, validation_data=val)
`);
  expect(training).toMatchObject({
    source: { subset: { value: 'training' } },
    shuffle: { value: true },
    labels: { form: 'binary' },
  });
  expect(validation).toMatchObject({ source: { subset: { value: 'validation' } }, shuffle: { value: false } });
});

test('take and skip after a shuffle keep their order, and whether each epoch shuffles anew', async () => {
  const { training, validation } = await fitted(`
ds = tf.data.Dataset.list_files('data/*/*.jpg', shuffle=False).shuffle(1000, seed=3)
train, val = ds.skip(200), ds.take(200)
model.fit(train.batch(8, drop_remainder=True), validation_data=val.batch(8))
`);
  expect(training.rows.map(({ kind }) => kind)).toEqual(['shuffle', 'skip', 'batch']);
  expect(validation.rows).toMatchObject([
    { kind: 'shuffle', bufferSize: { value: 1000 }, reshufflesEachEpoch: { value: true, from: 'default' } },
    { kind: 'take', count: { value: 200 } },
    { kind: 'batch' },
  ]);
  expect(training.dropsRemainder).toMatchObject({ value: true, from: 'read' });
});

test('a map calls the function of the script, also through partial, py_function and a method', async () => {
  const { training } = await fitted(`
from functools import partial
class Data:
    def __init__(self, size):
        self.size = size
    def load(self, file, label, factor):
        image = tf.image.decode_jpeg(tf.io.read_file(file), channels=3)
        image = tf.image.resize(image, (self.size, self.size)) * factor
        return image, tf.one_hot(label, depth=7)
data = Data(96)
ds = tf.data.Dataset.from_tensor_slices((files, labels))
ds = ds.map(partial(data.load, factor=1 / 255), num_parallel_calls=AUTOTUNE)
ds = ds.map(lambda x, y: (tf.py_function(lambda z: z - 0.5, [x], tf.float32), y))
model.fit(ds.batch(4))
`);
  expect(training).toMatchObject({
    height: { value: 96 },
    end: { range: [[-0.5, 0.5]] },
    labels: { form: 'one-hot', numClasses: { value: 7 } },
  });
});

test('convert_image_dtype scales integers, and leaves what a resize has made floats', async () => {
  const load = (first: string, second: string) =>
    fitted(`
def load(file):
    image = tf.image.decode_png(tf.io.read_file(file), channels=3)
    image = ${first}
    return ${second}
model.fit(tf.data.Dataset.list_files('*.png').map(load).batch(4))
`);
  const convert = 'tf.image.convert_image_dtype(image, tf.float32)';
  const resize = 'tf.image.resize(image, (8, 8))';
  expect((await load(convert, resize)).training.end.range).toEqual([[0, 1]]);
  expect((await load(resize, convert)).training.end.range).toEqual([[0, 255]]);
});

test('a cubic resize may exceed the range, and a cast to bytes of what fits keeps it', async () => {
  const { training } = await fitted(`
ds = keras.utils.image_dataset_from_directory('a', interpolation='bicubic')
model.fit(ds)
`);
  expect(training.end).toMatchObject({ range: [[0, 255]], mayExceedRange: true });
});

test('what is cached before the augmentation is augmented anew in each epoch', async () => {
  const { training } = await fitted(`
ds = keras.utils.image_dataset_from_directory('a', batch_size=4).map(lambda x, y: (x / 255, y)).cache()
ds = ds.map(lambda x, y: (tf.image.random_flip_left_right(x), y))
model.fit(ds)
`);
  const cache = training.rows.find((row) => row.kind === 'cache');
  expect(cache).toMatchObject({ stepsBefore: 3 });
  expect(training.steps.findIndex(({ kind }) => kind === 'augment')).toBe(3);
});

test('random changes of tf.image are augmentation; a brightness of floats widens the range', async () => {
  const { training } = await fitted(`
def augment(x, y):
    x = tf.image.random_flip_left_right(x)
    x = tf.image.random_brightness(x, max_delta=0.1)
    return x, y
ds = keras.utils.image_dataset_from_directory('a').map(lambda x, y: (x / 255, y)).map(augment)
model.fit(ds)
`);
  expect(augmentationOf(training).map(({ name }) => name)).toEqual([
    'tf.image.random_flip_left_right',
    'tf.image.random_brightness',
  ]);
  expect(training.end.range).toEqual([[-0.1, 1.1]]);
});

test('preprocessing layers in a map are steps as well', async () => {
  const { training } = await fitted(`
scale = keras.layers.Rescaling(1./127.5, offset=-1)
flip = keras.layers.RandomFlip('horizontal')
ds = keras.utils.image_dataset_from_directory('a').map(lambda x, y: (scale(flip(x)), y))
model.fit(ds)
`);
  expect(training.steps.slice(-2)).toMatchObject([
    { kind: 'augment', name: 'RandomFlip', settings: { mode: { value: 'horizontal' } } },
    { kind: 'scale', by: 'layer', factor: [1 / 127.5], offset: [-1] },
  ]);
  expect(training.end.range).toEqual([[-1, 1]]);
});

test('a Normalization layer without adapt or numbers has no statistics', async () => {
  const script = (line: string) => `
norm = keras.layers.Normalization()
ds = keras.utils.image_dataset_from_directory('a')
${line}
model.fit(ds.map(lambda x, y: (norm(x), y)))
`;
  expect((await fitted(script(''))).training.steps.at(-1)).toMatchObject({
    kind: 'standardize',
    fittedAt: { value: false },
  });
  expect((await fitted(script('norm.adapt(ds)'))).training.steps.at(-1)).toMatchObject({ fittedAt: { value: true } });
});

test('tfds.load gives bytes and integers, one dataset for each split', async () => {
  const { training, validation } = await fitted(`
(train, val), info = tfds.load('cats_vs_dogs', split=['train[:80%]', 'train[80%:]'], as_supervised=True, with_info=True)
def prepare(image, label):
    return tf.image.resize(image, (160, 160)) / 255.0, label
model.fit(train.map(prepare).batch(32), validation_data=val.map(prepare).batch(32))
`);
  expect(training).toMatchObject({
    source: { kind: 'tfds', text: 'cats_vs_dogs, train[:80%]' },
    end: { range: [[0, 1]] },
  });
  expect(validation).toMatchObject({ source: { text: 'cats_vs_dogs, train[80%:]' }, labels: { form: 'integers' } });
});

test('a TFRecord is said not to be known', async () => {
  const { training } = await fitted(`
ds = tf.data.TFRecordDataset(files).map(parse).batch(8)
model.fit(ds)
`);
  expect(training.kind).toBe('unknown');
  expect(training.end.range).toBeUndefined();
});

test('an array through from_tensor_slices keeps its rows', async () => {
  const { training } = await fitted(`
(X, y), (Xt, yt) = keras.datasets.mnist.load_data()
ds = tf.data.Dataset.from_tensor_slices((X[:50000], y[:50000])).map(lambda x, y: (tf.cast(x, tf.float32) / 255., y)).shuffle(100).batch(64)
model.fit(ds)
`);
  expect(training).toMatchObject({
    source: { kind: 'keras dataset' },
    rows: [{ kind: 'slice', stop: { value: 50_000 } }, { kind: 'shuffle' }, { kind: 'batch', size: { value: 64 } }],
    end: { range: [[0, 1]], dtype: 'float32' },
    labels: { form: 'integers' },
  });
});

test('a function that thaw does not know leaves a dataset of which nothing is known, and says why', async () => {
  const { training } = await fitted(`
ds = keras.utils.image_dataset_from_directory('a').map(other.prepare)
model.fit(ds)
`);
  expect(training.steps).toMatchObject([{ kind: 'unknown' }]);
  expect(training.notes).toMatchObject([{ why: 'it is not defined in this file' }]);
  expect(training.source.text).toBe('a');
});

test('interleave leaves elements that are not known, and says so', async () => {
  const { training } = await fitted(`
files = tf.data.Dataset.list_files('data/*.tfrecord')
model.fit(files.interleave(tf.data.TFRecordDataset).batch(16))
`);
  expect(training).toMatchObject({
    source: { text: 'data/*.tfrecord' },
    batchSize: { value: 16 },
    notes: [{ why: "thaw does not know what 'interleave' makes of the elements" }],
  });
  expect(training.end.range).toBeUndefined();
});
