import { expect, test } from 'vitest';
import { partialEvaluation } from '../../../../src/diagnose/checks/script/partialEvaluation.js';
import { findingsOf, inShort } from './findingsOf.js';

interface Parts {
  batch?: number;
  shuffle?: string;
  evaluate?: string;
  fit?: string;
  before?: string;
}

function script({ batch = 128, shuffle = 'False', evaluate = 'test', fit = '', before = '' }: Parts): string {
  return `
import math
import numpy as np
from keras.applications.vgg19 import VGG19, preprocess_input
from keras.layers import Dense
from keras.models import Model
from keras.preprocessing.image import ImageDataGenerator
${before}
BATCH = ${batch}
images = ImageDataGenerator(preprocessing_function=preprocess_input)
train = images.flow_from_directory('train', batch_size=BATCH)
val = images.flow_from_directory('val', batch_size=BATCH)
test = images.flow_from_directory('test', batch_size=BATCH, shuffle=${shuffle})
base = VGG19(include_top=False, pooling='avg')
model = Model(base.input, Dense(9, activation='softmax')(base.output))
model.compile('adam', 'categorical_crossentropy', metrics=['accuracy'])
model.fit_generator(train, validation_data=val, epochs=5${fit})
print(model.evaluate_generator(${evaluate}))
`;
}

const severities = async (parts: Parts): Promise<string[]> =>
  inShort(await findingsOf(partialEvaluation, script(parts))).map(({ severity }) => severity);

test.each([
  ['a number that the script writes', { before: 'nb_test_samples = 450', evaluate: 'test, nb_test_samples // BATCH' }],
  ['a number of validation images', { before: 'n_val = 900', batch: 32, fit: ', validation_steps=10' }],
] satisfies [string, Parts][])('%s is a warning', async (_, parts) => {
  expect(await severities(parts)).toEqual(['warning']);
});

// How large the rest is, the text does not say.
test.each([
  ['a division without the rest', { evaluate: 'test, steps=test.samples // BATCH' }],
  ['the same as a number of batches', { evaluate: 'test, steps=int(test.samples / test.batch_size)' }],
  ['the same of n, by position', { evaluate: 'test, test.n // 128, verbose=1' }],
] satisfies [string, Parts][])('%s is info', async (_, parts) => {
  expect(await severities(parts)).toEqual(['info']);
});

test.each([
  ['no steps', {}],
  ['all batches', { evaluate: 'test, steps=len(test)' }],
  ['a division that is rounded up', { evaluate: 'test, steps=math.ceil(test.samples / BATCH)' }],
  ['one more than the division', { evaluate: 'test, steps=test.samples // BATCH + 1' }],
  ['a division of floats, which Keras goes beyond', { evaluate: 'test, steps=test.samples / BATCH' }],
  ['batches of one', { batch: 1, evaluate: 'test, steps=test.samples // BATCH' }],
  ['another order each time', { shuffle: 'True', evaluate: 'test, steps=test.samples // BATCH' }],
  ['the rest of the images of an epoch', { fit: ', validation_steps=val.samples // BATCH' }],
  ['a number of batches of enough images', { batch: 20, evaluate: 'test, steps=50' }],
  ['all images that the script counts', { before: 'n_test = 128 * 4', evaluate: 'test, n_test // BATCH' }],
] satisfies [string, Parts][])('%s is no finding', async (_, parts) => {
  expect(await severities(parts)).toEqual([]);
});
