import { expect, test } from 'vitest';
import { countedAmongLabels } from '../../../../src/diagnose/checks/script/countedAmongLabels.js';
import { readingOf } from '../../../script/reading/readingOf.js';

const PREDICTS = `
import numpy as np
from keras.applications import MobileNet
model = MobileNet()
images, labels = next(iter(data))
x_test, y_test = load()
outputs = model.predict(images)
outputs = np.squeeze(outputs)
ids = np.argmax(outputs, axis=-1)
`;

async function linesOf(text: string): Promise<(number | undefined)[]> {
  const found = countedAmongLabels(await readingOf(PREDICTS + text));
  expect(found.every(({ check, severity }) => check === 'misleading-metric' && severity === 'critical')).toBe(true);
  return found.map(({ places }) => places?.[0]?.line);
}

const FIRST = PREDICTS.split('\n').length;

test.each([
  ['a loop', 'right = 0\nfor one in ids:\n  if one in labels:\n    right += 1\n  else:\n    wrong += 1', 2],
  ['numbers', 'n = 0\nfor i in range(len(ids)):\n    if ids[i] in labels.numpy():\n        n = n\n        n += 1', 2],
  ['a sum', 'share = sum(one in list(y_test) for one in ids) / len(ids)', 0],
  ['a list', 'right = len([one for one in ids if one in y_test])', 0],
  ['NumPy', 'print(np.isin(ids, labels).mean())', 0],
  ['labels of a generator', 'right = sum(1 for one in ids if one in test.classes)', 0],
  ['labels from one-hot ones', 'truth = np.argmax(y_test, 1)\nright = sum([p in truth for p in ids])', 1],
])('counts predictions that are among the labels: %s', async (_name, text, line) => {
  expect(await linesOf(text)).toEqual([FIRST + line]);
});

test.each([
  ['each with its own label', 'right = sum(a == b for a, b in zip(ids, labels))'],
  ['labels of each image', 'right = sum(ids[i] in labels[i] for i in range(len(ids)))'],
  ['the label among the best', 'best = np.argsort(outputs)\nright = sum(labels[i] in best[i] for i in range(9))'],
  ['a list of classes', 'dogs_labels = [3, 4]\nright = sum(one in dogs_labels for one in ids)'],
  ['names of classes', 'for kind, class_labels in groups:\n  n = sum(one in class_labels for one in ids)'],
  ['predictions that are none', 'drawn = [1, 2]\nright = sum(one in labels for one in drawn)'],
  ['those that it shows', 'for one in ids:\n    if one in labels:\n        print(one)'],
  ['labels that a model predicts', 'y_true = ids\nright = sum(one in y_true for one in ids)'],
])('does not count predictions that are among the labels: %s', async (_name, text) => {
  expect(await linesOf(text)).toEqual([]);
});
