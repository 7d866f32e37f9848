import { expect, test } from 'vitest';
import { bestByTest } from '../../../../src/diagnose/checks/script/bestByTest.js';
import { findingsOf } from './findingsOf.js';

const SCRIPT = (after: string, kept = "{'rate': rate, 'val': val_acc, 'test': test_acc}"): string => `
import numpy as np
import pandas as pd
from tensorflow import keras
results = []
for rate in [1e-2, 1e-3, 1e-4]:
    model = keras.Sequential([keras.applications.VGG16(include_top=False, pooling='avg'), keras.layers.Dense(3)])
    model.compile(keras.optimizers.Adam(rate), 'mse', metrics=['accuracy'])
    model.fit(x_train, y_train, validation_data=(x_val, y_val))
    val_acc = model.evaluate(x_val, y_val)[1]
    test_loss, test_acc = model.evaluate(x_test, y_test)
    results.append(${kept})
${after}
`;

test.each([
  ["table = pd.DataFrame(results).sort_values('test', ascending=False)\nbest = table.iloc[0]\nprint(best.test)"],
  ["table = pd.DataFrame(results)\ntable = table.sort_values(by=['test'])\nprint('result', table.iloc[-1]['test'])"],
  ["best = max(results, key=lambda row: row['test'])\nprint(f\"test accuracy {best['test']:.3f}\")"],
  ["ranked = sorted(results, key=lambda r: r['test'], reverse=True)\nprint(ranked[0]['rate'], ranked[0]['test'])"],
  ["table = pd.DataFrame(results)\nat = table['test'].idxmax()\nbest = table.loc[at]\nprint(best['test'])"],
  ["top = pd.DataFrame(results).nlargest(1, 'test')\nprint(top.test.values[0])"],
])('the best by its test figure: %s', async (after) => {
  const [finding, ...more] = await findingsOf(bestByTest, SCRIPT(after));
  expect(finding).toMatchObject({ check: 'selection-as-result', severity: 'warning' });
  expect(finding?.places?.map(({ line }) => line).slice(0, 2)).not.toContain(undefined);
  expect(more).toEqual([]);
});

test('of keywords of a dict, and of figures in another type', async () => {
  const after = "best = max(results, key=lambda row: row['test'])\nprint(best['test'])";
  for (const kept of ['dict(rate=rate, test=test_acc)', "{'test': float(test_acc)}"])
    expect(await findingsOf(bestByTest, SCRIPT(after, kept))).toHaveLength(1);
});

test.each([
  "table = pd.DataFrame(results).sort_values('val', ascending=False)\nbest = table.iloc[0]\nprint(best.test)",
  "best = max(results, key=lambda row: row['val'])\nprint(best['test'])",
  "table = pd.DataFrame(results).sort_values('rate')\nprint(table)",
  "table = pd.DataFrame(results).sort_values('test')\ntable.to_csv('a.csv')",
  "best = max(results, key=lambda row: row['test'])\nprint(best['rate'])\nprint(model.evaluate(x_new, y_new))",
])('sound, or not given as the result: %s', async (after) => {
  expect(await findingsOf(bestByTest, SCRIPT(after))).toEqual([]);
});
