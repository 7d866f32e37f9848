import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { PLANTED, plantedRows, plantedTable, readPlanted } from '../../src/benchmark/plantedFaults.js';
import { KIND_OF_PLANTED } from '../../src/benchmark/plantedKinds.js';
import { figuresOf } from '../../src/benchmark/score.js';
import { DATA_FAULTS } from '../plantedFaults/dataFaults.js';
import { RECIPE_FAULTS } from '../plantedFaults/recipeFaults.js';

const page = (...rows: string[]): string =>
  [
    '# Planted faults',
    '',
    'Written by `npm run planted` with thaw 0.1.0, from runs of 2026-11-26 to 2026-11-27. Each.',
    '',
    '## InceptionV3:nsfwjs, drawn images of seed 1',
    '',
    '| planted | place | findings above `info` | false alarms |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
    'Bold is critical.',
  ].join('\n');

test('every fault that is planted has a kind', () => {
  const names = [...RECIPE_FAULTS, ...DATA_FAULTS].map(({ name }) => name);
  expect(names.filter((name) => KIND_OF_PLANTED[name] === undefined)).toEqual([]);
});

test('the stored run can be read', () => {
  const { settings, cases, answers } = readPlanted(readFileSync(PLANTED, 'utf8'), 'RESULTS.md');
  expect(settings.length).toBeGreaterThan(0);
  expect(answers).toHaveLength(cases.length);
});

describe('readPlanted', () => {
  test('takes causes as answers, in their order, and leaves symptoms out', () => {
    const row = '| double scaling | second | shortcut, **double-preprocessing**, **underfitting** | none |';
    const { answers, days, cases } = readPlanted(page(row), 'RESULTS.md');
    expect(days).toEqual(['2026-11-26', '2026-11-27']);
    expect(cases[0]).toMatchObject({ title: 'double scaling', faults: [{ kind: 'scaled-twice' }] });
    expect(answers[0]!.answers.map(({ kind }) => kind)).toEqual(['shortcut', 'scaled-twice']);
  });

  test('has figures for each setting: a sound one has none to find, and a pair has two', () => {
    const run = readPlanted(
      page(
        '| clean | - | none | none |',
        '| raw input + one epoch | first, missed | **wrong-scaling**, shortcut | shortcut |',
      ),
      'RESULTS.md',
    );
    const [row] = plantedRows(run);
    const { cases, faults, recall, precision } = figuresOf(row!.several);
    expect({ cases, faults, recall, precision }).toEqual({ cases: 2, faults: 2, recall: 0.5, precision: 0.5 });
    expect(plantedTable(run)).toContain(
      '- InceptionV3:nsfwjs, drawn images of seed 1: raw input + one epoch: too-few-steps',
    );
  });

  test.each([
    ['a fault without a kind', page('| rain | missed | none | none |'), /have a kind.*rain/s],
    ['a check that there is not', page('| clean | - | rainy-images | none |'), /A check is expected.*rainy-images/s],
    ['a page without days', '# Planted faults', /of which days/],
  ])('refuses %s', (_, text, expected) => {
    expect(() => readPlanted(text, 'RESULTS.md')).toThrow(expected);
  });
});
