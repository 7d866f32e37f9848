import { expect, test } from 'vitest';
import { flagsWithoutCompile } from '../../../../src/diagnose/checks/script/flagsWithoutCompile.js';
import { readingOf } from '../../../script/reading/readingOf.js';
import { findingsOf } from './findingsOf.js';

const SCRIPT = `
from keras.applications import VGG16
from keras.layers import Dense
from keras.models import Model
base = VGG16(weights='imagenet', include_top=False, pooling='avg')
base.trainable = False
model = Model(base.input, Dense(3, activation='softmax')(base.output))
model.compile('adam', 'categorical_crossentropy')
model.fit(train, epochs=5)
for layer in base.layers: layer.trainable = True
`.trimStart();

test('layers that are unfrozen for a second fit without a second compile are found at their line', async () => {
  const [finding] = flagsWithoutCompile(await readingOf(`${SCRIPT}model.fit(train, epochs=5)\n`));
  expect(finding).toMatchObject({ check: 'flags-without-compile', severity: 'warning' });
  expect(finding?.places?.map(({ where, text }) => [where, text])).toEqual([
    ['train.py:9', 'for layer in base.layers: layer.trainable = True'],
    ['train.py:10', 'model.fit(train, epochs=5)'],
    ['train.py:7', "model.compile('adam', 'categorical_crossentropy')"],
  ]);
});

test('with a second compile there is nothing to find', async () => {
  const sound = `${SCRIPT}model.compile('adam', 'categorical_crossentropy')\nmodel.fit(train, epochs=5)\n`;
  expect(flagsWithoutCompile(await readingOf(sound))).toEqual([]);
});

const LATE = (imports: string): string => `
${imports}
base = VGG16(weights='imagenet', include_top=False, pooling='avg')
out = layers.Dense(3, activation='softmax')(base.output)
model = models.Model(base.input, out)
model.compile('adam', 'categorical_crossentropy')
for layer in base.layers:
    layer.trainable = False
`;

test('flags after the only compile are too late up to TensorFlow 2.15', async () => {
  const old = LATE('from keras.applications import VGG16\nfrom keras import layers, models');
  const [finding] = await findingsOf(flagsWithoutCompile, `${old}model.fit_generator(train, epochs=5)\n`);
  expect(finding).toMatchObject({ severity: 'critical' });
  expect(finding?.summary).toContain('Layers that are frozen after compile are frozen too late: fit trains');
});

test('where the script can be for Keras 3, which reads them at the first fit, that is said', async () => {
  const any = LATE('from tensorflow.keras.applications import VGG16\nfrom tensorflow.keras import layers, models');
  const [finding] = await findingsOf(flagsWithoutCompile, `${any}model.fit(train, epochs=5)\n`);
  expect(finding).toMatchObject({ severity: 'warning' });
  expect(finding?.summary).toMatch(
    /^In tf\.keras .* \(not later\), layers that are frozen after compile are frozen too late/,
  );
});
