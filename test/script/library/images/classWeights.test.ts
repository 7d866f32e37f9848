import { expect, test } from 'vitest';
import { classWeightKeys } from '../../../../src/diagnose/checks/script/classWeightKeys.js';
import { invertedClassWeights } from '../../../../src/diagnose/checks/script/invertedClassWeights.js';
import { fieldsOf } from '../../../../src/script/reading/fields.js';
import type { ScriptReading } from '../../../../src/script/reading/readScript.js';
import { recipeOfScript } from '../../../../src/script/reading/recipeOfScript.js';
import { readingOf } from '../../reading/readingOf.js';

const read = (weights: string, given: string, more = ''): Promise<ScriptReading> =>
  readingOf(`
import numpy as np
import sklearn
from sklearn.utils import class_weight
from sklearn.utils.class_weight import compute_class_weight
from tensorflow.keras.applications import VGG16
from tensorflow.keras.layers import Dense
from tensorflow.keras.models import Sequential
from tensorflow.keras.preprocessing.image import ImageDataGenerator
train = ImageDataGenerator().flow_from_directory('train')
y = train.classes
w = ${weights}
model = Sequential([VGG16(include_top=False, pooling='avg'), Dense(3, activation='softmax')])
model.compile('adam', 'categorical_crossentropy')
model.fit(train, epochs=5, class_weight=${given})
${more}
`);

const KEYWORDS = "compute_class_weight(class_weight='balanced', classes=np.unique(y), y=y)";

const textOf = ({ stages }: ScriptReading): string | undefined =>
  fieldsOf(stages.at(-1)!).find(({ field }) => field === 'classWeight')?.read.value;

test.each([
  ["compute_class_weight('balanced', np.unique(y), y)", 'dict(enumerate(w))'],
  ["compute_class_weight('balanced', classes=np.unique(y), y=y)", 'dict(enumerate(w))'],
  [KEYWORDS, 'dict(zip(np.unique(y), w))'],
  [KEYWORDS, 'dict(zip(range(3), w))'],
  [KEYWORDS, 'dict(zip(train.class_indices.values(), w))'],
  [`class_weight.${KEYWORDS}`, '{i: one for i, one in enumerate(w)}'],
  [`sklearn.utils.class_weight.${KEYWORDS}`, '{i: w[i] for i in range(3)}'],
  [`dict(enumerate(${KEYWORDS}))`, 'w'],
  [KEYWORDS, '{0: w[0], 1: w[1], 2: w[2]}'],
  [KEYWORDS, 'dict(enumerate(w.tolist()))'],
  [KEYWORDS, 'dict(enumerate(list(w)))'],
  [KEYWORDS, '{int(k): float(v) for k, v in zip(np.unique(y), w)}'],
])('%s as %s is balanced', async (weights, given) => {
  const reading = await read(weights, given);
  expect(textOf(reading)).toBe('balanced');
  expect(recipeOfScript(reading.stages, []).fields.classWeight).toBe('balanced');
  expect([...classWeightKeys(reading), ...invertedClassWeights(reading)]).toEqual([]);
});

test.each([
  ['compute_class_weight(None, classes=np.unique(y), y=y)', 'dict(enumerate(w))'],
  ['compute_class_weight({0: 1, 1: 2, 2: 9}, classes=np.unique(y), y=y)', 'dict(enumerate(w))'],
  ['compute_class_weight(mode(), classes=np.unique(y), y=y)', 'dict(enumerate(w))'],
  [KEYWORDS, '{0: w[0], 1: w[1], 2: 9.0}'],
  [KEYWORDS, '{i: int(one) for i, one in enumerate(w)}'],
  [KEYWORDS, '{i: 2 + one for i, one in enumerate(w)}'],
  [KEYWORDS, '{}'],
])('%s as %s is not known to be balanced', async (weights, given) => {
  const reading = await read(weights, given);
  expect(textOf(reading)).not.toBe('balanced');
  expect(recipeOfScript(reading.stages, []).fields.classWeight).toBeUndefined();
});

test('the array itself is no dict', async () => {
  const [finding] = classWeightKeys(await read(KEYWORDS, 'w'));
  expect(finding).toMatchObject({ check: 'class-weight-keys', severity: 'critical' });
  expect(finding?.summary).toContain('class_weight is an array');
  expect(finding?.fix.text).toContain('dict(enumerate(weights))');
});

test('a second training without weights has none', async () => {
  const reading = await read(KEYWORDS, 'dict(enumerate(w))', 'model.fit(train, epochs=7)');
  expect(recipeOfScript(reading.stages, []).fields).toMatchObject({
    classWeight: 'balanced',
    phases: [{ epochs: 5 }, { epochs: 7, classWeight: 'none' }],
  });
});
