import { expect, test } from 'vitest';
import { scriptFindings } from '../../../src/diagnose/stages/scriptFindings.js';
import { readingOf } from './readingOf.js';

const SCRIPT = `
from keras.applications import VGG16, EfficientNetB0
from keras.layers import Dense
from keras.models import Model
from keras.preprocessing.image import ImageDataGenerator
train = ImageDataGenerator(rescale=1./255).flow_from_directory('train', target_size=(224, 224))
for make in (VGG16, EfficientNetB0):
    base = make(weights='imagenet', include_top=False, pooling='avg')
    base.trainable = False
    model = Model(base.input, Dense(3, activation='softmax')(base.output))
    model.compile('adam', 'categorical_crossentropy', metrics=['accuracy'])
    model.fit(train, epochs=5)
`.trimStart();

const backbone = (of: { stages: { model: { base?: { model?: { application?: string } } | undefined } }[] }): unknown =>
  of.stages[0]?.model.base?.model?.application;

test('each backbone that a script compares is a training of its own, also in one line', async () => {
  const reading = await readingOf(SCRIPT);
  expect(backbone(reading)).toBe('EfficientNetB0');
  expect(reading.others.map(backbone)).toEqual(['VGG16']);
  const summaries = scriptFindings(reading).map(({ summary }) => summary);
  expect(summaries.filter((text) => text.includes('VGG16 expects'))).toHaveLength(1);
  expect(summaries.filter((text) => text.includes('EfficientNetB0 expects'))).toHaveLength(1);
});

test('a second fit of the same model is a second stage, and no other model', async () => {
  const reading = await readingOf(
    `${SCRIPT.replace('(VGG16, EfficientNetB0)', '(VGG16,)')}model.fit(train, epochs=9)\n`,
  );
  expect(reading.stages).toHaveLength(2);
  expect(reading.others).toEqual([]);
});
