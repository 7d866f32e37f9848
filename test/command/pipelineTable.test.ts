import { expect, test } from 'vitest';
import { pipelineTable } from '../../src/command/pipelineTable.js';
import { pipelinesOf } from '../../src/script/reading/pipelines.js';
import { readingOf } from '../script/reading/readingOf.js';

const SCRIPT = `
import cv2
import numpy as np
from keras.applications.mobilenet import MobileNet, preprocess_input
from keras.layers import Dense
from keras.models import Model
from keras.preprocessing.image import ImageDataGenerator
base = MobileNet(include_top=False, pooling='avg')
model = Model(base.input, Dense(4, activation='softmax')(base.output))
model.compile('adam', 'categorical_crossentropy')
drawn = ImageDataGenerator(
    preprocessing_function=preprocess_input, rotation_range=20, width_shift_range=0.2, zoom_range=0.2, horizontal_flip=True)
plain = ImageDataGenerator(preprocessing_function=preprocess_input)
train = drawn.flow_from_directory('train', target_size=(224, 224))
val = plain.flow_from_directory('val', target_size=(224, 224))
model.fit_generator(train, epochs=10, validation_data=val)
model.evaluate_generator(val)
image = cv2.resize(cv2.imread('a.jpg'), (224, 224))
model.predict(np.expand_dims(image, axis=0))
`.trimStart();

async function tableAt(width: number, script = SCRIPT): Promise<string> {
  return pipelineTable('train.py', pipelinesOf(await readingOf(script)), width, { name: 'MobileNet', range: '-1..1' });
}

test('steps that pipelines share stand in one row, and equal pipelines in one column', async () => {
  expect(await tableAt(80)).toBe(
    `
How images reach the network: the values after each step, and its line
                                    training :13  validation :14  prediction :18
                                                  evaluation :16
  load with load_img                0..255 :13    0..255 :14
  resize to 224x224, nearest        0..255 :13    0..255 :14
  to float32                        0..255 :13    0..255 :14
  augment: rotation_range 20,       0..255 :10
    width_shift_range 0.2,
    zoom_range 0.2,
    horizontal_flip
  preprocess_input of mobilenet     -1..1  :11    -1..1  :12
  load with imread (BGR)                                          0..255 :17
  resize to 224x224, bilinear                                     0..255 :17
  MobileNet expects                 -1..1
`.trim(),
  );
});

test('a wider terminal breaks fewer lines, and no line is longer than it', async () => {
  const wide = await tableAt(120);
  expect(wide).toContain('augment: rotation_range 20, width_shift_range 0.2,');
  for (const width of [50, 60, 80, 100, 120]) {
    const lines = (await tableAt(width)).split('\n').slice(1);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(width);
  }
});

test('columns that do not fit are in a table of their own', async () => {
  const narrow = await tableAt(50);
  expect(narrow.split('\n\n')).toHaveLength(3);
  expect(narrow).toMatch(/prediction :18\n {2}load with imread \(BGR\)/);
});

test('a step that a pipeline has twice is not taken for another', async () => {
  const script = SCRIPT.replace("cv2.resize(cv2.imread('a.jpg'), (224, 224))", "cv2.imread('a.jpg') / 255.0 / 255.0");
  const rows = (await tableAt(120, script)).split('\n').filter((line) => line.includes('/ 255 '));
  expect(rows.map((row) => row.trim().split(/\s{2,}/))).toEqual([
    ['/ 255', '0..1', ':17'],
    ['/ 255', '0..0.00392 :17'],
  ]);
});

test('what the network expects stands in a line of the width, however long its words are', async () => {
  const words = { name: 'MobileNet', range: 'values of which the words are longer than a column' };
  const table = pipelineTable('train.py', pipelinesOf(await readingOf(SCRIPT)), 80, words);
  expect(table.split('\n').at(-1)).toBe('  MobileNet expects values of which the words are longer than a column');
});
