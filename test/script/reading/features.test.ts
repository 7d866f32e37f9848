import { expect, test } from 'vitest';
import { fieldsOf } from '../../../src/script/reading/fields.js';
import { pipelinesOf } from '../../../src/script/reading/pipelines.js';
import { recipeFromScript } from '../../../src/script/reading/recipeFromScript.js';
import { rangeText } from '../../../src/script/reading/stepText.js';
import { readingOf } from './readingOf.js';

/** What is read of a head that is trained on features: some fields, and the images that the features were computed from. */
async function featuresOf(script: string): Promise<{
  backbone: string | undefined;
  unfrozen: string | undefined;
  head: string | undefined;
  size: string | undefined;
  ways: string[];
}> {
  const reading = await readingOf(script);
  const fields = new Map(fieldsOf(reading.stages.at(-1)!).map(({ field, read }) => [field, read]));
  const text = (field: string): string | undefined => fields.get(field)?.value;
  const ways = pipelinesOf(reading).map(
    ({ name, steps, flow }) => `${name} ${rangeText(steps.at(-1)?.after ?? {})} of ${flow.source.text}`,
  );
  return {
    backbone: text('backbone'),
    unfrozen: text('unfrozen'),
    head: text('head'),
    size: text('size'),
    ways,
  };
}

const IMPORTS = `
import h5py, pickle
import numpy as np
import tensorflow as tf
from tensorflow.keras.applications.vgg16 import VGG16, preprocess_input
from tensorflow.keras.layers import Dense, Flatten, Rescaling
from tensorflow.keras.models import Model, Sequential
from tensorflow.keras.preprocessing.image import ImageDataGenerator, img_to_array, load_img
from tensorflow.keras.utils import image_dataset_from_directory
base = VGG16(include_top=False, weights='imagenet', input_shape=(96, 64, 3))
head = Sequential([Flatten(), Dense(64, activation='relu'), Dense(5, activation='softmax')])
head.compile('adam', 'categorical_crossentropy')
generator = ImageDataGenerator(preprocessing_function=preprocess_input)
def images(folder, **settings):
    return generator.flow_from_directory(folder, target_size=(96, 64), **settings)
`;

const READ = {
  backbone: "VGG16, weights 'imagenet'",
  unfrozen: 'the head alone, on features that were computed before',
  head: 'Flatten, Dense 64 relu, Dense 5 softmax',
  size: '96x64 (height x width)',
};
const LIST = `
features, labels = [], []
for x, y in images('train'):
    features.append(base.predict(x))
    labels.append(y)
    if len(features) > 30:
        break
`;

test.each([
  ['a list of a loop, concatenated', `${LIST}head.fit(np.concatenate(features), np.concatenate(labels))`],
  ['a list of a loop, made an array', `${LIST}head.fit(np.array(features).reshape(-1, 9216), np.vstack(labels))`],
  [
    'an array that a loop fills',
    `
features = np.zeros(shape=(200, 3, 2, 512))
for i, (x, y) in enumerate(images('train')):
    features[i * 32:(i + 1) * 32] = base.predict(x)
head.fit(np.reshape(features, (200, 3 * 2 * 512)), labels)`,
  ],
  [
    'a matrix that a loop fills',
    `
features = np.empty((200, 3072))
for i, (x, y) in enumerate(images('train')):
    features[i * 32:(i + 1) * 32] = base.predict(x).reshape(-1, 3072)
head.fit(features, labels)`,
  ],
  [
    'batches of next, put together one by one',
    `
features = None
for _ in range(10):
    batch = base.predict(next(images('train', class_mode=None)))
    features = batch if features is None else np.append(features, batch, axis=0)
head.fit(features, labels)`,
  ],
  [
    'arrays that are saved and loaded',
    `
def compute():
    np.save(open('bottleneck.npy', 'wb'), base.predict_generator(images('train')))
def train():
    features = np.load(open('bottleneck.npy', 'rb'))
    head.fit(features, labels)
compute()
train()`,
  ],
  [
    'an archive of several arrays',
    `
np.savez_compressed('features', x=base.predict(images('train')), y=labels)
data = np.load('features.npz')
head.fit(data['x'], data['y'])`,
  ],
  [
    'a pickle of a dict',
    `
with open('features.pkl', 'wb') as file:
    pickle.dump({'x': base.predict(images('train'))}, file)
with open('features.pkl', 'rb') as file:
    data = pickle.load(file)
head.fit(data['x'], labels)`,
  ],
  [
    'a dataset of an HDF5 file',
    `
with h5py.File('features.h5', 'w') as file:
    file.create_dataset('x', data=base.predict(images('train')))
with h5py.File('features.h5', 'r') as file:
    head.fit(np.array(file['x']), labels)`,
  ],
  [
    'a dataset of an HDF5 file that a loop fills',
    `
file = h5py.File('features.h5', 'w')
stored = file.create_dataset('x', (200, 3072), dtype='float32')
for i, (x, y) in enumerate(images('train')):
    stored[i * 32:(i + 1) * 32] = base.predict(x)
file.close()
head.fit(h5py.File('features.h5', 'r')['x'][:150], labels)`,
  ],
  [
    'an HDF5Matrix',
    `
from keras.utils.io_utils import HDF5Matrix
with h5py.File('features.h5', 'w') as file:
    file['x'] = base.predict(images('train'))
head.fit(HDF5Matrix('features.h5', 'x'), labels)`,
  ],
  [
    'a dataset of arrays',
    `
features = base.predict(images('train'))
head.fit(tf.data.Dataset.from_tensor_slices((features, labels)).shuffle(100).batch(16))`,
  ],
  [
    'the base called on batches',
    LIST.replace('base.predict(x)', 'base(x)').concat('head.fit(tf.concat(features, 0), labels)'),
  ],
  [
    'a part of the base',
    `
part = Model(base.input, base.get_layer('block4_pool').output)
head.fit(part.predict(images('train')), labels)`,
  ],
])('features: %s', async (_name, script) => {
  expect(await featuresOf(IMPORTS + script)).toEqual({ ...READ, ways: ['training -124..151 of train'] });
});

test('features of a loop over paths are those of the images that it loads', async () => {
  const { ways } = await featuresOf(`${IMPORTS}
features = []
for path in paths:
    image = img_to_array(load_img(path, target_size=(96, 64)))
    features.append(base.predict(np.expand_dims(image, 0)))
head.fit(np.vstack(features), labels)
`);
  expect(ways).toEqual(['training 0..255 of an item of paths']);
});

test('a loop that is left at a count that the text does not say collects before', async () => {
  const { backbone, ways } = await featuresOf(`${IMPORTS}
features = []
train = images('train')
for i, (x, y) in enumerate(train):
    if i >= len(train):
        break
    features.extend(base.predict(x))
head.fit(np.array(features), labels)
`);
  expect(backbone).toBe("VGG16, weights 'imagenet'");
  expect(ways).toEqual(['training -124..151 of train']);
});

test('a map with a base caches features, and one of layers that prepare images gives images', async () => {
  const read = await featuresOf(`${IMPORTS}
train = image_dataset_from_directory('train', image_size=(96, 64)).map(lambda x, y: (base(Rescaling(1 / 255)(x)), y))
head.fit(train.cache(), validation_data=train)
`);
  expect(read).toEqual({ ...READ, ways: ['training 0..1 of train', 'validation 0..1 of train'] });
});

test('training, validation and prediction are told apart', async () => {
  const { ways } = await featuresOf(`${IMPORTS}
def compute(folder, generator=generator):
    return base.predict(generator.flow_from_directory(folder, target_size=(96, 64)))
head.fit(compute('train'), labels, validation_data=(compute('val'), more))
head.predict(compute('test', ImageDataGenerator(rescale=1 / 255)))
`);
  expect(ways).toEqual(['training -124..151 of train', 'validation -124..151 of val', 'prediction 0..1 of test']);
});

test('random layers in front of the base rest while features are computed', async () => {
  const reading = await readingOf(`${IMPORTS}
from tensorflow.keras.layers import RandomFlip
inner = Sequential([RandomFlip(), Rescaling(1 / 255), base])
head.fit(inner.predict(image_dataset_from_directory('train')), labels)
`);
  expect(fieldsOf(reading.stages[0]!).find(({ field }) => field === 'augmentation')?.read.value).toBe('none');
  expect(pipelinesOf(reading)[0]?.steps.map(({ kind }) => kind)).not.toContain('augment');
});

test('the recipe of a head on features trains the head alone, on the images of the features', async () => {
  const script = (settings: string): string => `${IMPORTS}
generator = ImageDataGenerator(${settings})
features = base.predict(images('train'))
head = Sequential([Flatten(), Dense(64, activation='relu'), Dense(5, activation='softmax')])
head.compile('adam', 'categorical_crossentropy')
head.fit(features, labels, epochs=3, batch_size=20)
`;
  const plain = recipeFromScript(await readingOf(script('rescale=1/255')));
  expect(plain.recipe).toMatchObject({
    backbone: { name: 'VGG16', weights: 'imagenet' },
    unfrozen: { above: 'nothing' },
    head: { layers: [{ layer: 'Flatten' }, { layer: 'Dense', units: 64, activation: 'relu' }] },
    height: 96,
    width: 64,
    scaling: [{ step: 'rescale' }],
    augmentation: null,
    batchSize: 20,
    epochs: 3,
  });
  expect(plain.notes).toEqual([]);
  const { recipe, notes } = recipeFromScript(await readingOf(script('rotation_range=20')));
  expect(recipe.augmentation).toMatchObject({ rotationRange: 20 });
  expect(notes.join()).toContain('drawn once');
});

test('outputs of two models put together have no one base, which is said', async () => {
  const reading = await readingOf(`${IMPORTS}
from tensorflow.keras.applications import Xception
other = Xception(include_top=False, pooling='avg')
head.fit(np.hstack([base.predict(images('train')), other.predict(images('train'))]), labels)
`);
  const { read } = fieldsOf(reading.stages[0]!)[0]!;
  expect(read).toMatchObject({ from: 'unknown', why: 'outputs of VGG16 and Xception are put together' });
});

test('a model with features of two models as its inputs has no one base either', async () => {
  const reading = await readingOf(`${IMPORTS}
from tensorflow.keras.applications import Xception
from tensorflow.keras.layers import Input, concatenate
other = Xception(include_top=False, pooling='avg')
a, b = Input((3072,)), Input((2048,))
model = Model([a, b], Dense(5)(concatenate([a, b])))
model.compile('adam', 'mse')
model.fit([base.predict(images('train')), other.predict(images('train'))], labels)
`);
  const { read } = fieldsOf(reading.stages[0]!)[0]!;
  expect(read).toMatchObject({ from: 'unknown', why: 'outputs of VGG16 and Xception are put together' });
});

test('features of images in two ranges have no range', async () => {
  const { ways } = await featuresOf(`${IMPORTS}
raw = ImageDataGenerator().flow_from_directory('cats', target_size=(96, 64))
head.fit(np.concatenate([base.predict(images('dogs')), base.predict(raw)]), labels)
`);
  expect(ways).toEqual(['training ? of dogs']);
});

test('what another program has saved is not visible, whatever is saved under other names', async () => {
  const reading = await readingOf(`${IMPORTS}
np.save('train.npy', base.predict(images('train')))
head.fit(np.load('features.npy'), labels)
`);
  expect(fieldsOf(reading.stages[0]!)[0]?.read).toMatchObject({ from: 'unknown' });
  expect(reading.stages[0]?.model).toMatchObject({ base: undefined, isOnFeatures: false });
});

test('an array that is filled with labels stays one of labels', async () => {
  const reading = await readingOf(`${IMPORTS}
y = np.zeros((200, 5))
for i, (_, batch) in enumerate(images('train')):
    y[i * 32:(i + 1) * 32] = batch
head.fit(features, y)
`);
  expect(reading.stages[0]?.training?.labels.form).toBe('one-hot');
});
