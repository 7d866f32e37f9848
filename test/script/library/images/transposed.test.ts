import { expect, test } from 'vitest';
import { pipelinesOf } from '../../../../src/script/reading/pipelines.js';
import { rangeText, stepText } from '../../../../src/script/reading/stepText.js';
import { readingOf } from '../../reading/readingOf.js';

const SCRIPT = (lines: string): string => `
import os
import numpy as np
import cv2
from collections import defaultdict
from keras.applications import ResNet50
images = np.array([cv2.resize(cv2.imread(f), (64, 64)) for f in os.listdir('a')])
${lines}
ResNet50().predict(images)
`;

async function ends(lines: string): Promise<string[]> {
  const [pipeline] = pipelinesOf(await readingOf(SCRIPT(lines)));
  return pipeline!.steps.slice(2).map((step) => `${stepText(step)}: ${rangeText(step.after)}`);
}

test.each([
  ['images = images.transpose((0, 3, 1, 2)) / 255.'],
  ['images = images.transpose(0, 3, 1, 2) / 255.'],
  ['images = np.transpose(images, (0, 3, 1, 2)) / 255.'],
  ['images = np.transpose(images, axes=[0, 3, 1, 2]) / 255.'],
  ['images = images.transpose(0, 3, 1, 2).transpose(0, 2, 3, 1) / 255.'],
])('%s moves the channels and keeps the values', async (lines) => {
  expect(await ends(lines)).toEqual(['/ 255: 0..1']);
});

test('an index on the axis of the channels swaps them, wherever that axis is', async () => {
  expect(await ends('images = images.transpose(0, 3, 1, 2)[:, ::-1]')).toEqual(['red and blue swapped: 0..255']);
  expect(await ends('images = images.transpose(0, 3, 1, 2)[:, :, ::-1]')).toEqual(['[:, :, ::-1]: 0..255']);
  expect(await ends('images = images[..., ::-1]')).toEqual(['red and blue swapped: 0..255']);
});

test('another order of axes is not understood', async () => {
  const [step] = await ends('images = images.transpose(0, 2, 1, 3)');
  expect(step).toBeUndefined();
  const [pipeline] = pipelinesOf(await readingOf(SCRIPT('images = images.transpose(0, 2, 1, 3)')));
  expect(pipeline!.steps.map(({ kind }) => kind)).toContain('unknown');
});

test('lists by class in a defaultdict hold what a loop puts there', async () => {
  const byClass = `
paths = defaultdict(list)
for name in os.listdir('b'):
    paths[name.split('_')[0]].append(os.path.join('b', name))
images = []
for label in sorted(paths):
    for path in paths[label]:
        images.append(cv2.resize(cv2.imread(path), (64, 64)))
images = np.array(images) / 127.5`;
  expect(await ends(byClass)).toEqual(['/ 127.5: 0..2']);
});
