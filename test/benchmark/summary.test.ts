import { describe, expect, test } from 'vitest';
import type { CaseAnswers } from '../../src/benchmark/answers.js';
import type { BenchmarkCase, Given } from '../../src/benchmark/benchmarkCase.js';
import { givenTable, peersTable, withBlock } from '../../src/benchmark/summary.js';

function caseOf(name: string, ...given: Given[]): BenchmarkCase {
  const faults: BenchmarkCase['faults'] = [{ kind: 'label-form', about: 'it is', at: [], accepted: [] }];
  const measure = { reported: 'x', true: null, environment: 'keras-3', unmeasured: null };
  const rest = { folder: name, title: name, source: 'own', script: 'train.py', keras: null, images: null };
  return { name, given, faults, measure, ...rest };
}

const found = (name: string): CaseAnswers => ({ case: name, answers: [{ kind: 'label-form' }] });
const missed = (name: string): CaseAnswers => ({ case: name, answers: [] });
const noPlanted = { days: ['2026-11-27', '2026-11-27'] as [string, string], settings: [], cases: [], answers: [] };
const rowsOf = (lines: readonly string[], begin: string): string[] =>
  lines.filter((line) => line.startsWith(`| ${begin}`));

describe('givenTable', () => {
  const cases = [caseOf('a', 'images', 'history'), caseOf('b', 'images'), caseOf('c')];
  const stored = {
    script: [found('a'), missed('b'), missed('c')],
    images: [found('a'), { ...found('b'), note: 'the script alone counts: no scaling' }],
  };

  test('has the script alone over the same cases beside what was at hand', () => {
    const table = givenTable(cases, stored, noPlanted);
    expect(rowsOf(table, 'the script | all cases | 3 | 3 | 0.33')).toHaveLength(1);
    expect(rowsOf(table, 'the script | the 2 with images | 2 | 2 | 0.50')).toHaveLength(1);
    expect(rowsOf(table, 'script and images | the 2 with images | 2 | 2 | 1.00')).toHaveLength(1);
    // Nothing is stored for it.
    expect(table.join('\n')).not.toContain('with history');
  });

  test('says what no case has, and how much was measured', () => {
    const table = givenTable(cases, stored, noPlanted);
    expect(table).toContain('No case has a model.');
    expect(table.join('\n')).toContain('the training of 1 of 2 cases is repeated on them');
  });
});

test('other tools have their figures over the cases that they answer, with those of thaw beside', () => {
  const table = peersTable(
    [caseOf('a'), caseOf('b')],
    [found('a'), missed('b')],
    [
      { tool: 'NeuraLint', answers: [missed('a')] },
      { tool: 'ruff', answers: [missed('a'), missed('b')] },
    ],
  );
  expect(rowsOf(table, 'NeuraLint | all cases | 2 | 2 | 0.00')).toHaveLength(1);
  expect(rowsOf(table, 'NeuraLint | the 1 that NeuraLint answers | 1 | 1 | 0.00')).toHaveLength(1);
  expect(rowsOf(table, 'thaw | the 1 that NeuraLint answers | 1 | 1 | 1.00')).toHaveLength(1);
  expect(rowsOf(table, 'ruff')).toHaveLength(1);
});

describe('withBlock', () => {
  const page = 'before\n\n<!-- figures: by a command -->\nold\n<!-- end of figures -->\n\nafter\n';

  test('changes what stands between its comments, the same every time', () => {
    const once = withBlock(page, 'figures', ['new', '']);
    expect(once).toBe('before\n\n<!-- figures: by a command -->\n\nnew\n\n<!-- end of figures -->\n\nafter\n');
    expect(withBlock(once, 'figures', ['new', ''])).toBe(once);
  });

  test('refuses a page without them', () => {
    expect(() => withBlock(page, 'peers', [])).toThrow(/comments of peers/);
  });
});
