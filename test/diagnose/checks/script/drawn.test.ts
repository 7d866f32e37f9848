import { describe, expect, test } from 'vitest';
import { augmentedValidation } from '../../../../src/diagnose/checks/script/augmentedValidation.js';
import { leakingSplit } from '../../../../src/diagnose/checks/script/leakingSplit.js';
import { readingOf } from '../../../script/reading/readingOf.js';

const START = `
import random
import time
import cv2
import numpy as np
import tensorflow as tf
from PIL import Image, ImageEnhance, ImageOps
from tensorflow.keras.applications import VGG16
from tensorflow.keras.layers import Dense
from tensorflow.keras.models import Sequential
from tensorflow.keras.utils import Sequence, image_dataset_from_directory

model = Sequential([VGG16(include_top=False, pooling='avg'), Dense(5, activation='softmax')])
model.compile('adam', 'sparse_categorical_crossentropy', metrics=['accuracy'])
`;

const LOADER = (changes: string, made = 'Photos(paths), Photos(others)'): string => `${START}
class Photos(Sequence):
    def __init__(self, paths, augment=True):
        self.paths, self.augment = paths, augment

    def __len__(self):
        return len(self.paths) // 8

    def load(self, path):
        im = Image.open(path).convert('RGB').resize((224, 224))
${changes.replace(/^/gm, '        ')}
        return np.asarray(im, dtype='float32')

    def __getitem__(self, i):
        x = np.stack([self.load(p) for p in self.paths[8 * i:8 * i + 8]])
        return x, self.labels[8 * i:8 * i + 8]

train, valid = ${made}
model.fit(train, validation_data=valid)
`;

describe('a loader of the script that draws changes', () => {
  test.each([
    ['under a drawn condition', 'if random.random() < 0.5:\n    im = im.transpose(Image.FLIP_LEFT_RIGHT)'],
    ['under a condition that was drawn before', 'p = np.random.rand()\nif p > 0.5:\n    im = ImageOps.mirror(im)'],
    ['in an expression', 'im = im.transpose(Image.FLIP_LEFT_RIGHT) if random.random() < 0.5 else im'],
    ['by a drawn angle', 'im = im.rotate(random.uniform(-15, 15))'],
    ['by a drawn brightness', 'im = ImageEnhance.Brightness(im).enhance(np.random.uniform(0.8, 1.2))'],
    ['by an index', 'im = np.array(im)\nif np.random.uniform() < 0.5:\n    im = im[:, ::-1]'],
    ['of OpenCV', 'im = np.array(im)\nif random.randint(0, 1):\n    im = cv2.flip(im, 1)'],
  ])('validates on augmented images: %s', async (_name, changes) => {
    const [finding] = augmentedValidation(await readingOf(LOADER(changes).trimStart()));
    expect(finding).toMatchObject({ check: 'augmented-validation', severity: 'warning' });
  });

  test.each([
    ['a fixed brightness', 'im = ImageEnhance.Brightness(im).enhance(1.2)', undefined],
    ['a fixed turn', 'im = im.rotate(90)', undefined],
    ['a turn by what is known of the file', 'if is_landscape(path):\n    im = im.rotate(90)', undefined],
    [
      'a flag that is off for validation',
      'if self.augment:\n    im = im.rotate(random.uniform(-15, 15))',
      'Photos(paths), Photos(others, augment=False)',
    ],
    [
      'a flag beside the draw',
      'if self.augment and random.random() < 0.5:\n    im = ImageOps.mirror(im)',
      'Photos(paths), Photos(others, augment=False)',
    ],
  ])('not for %s', async (_name, changes, made) => {
    expect(augmentedValidation(await readingOf(LOADER(changes, made).trimStart()))).toEqual([]);
  });
});

describe('two parts of a folder with a drawn seed', () => {
  const PARTS = (seeds: [string, string], before = ''): string => `${START}
${before}
train = image_dataset_from_directory('a', validation_split=0.2, subset='training', seed=${seeds[0]})
valid = image_dataset_from_directory('a', validation_split=0.2, subset='validation', seed=${seeds[1]})
model.fit(train, validation_data=valid)
`;
  const SUBSET = (seed: string, before = ''): string => `${START}
${before}
def subset(which):
    ${seed}
    return image_dataset_from_directory('a', validation_split=0.2, subset=which, seed=seed)

model.fit(subset('training'), validation_data=subset('validation'))
`;

  test.each([
    ['in each call', PARTS(['random.randint(0, 99)', 'random.randint(0, 99)'])],
    ['of NumPy in one of them', PARTS(['1', 'np.random.randint(99)'])],
    ['in a function that is called for each part', SUBSET('seed = random.randint(0, 9999)')],
    ['of the clock', PARTS(['int(time.time())', 'int(time.time())'])],
  ])('leaks: %s', async (_name, text) => {
    const [finding] = leakingSplit(await readingOf(text.trimStart()));
    expect(finding).toMatchObject({ check: 'leaking-split', severity: 'critical' });
    expect(finding?.summary).toMatch(/seed/);
  });

  test.each([
    ['one draw for both', PARTS(['seed', 'seed'], 'seed = random.randint(0, 99)')],
    ['one draw outside of the function', SUBSET('seed = drawn', 'drawn = np.random.randint(99)')],
    ['a draw that a seed fixes', SUBSET('random.seed(1)\n    seed = random.randint(0, 99)')],
    ['a seed that somebody gives', PARTS(['args.seed', 'args.seed'])],
    [
      "one call for both parts: subset='both'",
      `${START}
train, valid = image_dataset_from_directory('a', validation_split=0.2, subset='both', seed=random.randint(0, 99))
model.fit(train, validation_data=valid)`,
    ],
    [
      "subset='both' in parts that are mapped",
      `${START}
train, valid = image_dataset_from_directory('a', validation_split=0.2, subset='both', seed=4)
model.fit(train.map(lambda x, y: (x / 255, y)), validation_data=valid.map(lambda x, y: (x / 255, y)))`,
    ],
  ])('not for %s', async (_name, text) => {
    expect(leakingSplit(await readingOf(text.trimStart()))).toEqual([]);
  });
});

describe('a function that yields generators', () => {
  const TWO = (body: string, use: string): string => `${START}
from tensorflow.keras.preprocessing.image import ImageDataGenerator
a = ImageDataGenerator(rotation_range=20)
b = ImageDataGenerator()
def parts(root):
${body.replace(/^/gm, '    ')}
${use}
model.fit(train, validation_data=valid)
`;

  test.each([
    ['each by itself', "yield a.flow_from_directory(root + '/t')\nyield b.flow_from_directory(root + '/v')"],
    ['from a list', "yield from [a.flow_from_directory(root + '/t'), b.flow_from_directory(root + '/v')]"],
    ['in a loop', "for g, part in ((a, '/t'), (b, '/v')):\n    yield g.flow_from_directory(root + part)"],
  ])('gives them in their order: %s', async (_name, body) => {
    const reading = await readingOf(TWO(body, "train, valid = parts('data')").trimStart());
    expect(leakingSplit(reading)).toEqual([]);
    expect(augmentedValidation(reading)).toEqual([]);
    expect(reading.stages[0]?.call.validationFlow?.source.text).toBe('data/v');
  });

  test('the same folder in both is still found', async () => {
    const body = "yield a.flow_from_directory(root + '/t')\nyield a.flow_from_directory(root + '/t')";
    const reading = await readingOf(TWO(body, "train, valid = parts('data')").trimStart());
    expect(leakingSplit(reading)).toHaveLength(1);
    expect(augmentedValidation(reading)).toHaveLength(1);
  });
});
