import { expect, test } from 'vitest';
import { laggingBatchNormOfScript } from '../../../../src/diagnose/checks/script/laggingBatchNormOfScript.js';
import { findingsOf } from './findingsOf.js';

/** A network without pretrained weights, trained on three images. */
const script = (
  fit: string,
  model = 'keras.applications.ResNet50(weights=None, classes=3, input_shape=(140, 140, 1))',
): string => `
import keras
import numpy as np
x, y = np.zeros((3, 140, 140, 1)), np.eye(3)
model = ${model}
model.compile('adam', 'categorical_crossentropy', metrics=['accuracy'])
${fit}
`;
const OWN = (momentum = ''): string =>
  `keras.Sequential([keras.layers.Conv2D(8, 3), keras.layers.BatchNormalization(${momentum}), keras.layers.Flatten(), keras.layers.Dense(3)])`;

test('five steps on three images leave 95 % of the initial averages, as in a public report', async () => {
  const [finding] = await findingsOf(laggingBatchNormOfScript, script('model.fit(x, y, epochs=5)'));
  expect(finding).toMatchObject({ check: 'lagging-batch-norm', severity: 'critical' });
  expect(finding?.summary).toContain('trains for 5 steps: its moving averages still hold 95');
});

test.each([
  ['critical', script('model.fit(x, y, epochs=60)', OWN())],
  ['warning', script('model.fit(x, y, epochs=100)', OWN())],
  ['warning', script('model.fit(x, y, epochs=40)\nmodel.fit(x, y, epochs=60)', OWN())],
  ['critical', script('model.fit(train, steps_per_epoch=10, epochs=5)', OWN())],
])('too few steps are %s', async (severity, text) => {
  expect(await findingsOf(laggingBatchNormOfScript, text)).toMatchObject([{ severity }]);
});

test.each([
  ['steps enough', script('model.fit(x, y, epochs=200)', OWN())],
  ['a small momentum', script('model.fit(x, y, epochs=60)', OWN('momentum=0.9'))],
  ['images whose number is not visible', script('model.fit(train, epochs=2)', OWN())],
  ['a number of epochs that is not visible', script('model.fit(x, y, epochs=n)', OWN())],
  ['pretrained weights', script('model.fit(x, y, epochs=5)', 'keras.applications.ResNet50()')],
  ['weights that are loaded', script("model.load_weights('a.h5')\nmodel.fit(x, y, epochs=5)", OWN())],
  ['no batch normalization', script('model.fit(x, y, epochs=5)', 'keras.applications.VGG16(weights=None, classes=3)')],
  ['a loop around fit', script('for i in range(200):\n    model.fit(x, y, epochs=1)', OWN())],
  [
    'samples_per_epoch, which counts images',
    script('model.fit_generator(train, samples_per_epoch=10, nb_epoch=5)', OWN()),
  ],
])('%s: no finding', async (_what, text) => {
  expect(await findingsOf(laggingBatchNormOfScript, text)).toEqual([]);
});
