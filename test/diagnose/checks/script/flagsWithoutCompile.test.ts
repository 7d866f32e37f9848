import { expect, test } from 'vitest';
import { flagsWithoutCompile } from '../../../../src/diagnose/checks/script/flagsWithoutCompile.js';
import { readingOf } from '../../../script/reading/readingOf.js';

const SCRIPT = `
from keras.applications import VGG16
from keras.layers import Dense
from keras.models import Model
base = VGG16(weights='imagenet', include_top=False, pooling='avg')
base.trainable = False
model = Model(base.input, Dense(3, activation='softmax')(base.output))
model.compile('adam', 'categorical_crossentropy')
model.fit(train, epochs=5)
base.trainable = True
`.trimStart();

test('layers that are unfrozen for a second fit without a second compile are found at their line', async () => {
  const [finding] = flagsWithoutCompile(await readingOf(`${SCRIPT}model.fit(train, epochs=5)\n`));
  expect(finding).toMatchObject({ check: 'flags-without-compile', severity: 'critical' });
  expect(finding?.places?.map(({ where, text }) => [where, text])).toEqual([
    ['train.py:9', 'base.trainable'],
    ['train.py:10', 'model.fit(train, epochs=5)'],
    ['train.py:7', "model.compile('adam', 'categorical_crossentropy')"],
  ]);
});

test('with a second compile there is nothing to find', async () => {
  const sound = `${SCRIPT}model.compile('adam', 'categorical_crossentropy')\nmodel.fit(train, epochs=5)\n`;
  expect(flagsWithoutCompile(await readingOf(sound))).toEqual([]);
});
