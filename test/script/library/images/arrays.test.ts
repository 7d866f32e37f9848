import { expect, test } from 'vitest';
import type { ImageFlow } from '../../../../src/script/library/images/flow.js';
import { flowsOf } from './flowsOf.js';

const IMPORTS = `
import os, glob, random, cv2, pickle
import numpy as np
from PIL import Image
from keras.utils import to_categorical
from keras.preprocessing.image import load_img, img_to_array
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import LabelEncoder, LabelBinarizer
from keras.models import Sequential
model = Sequential()
`;

async function fitted(text: string): Promise<{ training: ImageFlow; validation: ImageFlow }> {
  const { fits } = await flowsOf(IMPORTS + text);
  return { training: fits[0]!.training!, validation: fits[0]!.validation! };
}

test('a loop over class folders with OpenCV: BGR bytes, width before height', async () => {
  const { training, validation } = await fitted(`
data, labels = [], []
for name in ['cat', 'dog', 'bird']:
    for file in os.listdir('data/' + name):
        image = cv2.imread(os.path.join('data', name, file))
        image = cv2.resize(image, (200, 100), interpolation=cv2.INTER_AREA)
        data.append(image)
        labels.append(name)
data = np.array(data) / 255.0
labels = LabelBinarizer().fit_transform(np.array(labels))
trainX, testX, trainY, testY = train_test_split(data, labels, test_size=0.2, stratify=labels, random_state=42)
model.fit(trainX, trainY, validation_data=(testX, testY))
`);
  expect(training).toMatchObject({
    kind: 'arrays',
    height: { value: 100 },
    width: { value: 200 },
    end: { range: [[0, 1]], order: 'bgr', dtype: 'float64' },
    labels: { form: 'one-hot', numClasses: { value: 3 } },
  });
  expect(training.steps.find(({ kind }) => kind === 'resize')).toMatchObject({
    interpolation: { value: 'inter_area' },
  });
  const split = { kind: 'split', testSize: { value: 0.2 }, isStratified: { value: true }, randomState: { value: 42 } };
  expect(training.rows.at(-1)).toMatchObject({ ...split, part: 'first' });
  expect(validation.rows.at(-1)).toMatchObject({ ...split, part: 'second' });
});

test('cvtColor exchanges the channels of what is BGR, and of what is RGB already', async () => {
  const read = (line: string) =>
    fitted(`
X = []
for file in glob.glob('*.jpg'):
    ${line}
    X.append(cv2.cvtColor(image, cv2.COLOR_BGR2RGB))
model.predict(np.array(X))
`);
  expect((await read('image = cv2.imread(file)')).training.end.order).toBe('rgb');
  expect((await read("image = np.array(Image.open(file).convert('RGB'))")).training.end.order).toBe('bgr');
});

test('a list of pairs that is shuffled and taken apart keeps its images and their shuffle', async () => {
  const { training } = await fitted(`
pairs = []
for number, name in enumerate(['a', 'b']):
    for file in os.listdir(name):
        pairs.append([cv2.imread(os.path.join(name, file), cv2.IMREAD_GRAYSCALE), number])
random.shuffle(pairs)
X, y = [], []
for features, label in pairs:
    X.append(features)
    y.append(label)
X = np.array(X).reshape(-1, 50, 50, 1)
model.fit(X, np.array(y), validation_split=0.3)
`);
  expect(training).toMatchObject({ channels: { value: 1 }, labels: { form: 'integers' }, end: { range: [[0, 255]] } });
  expect(training.rows).toContainEqual(expect.objectContaining({ kind: 'shuffle' }));
});

test('first and last rows of an array are slices, after a permutation or without one', async () => {
  const { training, validation } = await fitted(`
X = np.array([img_to_array(load_img(file, target_size=(32, 32))) for file in files])
y = to_categorical(labels, num_classes=4)
order = np.random.permutation(len(X))
X, y = X[order], y[order]
n = 100
model.fit(X[:n], y[:n], validation_data=(X[n:], y[n:]))
`);
  expect(training.rows).toMatchObject([
    { kind: 'shuffle' },
    { kind: 'slice', start: { value: null }, stop: { value: 100 } },
  ]);
  expect(validation.rows).toMatchObject([
    { kind: 'shuffle' },
    { kind: 'slice', start: { value: 100 }, stop: { value: null } },
  ]);
  expect(training).toMatchObject({ count: 100, labels: { form: 'one-hot', numClasses: { value: 4 } } });
});

test('an array of zeros that a loop fills holds what it is filled with, as its own type', async () => {
  const { training } = await fitted(`
X = np.zeros((50, 48, 64, 3), dtype=np.float32)
y = np.zeros((50, 5))
for i in range(50):
    X[i] = np.asarray(Image.open('%d.png' % i).convert('RGB').resize((64, 48)))
    y[i, i % 5] = 1
for i in range(50):
    X[i] = X[i] / 255.
model.fit(X, y)
`);
  expect(training).toMatchObject({
    height: { value: 48 },
    width: { value: 64 },
    end: { range: [[0, 1]], dtype: 'float32', order: 'rgb' },
    labels: { form: 'one-hot', numClasses: { value: 5 } },
  });
});

test('a batch of one for each image, put together by vstack or by rollaxis', async () => {
  const images = `
def tensor(file):
    return np.expand_dims(img_to_array(load_img(file, target_size=(224, 224))), axis=0)
images = []
for file in files:
    images.append(tensor(file))
`;
  const stacked = await fitted(`${images}\nmodel.fit(np.vstack(images) / 255, y)`);
  expect(stacked.training.end).toMatchObject({ range: [[0, 1]], height: 224 });
  const rolled = await fitted(`${images}
images = np.array(images)
images = np.rollaxis(images, 1, 0)
images = images[0]
model.fit(images / 255, y)`);
  expect(rolled.training.end).toMatchObject({ range: [[0, 1]], height: 224 });
});

test('paths that are split before they are read keep the split', async () => {
  const { training, validation } = await fitted(`
files = sorted(glob.glob('data/*/*.jpg'))
train, val = train_test_split(files, test_size=0.25, random_state=1)
def load(names):
    return np.array([img_to_array(load_img(name, target_size=(64, 64))) for name in names])
model.fit(load(train), y, validation_data=(load(val), z))
`);
  expect(training.rows).toMatchObject([{ kind: 'split', part: 'first', testSize: { value: 0.25 } }]);
  expect(validation.rows).toMatchObject([{ kind: 'split', part: 'second' }]);
});

test('preprocess_input of imagenet_utils is caffe unless it is called with a mode', async () => {
  const call = (mode: string) =>
    fitted(`
from keras.applications.imagenet_utils import preprocess_input
X = np.array([img_to_array(load_img(file, target_size=(64, 64))) for file in files])
model.predict(preprocess_input(X${mode}))
`);
  expect((await call('')).training.steps.at(-1)).toMatchObject({ mode: { value: 'caffe', from: 'default' } });
  expect((await call(", mode='tf'")).training.end.range).toEqual([[-1, 1]]);
});

test('bytes that leave their range wrap around: the range is not known then', async () => {
  const { training } = await fitted(`
X = np.array([cv2.imread(file) for file in files])
model.predict(X - 127)
`);
  expect(training.end).toMatchObject({ dtype: 'uint8' });
  expect(training.end.range).toBeUndefined();
  const floats = await fitted(`
X = np.array([cv2.imread(file) for file in files])
model.predict(X - 127.5)
`);
  expect(floats.training.end).toMatchObject({ dtype: 'float64', range: [[-127.5, 127.5]] });
});

test('skimage.transform.resize scales bytes to [0, 1], unless it preserves the range', async () => {
  const resized = (argument: string) =>
    fitted(`
from skimage.io import imread
from skimage.transform import resize
X = np.array([resize(imread(file), (64, 32, 3)${argument}) for file in files])
model.predict(X)
`);
  expect((await resized('')).training.end).toMatchObject({ range: [[0, 1]], height: 64, width: 32 });
  expect((await resized(', preserve_range=True')).training.end).toMatchObject({ range: [[0, 255]], dtype: 'float64' });
});

test('Matplotlib reads PNG as [0, 1] and JPEG as bytes; of another path the range is not known', async () => {
  const read = (file: string) =>
    fitted(`
import matplotlib.image as mpimg
model.predict(np.array([mpimg.imread(${file})]))
`);
  expect((await read("'a.png'")).training.end.range).toEqual([[0, 1]]);
  expect((await read("folder + '/a.jpg'")).training.end.range).toEqual([[0, 255]]);
  expect((await read('file')).training.end.range).toBeUndefined();
});

test('a mean and a deviation of the images themselves standardize; a maximum gives [0, 1]', async () => {
  const { training, validation } = await fitted(`
from keras.datasets import cifar10
(X, y), (Xt, yt) = cifar10.load_data()
X = X.astype('float32')
mean, std = np.mean(X, axis=(0, 1, 2)), np.std(X, axis=(0, 1, 2))
X = (X - mean) / (std + 1e-7)
model.fit(X, y, validation_data=(Xt / Xt.max(), yt))
`);
  expect(training.steps.slice(-2)).toMatchObject([
    { kind: 'standardize', center: true, scale: false, over: 'dataset' },
    { kind: 'standardize', center: false, scale: true },
  ]);
  expect(training).toMatchObject({
    count: 50_000,
    source: { kind: 'keras dataset' },
    labels: { form: 'integers', numClasses: { value: 10 } },
  });
  expect(training.end).toMatchObject({ range: [[-3, 3]], standardizedOver: 'dataset' });
  expect(training.steps.at(-1)).toMatchObject({ per: 'channel' });
  expect(validation.end).toMatchObject({ range: [[0, 1]] });
  expect(validation.end.standardizedOver).toBeUndefined();
});

test.each([
  ['x - x.mean(axis=0)', 'dataset', 'pixel'],
  ['x - x.mean(axis=(1, 2), keepdims=True)', 'image', 'channel'],
  ['x - np.mean(x, axis=(0, 1))', 'dataset', 'column'],
  ['x - np.mean(x, axis=(1, 2, 3), keepdims=True)', 'image', undefined],
  ['np.array([one - one.mean(axis=0) for one in x])', 'image', 'column'],
  ['np.array([one - one.mean(axis=(0, 1)) for one in x])', 'image', 'channel'],
])('%s is measured over what its axes say', async (text, over, per) => {
  const { training } = await fitted(`
x = np.array([img_to_array(load_img(file)) for file in glob.glob('*.jpg')])
x = ${text}
model.fit(x, y)
`);
  const step = training.steps.at(-1);
  expect(step).toMatchObject({
    kind: 'standardize',
    over,
    after: { range: [[-127.5, 127.5]], standardizedOver: over },
  });
  expect(step?.kind === 'standardize' ? step.per : undefined).toBe(per);
});

test('a mean over the channels of each pixel is not understood', async () => {
  const { training } = await fitted(`
x = np.array([img_to_array(load_img(file)) for file in glob.glob('*.jpg')])
model.fit(x - x.mean(axis=-1, keepdims=True), y)
`);
  expect(training.steps.at(-1)).toMatchObject({ kind: 'unknown' });
});

test('what the script itself has saved is what it loads; of another file thaw says that it is not known', async () => {
  const { training } = await fitted(`
X = np.array([cv2.imread(file) for file in files]) / 255
np.save('X.npy', X)
X = np.load('X.npy')
y = np.load('y.npy')
model.fit(X, y)
`);
  expect(training).toMatchObject({
    end: { range: [[0, 1]] },
    labels: { form: undefined, why: 'they come from y.npy' },
  });
  const other = await fitted("model.predict(np.load('Z.npy') / 255)");
  expect(other.training).toMatchObject({ source: { kind: 'array file', text: 'Z.npy' }, height: { from: 'unknown' } });
  expect(other.training.end.range).toBeUndefined();
});

test('images that went different ways into one array have no range', async () => {
  const { training } = await fitted(`
X = []
for file in files:
    image = img_to_array(load_img(file, target_size=(8, 8)))
    X.append(image)
    X.append(image / 255)
model.predict(np.array(X))
`);
  expect(training.steps.at(-1)).toMatchObject({ kind: 'unknown', why: 'images of other values are put together' });
});

test('labels written out as a sum of lists are integers, and their number of classes is known', async () => {
  const { training } = await fitted(`
X = np.array([cv2.imread(file) for file in files])
model.fit(X, np.array([0] * 1000 + [1] * 1000))
`);
  expect(training.labels).toMatchObject({ form: 'integers', numClasses: { value: 2 } });
});

test('encoders of labels: integers, then one-hot', async () => {
  const { training } = await fitted(`
X = np.array([cv2.imread(file) for file in files])
y = LabelEncoder().fit_transform(names)
model.fit(X, to_categorical(y))
`);
  expect(training.labels).toMatchObject({ form: 'one-hot' });
  const binarized = await fitted(`
X = np.array([cv2.imread(file) for file in files])
model.fit(X, LabelBinarizer().fit_transform(names))
`);
  expect(binarized.training.labels).toMatchObject({ form: undefined, from: 'unknown' });
});

test('preprocess_input writes into an array of floats: a second call scales twice, one of bytes does not', async () => {
  const { training } = await fitted(`
from keras.applications.mobilenet_v2 import preprocess_input
X = np.array([img_to_array(load_img(file, target_size=(8, 8))) for file in files])
preprocess_input(X)
model.predict(X)
`);
  expect(training.end.range).toEqual([[-1, 1]]);
  const bytes = await fitted(`
from keras.applications.mobilenet_v2 import preprocess_input
X = np.array([cv2.imread(file) for file in files])
preprocess_input(X)
model.predict(X)
`);
  expect(bytes.training.end.range).toEqual([[0, 255]]);
});

test('preprocess_input of what thaw does not know is still read, without a range', async () => {
  const { training } = await fitted(`
from keras.applications.xception import preprocess_input
model.predict(preprocess_input(load_my_images()))
`);
  expect(training.steps).toMatchObject([
    { kind: 'unknown' },
    { kind: 'preprocess_input', module: 'xception', mode: { value: 'tf' } },
  ]);
  expect(training.end.range).toBeUndefined();
});

test('outputs of a model that a loop puts into an array are features, and no images', async () => {
  const { training } = await fitted(`
features = np.zeros(shape=(2000, 4, 4, 512))
for i in range(100):
    features[i * 20:(i + 1) * 20] = extract(i)
features = np.reshape(features, (2000, 4 * 4 * 512))
model.fit(features[:100], y)
`);
  expect(training).toMatchObject({ kind: 'arrays', features: { kind: 'unknown', text: 'extract(99)' } });
  expect(training.rows).toMatchObject([{ kind: 'slice', stop: { value: 100 } }]);
});

test('what is done to arrays of a pickle, an archive or an HDF5 file is read, though not what they hold', async () => {
  const pickled = await fitted(`
with open('data.pkl', 'rb') as file:
    X, y = pickle.load(file)
model.fit(X / 255.0, to_categorical(y, 3))
`);
  expect(pickled.training).toMatchObject({
    source: { kind: 'array file', text: 'data.pkl' },
    steps: [{ kind: 'unknown' }, { kind: 'scale', number: { value: 255 } }],
    labels: { form: 'one-hot', numClasses: { value: 3 } },
  });
  const archive = await fitted(`
archive = np.load('data.npz')
model.fit(archive['x'], archive['y'])
`);
  expect(archive.training).toMatchObject({
    source: { text: "data.npz['x']" },
    labels: { why: "they come from data.npz['y']" },
  });
  const hdf = await fitted(`
import h5py
file = h5py.File('data.h5', 'r')
model.fit(np.array(file['train'][:]), y)
`);
  expect(hdf.training).toMatchObject({ source: { text: "data.h5['train']" }, rows: [] });
});

test('a script that changes images thousands of times costs neither time nor memory', async () => {
  const start = Date.now();
  const { training } = await fitted(`
image = cv2.imread('a.png')
images = []
for i in range(1500):
    image = image / 2
    images.append(image)
model.predict(np.array(images))
`);
  expect(training.end.range).toBeUndefined();
  expect(training.steps.at(-1)).toMatchObject({ kind: 'unknown' });
  expect(training.steps.length).toBeLessThanOrEqual(201);
  expect(Date.now() - start).toBeLessThan(5_000);
});

test('rows of an identity matrix are one-hot labels', async () => {
  const { training } = await fitted(`
X = np.array([img_to_array(load_img(file)) for file in files])
model.fit(X, np.eye(6)[y])
`);
  expect(training.labels).toMatchObject({ form: 'one-hot', numClasses: { value: 6 } });
  const sorted = await fitted(`
X = np.array([img_to_array(load_img(file)) for file in files])
model.fit(X, np.identity(len(names))[[0] * 50 + [1] * 50])
`);
  expect(sorted.training.labels).toMatchObject({ form: 'one-hot', isClassByClass: true });
});

test('pairs of a walk through folders are taken apart by zip', async () => {
  const { training } = await fitted(`
names = sorted(os.listdir('data'))
pairs = [(os.path.join('data', name, file), i) for i, name in enumerate(names) for file in os.listdir('data/' + name)]
files, labels = zip(*pairs)
X = np.array([img_to_array(load_img(file, target_size=(8, 8))) for file in list(files)])
model.fit(X, to_categorical(list(labels)))
`);
  expect(training).toMatchObject({ height: { value: 8 }, end: { range: [[0, 255]] }, labels: { form: 'one-hot' } });
});

test('zip of nothing is empty, and of something unknown is not known', async () => {
  const { training, validation } = await fitted(`
X = np.array([img_to_array(load_img(file)) for file in files])
rows = list(zip())
model.fit(X, to_categorical(y, 2 + len(rows)), validation_data=(X, to_categorical(y, len(list(zip(*rows_of_file))))))
`);
  expect(training.labels).toMatchObject({ numClasses: { value: 2 } });
  expect(validation.labels.numClasses?.value).toBeUndefined();
});

test('a warp of OpenCV keeps the range; to another size it crops or pads in a way that is not known', async () => {
  const warp = (size: string): string => `
turn = cv2.getRotationMatrix2D((50, 50), 10, 1.0)
X = []
for file in files:
    image = cv2.resize(cv2.imread(file), (100, 100))
    X.append(cv2.warpAffine(image, turn, ${size}))
model.fit(np.array(X), y)
`;
  const { training } = await fitted(warp('(100, 100)'));
  expect(training).toMatchObject({ height: { value: 100 }, end: { range: [[0, 255]], order: 'bgr' } });
  const other = await fitted(warp('(64, 64)'));
  expect(other.training.end.range).toBeUndefined();
});
