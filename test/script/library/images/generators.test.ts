import { expect, test } from 'vitest';
import { augmentationOf } from '../../../../src/script/library/images/flow.js';
import { flowsOf, shortly } from './flowsOf.js';

const IMPORTS = `
import tensorflow as tf
from tensorflow.keras.preprocessing.image import ImageDataGenerator
from tensorflow.keras.applications.vgg16 import preprocess_input
from tensorflow.keras.models import Sequential
model = Sequential()
`;

async function fitted(text: string) {
  const { fits } = await flowsOf(IMPORTS + text);
  const [first] = fits;
  if (first?.training === undefined) throw new Error('nothing reaches fit');
  return { ...first, training: first.training, validation: first.validation! };
}

test('steps of a generator run in the order of Keras: resize, augmentation, function, rescale', async () => {
  const { training } = await fitted(`
g = ImageDataGenerator(rescale=1./255, preprocessing_function=preprocess_input, shear_range=0.2, horizontal_flip=True)
model.fit(g.flow_from_directory('data/train', target_size=(150, 224), batch_size=16, class_mode='binary'))
`);
  expect(training.steps.map(({ kind }) => kind)).toEqual([
    'decode',
    'resize',
    'cast',
    'augment',
    'preprocess_input',
    'scale',
  ]);
  expect(training).toMatchObject({
    kind: 'directory generator',
    source: { kind: 'folder', text: 'data/train' },
    height: { value: 150, from: 'read' },
    width: { value: 224 },
    channels: { value: 3 },
    batchSize: { value: 16, from: 'read' },
    shuffle: { value: true, from: 'default' },
    labels: { form: 'binary', from: 'read' },
  });
});

test('what a generator leaves out is the default of Keras, at the place of the call', async () => {
  const { training } = await fitted(`model.fit(ImageDataGenerator().flow_from_directory('data'))`);
  expect(training).toMatchObject({
    height: { value: 256, from: 'default', places: [{ line: 7, column: 11 }] },
    batchSize: { value: 32, from: 'default' },
    labels: { form: 'one-hot', from: 'default' },
    seed: { value: null, from: 'default' },
    end: { range: [[0, 255]], dtype: 'float32', order: 'rgb' },
  });
  expect(training.steps.find(({ kind }) => kind === 'resize')).toMatchObject({
    interpolation: { value: 'nearest', from: 'default' },
    aspect: 'stretched',
  });
});

test('each value has the place where it is written and the place where it is used', async () => {
  const { training } = await fitted(`
size = 150
model.fit(ImageDataGenerator().flow_from_directory('data', target_size=(size, size)))
`);
  expect(training.height.places).toMatchObject([
    { line: 8, column: 8 },
    { line: 9, column: 60 },
  ]);
});

test('arguments by position have the order of Keras', async () => {
  const { training } = await fitted(
    `model.fit(ImageDataGenerator().flow_from_directory('data', (10, 20), 'grayscale', ['a', 'b', 'c'], 'sparse', 8, False))`,
  );
  expect(training).toMatchObject({
    height: { value: 10 },
    width: { value: 20 },
    channels: { value: 1 },
    labels: { form: 'integers', numClasses: { value: 3 } },
    batchSize: { value: 8 },
    shuffle: { value: false },
    source: { classNames: { value: ['a', 'b', 'c'] } },
  });
});

test('one generator for both subsets augments validation too', async () => {
  const { training, validation } = await fitted(`
g = ImageDataGenerator(rescale=1./255, rotation_range=20, validation_split=0.2)
train = g.flow_from_directory('data', subset='training')
val = g.flow_from_directory('data', subset='validation')
model.fit(train, validation_data=val)
`);
  expect(training.source).toMatchObject({ validationSplit: { value: 0.2 }, subset: { value: 'training' } });
  expect(validation.source).toMatchObject({ validationSplit: { value: 0.2 }, subset: { value: 'validation' } });
  for (const flow of [training, validation]) {
    expect(augmentationOf(flow)).toMatchObject([{ settings: { rotation_range: { value: 20, from: 'read' } } }]);
  }
});

test('arguments that change nothing are no augmentation', async () => {
  const { training } = await fitted(`
g = ImageDataGenerator(rotation_range=0, horizontal_flip=False, zoom_range=0.0, fill_mode='nearest')
model.fit(g.flow_from_directory('data'))
`);
  expect(augmentationOf(training)).toEqual([]);
});

test('featurewise statistics count once fit is called, before or after flow', async () => {
  const script = (fit: string) => `
import numpy as np
g = ImageDataGenerator(featurewise_center=True, featurewise_std_normalization=True)
flow = g.flow_from_directory('data')
${fit}
model.fit(flow)
`;
  const without = await fitted(script(''));
  expect(without.training.steps.at(-1)).toMatchObject({
    kind: 'standardize',
    over: 'dataset',
    fittedAt: { value: false },
  });
  expect(without.training.end.range).toEqual([[0, 255]]);
  const with_ = await fitted(script('g.fit(X)'));
  expect(with_.training.steps.at(-1)).toMatchObject({ fittedAt: { value: true, places: [{ line: 11 }] } });
  expect(with_.training.end).toMatchObject({ range: [[-3, 3]], standardizedOver: 'dataset' });
});

test('a function of the script that does what thaw does not know leaves no range', async () => {
  const { training } = await fitted(`
import cv2
def enhance(x):
    x = cv2.fastNlMeansDenoisingColored(x)
    return x / 255.0
g = ImageDataGenerator(preprocessing_function=enhance)
model.fit(g.flow_from_directory('data'))
`);
  expect(training.steps.at(-2)).toMatchObject({
    kind: 'unknown',
    why: 'thaw does not know what cv2.fastNlMeansDenoisingColored does to images',
    place: { line: 10 },
  });
  expect(training.end.range).toBeUndefined();
});

test('attributes of an iterator are known where the text says them', async () => {
  const { training } = await fitted(`
g = ImageDataGenerator().flow_from_directory('data', target_size=(10, 20), classes=['a', 'b'], batch_size=4)
h = ImageDataGenerator().flow_from_directory('x', target_size=g.image_shape[:2], batch_size=g.batch_size * 2)
h.shuffle = False
model.fit(h)
`);
  expect(training).toMatchObject({
    height: { value: 10 },
    width: { value: 20 },
    batchSize: { value: 8 },
    shuffle: { value: false },
  });
});

test('a batch that the script takes from a generator keeps its steps', async () => {
  const { training } = await fitted(`
g = ImageDataGenerator(rescale=1./255).flow_from_directory('data')
x, y = next(g)
model.fit(x * 2 - 1, y)
`);
  expect(training).toMatchObject({ kind: 'arrays', end: { range: [[-1, 1]] }, labels: { form: 'one-hot' } });
});

test('labels of class_mode None are none, and those of a dataframe come from its column', async () => {
  const none = await fitted(
    `model.predict(ImageDataGenerator().flow_from_directory('data', class_mode=None, shuffle=False))`,
  );
  expect(none.training.labels).toMatchObject({ form: 'none' });
  const raw = await fitted(`
import pandas as pd
frame = pd.read_csv('labels.csv')
g = ImageDataGenerator().flow_from_dataframe(frame, 'images', x_col='id', y_col='label', class_mode='raw', target_size=(32, 32))
model.fit(g)
`);
  expect(raw.training).toMatchObject({
    kind: 'dataframe generator',
    source: { kind: 'dataframe', directory: { value: 'images' } },
    labels: { form: undefined, from: 'unknown' },
    height: { value: 32 },
  });
});

test('preprocess_input of a module that thaw does not know is said not to be known', async () => {
  const { training } = await fitted(`
from tensorflow.keras.applications.future_net import preprocess_input
model.fit(ImageDataGenerator(preprocessing_function=preprocess_input).flow_from_directory('data'))
`);
  expect(training.steps.at(-1)).toMatchObject({ kind: 'preprocess_input', mode: { from: 'unknown' } });
  expect(training.end.range).toBeUndefined();
});

test('the last import of preprocess_input wins', async () => {
  const { training } = await fitted(`
from tensorflow.keras.applications.mobilenet_v2 import preprocess_input
model.fit(ImageDataGenerator(preprocessing_function=preprocess_input).flow_from_directory('data'))
`);
  expect(training.steps.at(-1)).toMatchObject({ module: 'mobilenet_v2', mode: { value: 'tf' } });
});

test('a generator function of the script gives what it yields', async () => {
  const { training } = await fitted(`
import cv2, numpy as np
def batches(files):
    while True:
        images = []
        labels = []
        for file in files:
            images.append(cv2.resize(cv2.imread(file), (64, 32)))
            labels.append(1)
        yield np.array(images) / 255.0, np.array(labels)
model.fit_generator(batches(files), steps_per_epoch=10)
`);
  expect(training).toMatchObject({
    kind: 'script generator',
    height: { value: 32 },
    width: { value: 64 },
    batchSize: { from: 'unknown' },
    end: { range: [[0, 1]], order: 'bgr' },
    labels: { form: 'integers' },
  });
});

test('a Sequence of the script gives what __getitem__ returns', async () => {
  const { training } = await fitted(`
import numpy as np
from tensorflow.keras.utils import Sequence, to_categorical, load_img, img_to_array
class Batches(Sequence):
    def __init__(self, files, labels):
        self.files, self.labels = files, labels
    def __len__(self):
        return len(self.files) // 32
    def __getitem__(self, index):
        files = self.files[index * 32:(index + 1) * 32]
        x = np.array([img_to_array(load_img(file, target_size=(32, 32))) for file in files])
        return x / 127.5 - 1, to_categorical(self.labels, 5)
model.fit(Batches(files, labels))
`);
  expect(training).toMatchObject({
    kind: 'script generator',
    end: { range: [[-1, 1]] },
    labels: { form: 'one-hot', numClasses: { value: 5 } },
  });
});

test('what thaw does not know reaches fit as unknown, with its text', async () => {
  const { training } = await fitted('model.fit(somewhere.load())');
  expect(shortly(training)).toEqual([
    'unknown of unknown somewhere.load()',
    '  unknown text=somewhere.load() why=it is not defined in this file -> ? ? ?',
    '  size ?x?x? batch null shuffle false labels none',
  ]);
});
