import { describe, expect, test } from 'vitest';
import { augmentedValidation } from '../../../../src/diagnose/checks/script/augmentedValidation.js';
import { headOnClasses } from '../../../../src/diagnose/checks/script/headOnClasses.js';
import { headTooLargeOfScript } from '../../../../src/diagnose/checks/script/headTooLargeOfScript.js';
import { leakingSplit } from '../../../../src/diagnose/checks/script/leakingSplit.js';
import { orderedSplit } from '../../../../src/diagnose/checks/script/orderedSplit.js';
import { pipelinesOfScript } from '../../../../src/diagnose/checks/script/pipelinesOfScript.js';
import { scalingOfScript } from '../../../../src/diagnose/checks/script/scalingOfScript.js';
import { shuffledPredictions } from '../../../../src/diagnose/checks/script/shuffledPredictions.js';
import { findingsOf, inShort } from './findingsOf.js';

/** A head that is trained on features of VGG16, which a loop collects. */
function onFeatures({
  generator = 'preprocessing_function=preprocess_input',
  shuffle = '',
  after = '',
  labels = 'labels',
  fit = '',
}): string {
  return `
import numpy as np
from keras.applications.vgg16 import VGG16, preprocess_input
from keras.layers import Dense
from keras.models import Sequential
from keras.preprocessing.image import ImageDataGenerator
from keras.utils import to_categorical
base = VGG16(include_top=False, pooling='avg')
generator = ImageDataGenerator(${generator}).flow_from_directory('train', target_size=(224, 224)${shuffle})
features, labels = [], []
for _ in range(len(generator)):
    x, y = next(generator)
    features.append(base.predict(x))
    labels.append(y)
features, labels = np.vstack(features), np.vstack(labels)
${after}
head = Sequential([Dense(64, activation='relu'), Dense(5, activation='softmax')])
head.compile('adam', 'categorical_crossentropy', metrics=['accuracy'])
head.fit(features, ${labels}${fit})
`;
}

const ALL = [scalingOfScript, orderedSplit, shuffledPredictions, leakingSplit, pipelinesOfScript];

async function checksOf(script: string): Promise<string[]> {
  const found = await Promise.all(ALL.map((check) => findingsOf(check, script)));
  return found.flat().map(({ check }) => check);
}

describe('values that reach a base whose outputs are kept', () => {
  test.each([
    ['raw bytes', ''],
    ['[0, 1]', 'rescale=1./255'],
  ])('%s are found', async (_name, generator) => {
    const found = await findingsOf(scalingOfScript, onFeatures({ generator }));
    expect(inShort(found)).toMatchObject([{ check: 'wrong-scaling' }]);
    expect(found[0]?.fix?.text).toContain('preprocess_input');
  });

  test('nothing is found where they are as expected', async () => {
    expect(await checksOf(onFeatures({}))).toEqual([]);
  });
});

test('validation features of images that are changed at random are found, and training features are not', async () => {
  const script = (validation: string): string =>
    onFeatures({
      generator: 'preprocessing_function=preprocess_input, rotation_range=20',
      after: `v = ImageDataGenerator(preprocessing_function=preprocess_input${validation}).flow_from_directory('v')
more = base.predict(v)`,
      fit: ', validation_data=(more, v.labels)',
    }).replace("flow_from_directory('v')", "flow_from_directory('v', shuffle=False)");
  const [finding] = await findingsOf(augmentedValidation, script(', zoom_range=0.2'));
  expect(finding).toMatchObject({ check: 'augmented-validation' });
  expect(finding?.summary).toContain('(zoom_range). Their accuracy is too low.');
  expect(await findingsOf(augmentedValidation, script(''))).toEqual([]);
});

describe('features that stand class by class', () => {
  const inOrder = ', shuffle=False';
  const last = ', validation_split=0.2';

  test('validation_split takes the last classes of an unshuffled generator', async () => {
    const script = onFeatures({ shuffle: inOrder, fit: last });
    const [finding] = await findingsOf(orderedSplit, script);
    expect(finding?.check).toBe('ordered-split');
    expect(finding?.places?.[1]?.text).toBe("'train'");
  });

  test.each([
    ['a shuffled generator', {}],
    [
      'rows that are permuted',
      {
        shuffle: inOrder,
        after: 'order = np.random.permutation(len(features))\nfeatures, labels = features[order], labels[order]',
      },
    ],
    [
      'rows that are shuffled together',
      {
        shuffle: inOrder,
        after: 'from sklearn.utils import shuffle\nfeatures, labels = shuffle(features, labels)',
      },
    ],
  ])('not of %s', async (_name, parts) => {
    expect(await checksOf(onFeatures({ ...parts, fit: last }))).toEqual([]);
  });
});

test('features of paths that a script has shuffled stand in no order', async () => {
  const script = (drawn: string): string => `
import os, random
import numpy as np
from keras.applications.vgg16 import VGG16, preprocess_input
from keras.preprocessing.image import img_to_array, load_img
from keras.layers import Dense
from keras.models import Sequential
paths = [os.path.join('data', c, f) for c in os.listdir('data') for f in os.listdir(os.path.join('data', c))]
${drawn}
x = np.array([preprocess_input(img_to_array(load_img(path, target_size=(224, 224)))) for path in paths])
features = VGG16(include_top=False, pooling='avg').predict(x)
head = Sequential([Dense(5, activation='softmax')])
head.compile('adam', 'sparse_categorical_crossentropy', metrics=['accuracy'])
head.fit(features, labels, validation_split=0.2)
`;
  expect(await checksOf(script(''))).toEqual(['ordered-split']);
  expect(await checksOf(script('random.shuffle(paths)'))).toEqual([]);
});

describe('labels beside features', () => {
  test.each([
    ['classes of the generator', 'to_categorical(generator.classes)'],
    ['labels written class by class', 'to_categorical(np.array([0] * 1000 + [1] * 1000))'],
  ])('%s do not fit to a shuffled pass', async (_name, labels) => {
    const [finding] = await findingsOf(shuffledPredictions, onFeatures({ labels }));
    expect(finding).toMatchObject({ check: 'shuffled-predictions', severity: 'critical' });
    expect(finding?.summary).toContain('the head learns the label of another image');
    expect(finding?.places?.[0]?.text).toContain('ImageDataGenerator(preprocessing_function');
    expect(await checksOf(onFeatures({ labels, shuffle: ', shuffle=False' }))).toEqual([]);
  });

  test('labels that are collected with the images, or mixed by hand, say nothing', async () => {
    expect(await checksOf(onFeatures({}))).toEqual([]);
    expect(await checksOf(onFeatures({ labels: 'np.array([0, 1, 0, 1])' }))).toEqual([]);
  });
});

test('parts of one generator that loops take are no leak', async () => {
  const script = onFeatures({
    after: 'more = base.predict(next(generator)[0])',
    fit: ', validation_data=(more, labels)',
  });
  expect(await checksOf(script)).toEqual([]);
});

describe('heads on an inner layer of the base', () => {
  const onLayer = (layer: string, base: string, features: boolean): string => `
from keras.applications import VGG16
from keras.layers import Dense, Flatten
from keras.models import Model, Sequential
base = VGG16(${base})
part = Model(base.input, base.get_layer('${layer}').output)
head = Sequential([Flatten(), Dense(512, activation='relu'), Dense(3, activation='softmax')])
model = ${features ? 'head' : 'Sequential([part, head])'}
model.compile('adam', 'categorical_crossentropy', metrics=['accuracy'])
model.fit(${features ? 'part.predict(images)' : 'images'}, labels)
`;
  const SMALL = 'include_top=False, input_shape=(224, 224, 3)';

  test.each([true, false])('have no classes and no feature map of its last layer (features: %s)', async (features) => {
    expect(await findingsOf(headOnClasses, onLayer('fc2', '', features))).toEqual([]);
    expect(await findingsOf(headTooLargeOfScript, onLayer('block3_pool', SMALL, features))).toEqual([]);
  });

  test.each([true, false])('of the last layer have both (features: %s)', async (features) => {
    const checks = async (layer: string, base: string): Promise<string[]> => {
      const found = await Promise.all(
        [headOnClasses, headTooLargeOfScript].map((check) => findingsOf(check, onLayer(layer, base, features))),
      );
      return found.flat().map(({ check }) => check);
    };
    expect(await checks('predictions', '')).toEqual(['head-on-classes']);
    expect(await checks('block5_pool', SMALL)).toEqual(['head-too-large']);
  });
});
