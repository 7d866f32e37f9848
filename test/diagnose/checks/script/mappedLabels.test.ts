import { describe, expect, test } from 'vitest';
import { labelFormMismatch } from '../../../../src/diagnose/checks/script/labelFormMismatch.js';
import { numberOfClasses } from '../../../../src/diagnose/checks/script/numberOfClasses.js';
import { readingOf } from '../../../script/reading/readingOf.js';

const SCRIPT = (labels: string, units = 1, loss = 'binary_crossentropy'): string => `
import cv2
import numpy as np
import pandas as pd
from sklearn.model_selection import train_test_split
from tensorflow.keras.applications import VGG16
from tensorflow.keras.layers import Dense
from tensorflow.keras.models import Sequential

table = pd.read_csv('grades.csv')
x = np.array([cv2.resize(cv2.imread(name), (224, 224)) for name in table.photo], dtype='float32')
${labels}
model = Sequential([VGG16(include_top=False, pooling='avg'), Dense(${units}, activation='sigmoid')])
model.compile('adam', '${loss}')
model.fit(x, y)
`;
const find = async (...parts: Parameters<typeof SCRIPT>) => {
  const reading = await readingOf(SCRIPT(...parts).trimStart());
  return [...labelFormMismatch(reading), ...numberOfClasses(reading)];
};
const THREE = "{'light': 0, 'medium': 1, 'heavy': 2}";

describe('numbers of three classes in one sigmoid unit', () => {
  test.each([
    ['a column that is mapped', `table['y'] = table.grade.map(${THREE}).astype('float32')\ny = table.y.values`],
    ['mapped by a name', `GRADES = ${THREE}\ntable['y'] = table['grade'].map(GRADES)\ny = table['y']`],
    ['replaced', `y = table.grade.replace(${THREE}).to_numpy()`],
    [
      'of a table that is drawn and split',
      `table['y'] = table.grade.map(${THREE})\ntable = table.sample(frac=1)\nx, _, y, _ = train_test_split(x, table.y.values)`,
    ],
    ['written out', 'y = np.array([0, 1, 2, 0, 1, 2])'],
  ])('%s', async (_name, labels) => {
    const found = await find(labels);
    expect(found).toMatchObject([{ check: 'label-form-mismatch', severity: 'critical' }]);
    expect(found[0]?.summary).toContain('numbers of 3 classes');
  });

  test.each([
    ['two classes', "y = table.grade.map({'good': 0, 'bad': 1}).values"],
    ['two of three names in one class', "y = table.grade.map({'good': 0, 'bad': 1, 'worse': 1}).values"],
    ['shares', "y = table.grade.map({'none': 0.0, 'some': 0.5, 'all': 1.0}).values"],
    [
      'a column that is overwritten',
      `table['y'] = table.grade.map(${THREE})\ntable['y'] = table['y'] > 0\ny = table.y`,
    ],
    ['values that change', `y = table.grade.map(${THREE}).values / 2`],
    ['a column of the file', 'y = table.y.values'],
    ['another loss', `y = table.grade.map(${THREE}).values`, 3, 'sparse_categorical_crossentropy'],
  ])('not for %s', async (_name, ...parts) => {
    expect(await find(...(parts as Parameters<typeof SCRIPT>))).toEqual([]);
  });
});
