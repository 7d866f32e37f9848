import { expect, test } from 'vitest';
import type { BenchmarkCase } from '../../src/benchmark/benchmarkCase.js';
import { isHeldOut } from '../../src/benchmark/score.js';
import { kindsPage, scoreTable } from '../../src/benchmark/table.js';

const names = Array.from({ length: 40 }, (_, i) => `case-${i}`);
const shown = names.find((name) => !isHeldOut(name))!;
const hidden = names.find(isHeldOut)!;

function caseOf(name: string): BenchmarkCase {
  const faults: BenchmarkCase['faults'] = [{ kind: 'label-form', about: 'it is', at: [], accepted: [] }];
  const measure = { reported: 'x', true: null, environment: 'keras-3', unmeasured: null };
  const rest = { folder: name, title: name, source: 'own', script: 'train.py', keras: null, given: [], images: null };
  return { name, faults, measure, ...rest };
}

const cases = [shown, hidden].map(caseOf);
const answered = { tool: 'a peer', given: 'script', answers: [] } as const;

test('lists misses by name, and those of cases that are held out only when asked', () => {
  const table = scoreTable(cases, answered);
  expect(table).toContain(`- ${shown}: label-form`);
  expect(table).not.toContain(hidden);
  expect(table).toContain('Misses and wrong answers of the cases that are held out are not listed.');
  expect(scoreTable(cases, answered, { withHeldOut: true })).toContain(`- ${hidden}: label-form`);
});

test('has a row for held-out cases, and figures as shares with intervals', () => {
  const table = scoreTable(cases, { ...answered, answers: [{ case: hidden, answers: [{ kind: 'label-form' }] }] });
  const row = (name: string) => table.split('\n').find((line) => line.startsWith(`| ${name} |`));
  expect(row('held out')).toContain('| 1 | 1 | 1.00 [1.00, 1.00] | 1.00 [1.00, 1.00] | 1.00 [1.00, 1.00] |');
  expect(row('not held out')).toContain('| 1 | 1 | 0.00 [0.00, 0.00] | - |');
  expect(row('two faults')).toBeUndefined();
});

test('the page of kinds counts the cases of each', () => {
  expect(kindsPage(cases)).toMatch(/`label-form` \|.*\| 2 \|/);
});
