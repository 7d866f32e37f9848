import { describe, expect, test } from 'vitest';
import { bestOfSettings } from '../../../../src/diagnose/checks/script/bestOfSettings.js';
import { readingOf } from '../../../script/reading/readingOf.js';

const SCRIPT = (loop: string): string => `
import itertools
import json
import tensorflow as tf
from sklearn.model_selection import KFold
from tensorflow.keras.applications import VGG16
from tensorflow.keras.layers import Dense
from tensorflow.keras.models import Sequential

train = tf.keras.utils.image_dataset_from_directory('train')
valid = tf.keras.utils.image_dataset_from_directory('valid')
test = tf.keras.utils.image_dataset_from_directory('test')

def run(rate):
    model = Sequential([VGG16(include_top=False, pooling='avg'), Dense(5, activation='softmax')])
    model.compile(tf.keras.optimizers.Adam(rate), 'sparse_categorical_crossentropy', metrics=['accuracy'])
    model.fit(train)
    return model

${loop}
`;
const find = async (loop: string) => bestOfSettings(await readingOf(SCRIPT(loop).trimStart()));
const LOOP = 'results = {}\nfor rate in [1e-3, 1e-4]:\n    results[rate] = run(rate).evaluate(valid)[1]\n';
const KEPT =
  'best_acc = 0\nfor rate, n in itertools.product(rates, sizes):\n    _, acc = run(rate).evaluate(valid)\n    if acc > best_acc:\n        best_acc = acc\n';

describe('the best of several trainings', () => {
  test.each([
    ['by its key', `${LOOP}best = max(results, key=results.get)\nprint('accuracy of our model', results[best])`],
    [
      'in a file',
      `${LOOP}best = max(results, key=results.get)\nwith open('r.json', 'w') as f:\n    json.dump({'accuracy': results[best]}, f)`,
    ],
    ['by its figure', `${LOOP}top = max(results.values())\nprint(f'The model reaches {top:.3f}')`],
    ['kept in the loop', `${KEPT}print('final accuracy:', best_acc)`],
  ])('is given as the result: %s', async (_name, loop) => {
    expect(await find(loop)).toMatchObject([{ check: 'selection-as-result', severity: 'warning' }]);
  });

  test.each([
    [
      'evaluated on other images',
      `${LOOP}best = max(results, key=results.get)\nprint(results[best])\nrun(best).evaluate(test)`,
    ],
    [
      'predicted on other images',
      `${LOOP}best = max(results, key=results.get)\nprint(results[best])\nrun(best).predict(test)`,
    ],
    ['called a figure of validation', `${KEPT}print('best validation accuracy:', best_acc)`],
    ['shown without its figure', `${LOOP}best = max(results, key=results.get)\nprint('chosen', best)`],
    ['not chosen', `${LOOP}print(results)`],
    ['of folds', `for t, v in KFold(5).split(table):\n    pass\n${LOOP}top = max(results.values())\nprint(top)`],
    ['one training', 'acc = run(1e-3).evaluate(valid)[1]\ntop = max(acc, 0.5)\nprint(top)'],
  ])('not where it is %s', async (_name, loop) => {
    expect(await find(loop)).toEqual([]);
  });
});
