import { expect, test } from 'vitest';
import { classWeightKeys, weightsByRank } from '../../../../src/diagnose/checks/script/classWeightKeys.js';
import { invertedClassWeights } from '../../../../src/diagnose/checks/script/invertedClassWeights.js';
import { findingsOf } from './findingsOf.js';

const SCRIPT = (weights: string, units = 3): string => `
from tensorflow.keras.layers import Dense
from tensorflow.keras.models import Sequential
model = Sequential([Dense(${units}, activation='softmax')])
model.compile('adam', 'categorical_crossentropy')
model.fit(train, epochs=5, class_weight=${weights})
`;

test.each([
  ["'balanced'", "class_weight='balanced' is no dict"],
  ['[1, 2, 3]', 'class_weight is a list'],
  ["{'cat': 1, 'dog': 2}", "has the key 'cat'"],
  ['{1: 1, 2: 2, 3: 5}', 'has no weight for class 0 of 3'],
  ['{0: 1, 1: 2, 2: 2, 3: 5}', 'has a weight for class 3'],
])('%s', async (weights, text) => {
  const [finding] = await findingsOf(classWeightKeys, SCRIPT(weights));
  expect(finding).toMatchObject({ check: 'class-weight-keys', severity: 'critical' });
  expect(finding?.summary).toContain(text);
});

test.each([
  '{0: 1, 1: 2, 2: 5}',
  'None',
  'dict(enumerate(weights))',
  'weights',
  '{i: w for i, w in enumerate(weights)}',
])('%s is sound, or not known', async (weights) => {
  expect(await findingsOf(classWeightKeys, SCRIPT(weights))).toEqual([]);
});

test('one unit answers two classes', async () => {
  expect(await findingsOf(classWeightKeys, SCRIPT('{0: 1, 1: 2}', 1))).toEqual([]);
});

const COUNTED = (weights: string): string => `
import numpy as np
from collections import Counter
counts = np.bincount(labels)
counter = Counter(labels)
total = sum(counts)
${SCRIPT(weights)}`;

test.each([
  '{i: n / len(labels) for i, n in enumerate(counts)}',
  '{i: n / total for i, n in enumerate(counts)}',
  '{i: counts[i] / counts.sum() for i in range(3)}',
  '{i: 3 * n / total for i, n in enumerate(counts)}',
  '{i: len(counts) * n / counts.sum() for i, n in enumerate(counts)}',
  '{i: n / total * len(counts) for i, n in enumerate(counts)}',
  '{i: float(n) / max(counts) for i, n in enumerate(counts)}',
  '{i: n / counts.mean() for i, n in enumerate(counts)}',
  '{k: v / sum(counter.values()) for k, v in counter.items()}',
  'dict(enumerate(counts / counts.sum()))',
  'dict(enumerate(counts))',
  'dict(Counter(labels))',
  'counter',
])('%s counts frequent classes most', async (weights) => {
  const [finding] = await findingsOf(invertedClassWeights, COUNTED(weights));
  expect(finding).toMatchObject({ check: 'inverted-class-weights', severity: 'critical' });
});

test.each([
  '{i: len(labels) / (3 * n) for i, n in enumerate(counts)}',
  '{i: total / n for i, n in enumerate(counts)}',
  '{i: max(counts) / n for i, n in enumerate(counts)}',
  '{i: counts.max() / counts[i] for i in range(3)}',
  '{i: 1 - n / total for i, n in enumerate(counts)}',
  '{i: (1 / n) * (total / 3) for i, n in enumerate(counts)}',
  '{i: 1 / n / total for i, n in enumerate(counts)}',
  '{i: w / len(weights) for i, w in enumerate(weights)}',
  'dict(enumerate(weights / total))',
  '{i: len(labels) / (len(counts) * n) for i, n in enumerate(counts)}',
  '{i: 1 / (n / total) for i, n in enumerate(counts)}',
  '{i: np.log(total / n) for i, n in enumerate(counts)}',
  '{i: (total - n) / total for i, n in enumerate(counts)}',
  '{0: counts[1] / total, 1: counts[0] / total}',
  'dict(enumerate(total / (3 * counts)))',
  'dict(zip(np.unique(labels), weights))',
])('%s are no shares, or not known', async (weights) => {
  expect(await findingsOf(invertedClassWeights, COUNTED(weights))).toEqual([]);
});

const LONG =
  'pd.read_csv("a/long/path/to/the/labels.csv")[pd.read_csv("a/long/path/to/the/labels.csv").label.isin(["a", "b", "c"])]';

test.each([
  ['n / len(labels)', 1],
  ['n / counts.max()', 1],
  ['counts.max() / n', 0],
  ['len(labels) / n', 0],
])('of labels whose text is cut, %s has %d findings', async (weight, count) => {
  const labels = `import pandas as pd\nlabels = ${LONG}.label.map({"a": 0, "b": 1, "c": 2}).values\n`;
  const script = labels + COUNTED(`{i: ${weight} for i, n in enumerate(counts)}`);
  expect(await findingsOf(invertedClassWeights, script)).toHaveLength(count);
});

const RANKED = (weights: string): string => `
import pandas as pd
from collections import Counter
from tensorflow.keras.layers import Dense
from tensorflow.keras.models import Sequential
from tensorflow.keras.preprocessing.image import ImageDataGenerator
df = pd.read_csv('train.csv')
train = ImageDataGenerator(rescale=1/255).flow_from_dataframe(df, x_col='path', y_col='label')
counts = df['label'].value_counts()
${weights}
model = Sequential([Dense(3, activation='softmax')])
model.compile('adam', 'categorical_crossentropy')
model.fit(train, epochs=5, class_weight=w)
`;

test.each([
  'w = {i: len(df) / (3 * n) for i, n in enumerate(counts)}',
  'w = {}\nfor i, n in enumerate(counts.values):\n    w[i] = max(counts) / n',
  'w = {i: 1 / n for i, n in enumerate(counts.tolist())}',
  'w = {i: len(df) / (3 * counts.iloc[i]) for i in range(3)}',
  'w = {i: 1 / n for i, (name, n) in enumerate(Counter(train.classes).most_common())}',
])('keys that are ranks of counts: %s', async (weights) => {
  const [finding] = await findingsOf(weightsByRank, RANKED(weights));
  expect(finding).toMatchObject({ check: 'class-weight-keys', severity: 'warning' });
  expect(finding?.summary).toContain('are ranks');
});

test.each([
  'w = {i: len(df) / (3 * n) for i, n in enumerate(counts.sort_index())}',
  'w = {train.class_indices[k]: len(df) / (3 * n) for k, n in counts.items()}',
  'w = {i: len(df) / counts[k] for i, k in enumerate(sorted(counts.index))}',
  'w = {train.class_indices[k]: len(df) / counts[k] for k in train.class_indices}',
  'w = {0: len(df) / counts["cat"], 1: len(df) / counts["dog"], 2: len(df) / counts["owl"]}',
])('keys in the order of the names: %s', async (weights) => {
  expect(await findingsOf(weightsByRank, RANKED(weights))).toEqual([]);
});

test('a dict that is filled in a loop has more keys than the text says', async () => {
  expect(
    await findingsOf(
      classWeightKeys,
      SCRIPT('w').replace('model =', 'w = {}\nfor i, n in enumerate(counts):\n    w[i] = 1 / n\nmodel ='),
    ),
  ).toEqual([]);
});
