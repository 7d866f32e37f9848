import { describe, expect, test } from 'vitest';
import { groupsInSplit } from '../../../../src/diagnose/checks/script/groupsInSplit.js';
import { readingOf } from '../../../script/reading/readingOf.js';

const TABLE = (lines: string): string => `
import pandas as pd
import tensorflow as tf
from sklearn.model_selection import GroupKFold, GroupShuffleSplit, KFold, StratifiedKFold, train_test_split
from tensorflow.keras.applications import VGG16
from tensorflow.keras.layers import Dense
from tensorflow.keras.models import Sequential

table = pd.read_csv('slices.csv')
model = Sequential([VGG16(include_top=False, pooling='avg'), Dense(1, activation='sigmoid')])
model.compile('adam', 'binary_crossentropy')
${lines}
model.fit(a, validation_data=b)
`;
const find = async (lines: string) => groupsInSplit(await readingOf(TABLE(lines).trimStart()));

describe('a split that takes no notice of groups', () => {
  test.each([
    [
      'folds of rows',
      "table['png'] = table.patient.astype(str) + '.png'\nfolds = StratifiedKFold(5, shuffle=True)\nfor i, (t, v) in enumerate(folds.split(table, table.covid)):\n    a, b = part(table.iloc[t]), part(table.iloc[v])",
      "'patient'",
    ],
    [
      'one split',
      "print(table['patient_id'].value_counts())\nt, v = train_test_split(table, test_size=0.2, stratify=table.sick)\na, b = part(t), part(v)",
      "'patient_id'",
    ],
    [
      'folds that are made where they are used',
      'for row in table.itertuples():\n    read(row.lesion_id, row.image)\nfor t, v in KFold(n_splits=5).split(table):\n    a, b = part(t), part(v)',
      "'lesion_id'",
    ],
  ])('%s', async (_name, lines, column) => {
    const [finding] = await find(lines);
    expect(finding).toMatchObject({ check: 'leaking-split', severity: 'warning' });
    expect(finding?.summary).toContain(column);
    expect(finding?.places?.[0]?.note).toBe('draws rows');
  });

  test.each([
    ['groups in the folds', 'for t, v in GroupKFold(5).split(table, table.y, groups=table.patient):\n    a, b = t, v'],
    [
      'patients that are split',
      "patients = sorted(set(table['patient']))\nt, v = train_test_split(patients)\na, b = part(t), part(v)",
    ],
    [
      'one row for each patient',
      "table = table.drop_duplicates('patient')\nprint(table.patient)\na, b = train_test_split(table)",
    ],
    ['a table that names nobody', 'print(table.width)\na, b = train_test_split(table)'],
    ['an option of that name', 'print(args.patient_id)\na, b = train_test_split(table)'],
    ['faces, where the person is the class', "y = table['person_id']\na, b = train_test_split(table, stratify=y)"],
    [
      'persons in y_col',
      "print(table.subject)\ng.flow_from_dataframe(table, y_col='subject')\na, b = train_test_split(table)",
    ],
    ['no split in the script', 'print(table.patient)\na, b = part(0), part(1)'],
    ['a text that is split', "print(table.patient)\nname = 'a_b'.split('_')\na, b = part(0), part(1)"],
  ])('not for %s', async (_name, lines) => {
    expect(await find(lines)).toEqual([]);
  });
});
