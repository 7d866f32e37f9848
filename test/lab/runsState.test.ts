import { expect, test } from 'vitest';
import type { RunRow } from '../../src/lab/runTable/runsData.js';
import { chooseRun, columnsOf, shownRows, sortBy, startRuns, withAnswer } from '../../src/lab/runTable/runsState.js';

const row = (id: string, accuracy: number | undefined, learningRate: string, head = 'units'): RunRow => ({
  ...{ id, accuracy, status: accuracy === undefined ? 'running' : 'finished', epochs: 1, machine: 'here' },
  date: `2026-03-01T10:00:0${id.length}.000Z`,
  ...(accuracy !== undefined && { interval: [accuracy - 0.1, accuracy + 0.1] as const }),
  recipe: { learningRate, head },
});
const ROWS = [row('a', 0.8, '0.001'), row('bb', undefined, '0.01'), row('ccc', 0.9, '0.0001')];
const start = () => startRuns(['learningRate', 'head'], ROWS);
const ids = (rows: readonly RunRow[]): string[] => rows.map(({ id }) => id);

test('runs are sorted by any column, those without a figure last', () => {
  expect(ids(shownRows(start()))).toEqual(['ccc', 'bb', 'a']);
  const byAccuracy = sortBy(start(), 'accuracy');
  expect(ids(shownRows(byAccuracy))).toEqual(['ccc', 'a', 'bb']);
  expect(ids(shownRows(sortBy(byAccuracy, 'accuracy')))).toEqual(['a', 'ccc', 'bb']);
  // By size, not by letters.
  expect(ids(shownRows(sortBy(start(), 'recipe.learningRate')))).toEqual(['bb', 'a', 'ccc']);
});

test('a filter looks in all columns or in one, for every word', () => {
  const shown = (text: string, key = 'all') => ids(shownRows({ ...start(), filter: { text, key } }));
  expect(shown('RUNNING')).toEqual(['bb']);
  expect(shown('finished 0.0001')).toEqual(['ccc']);
  expect(shown('running', 'recipe.learningRate')).toEqual([]);
  expect(shown('  ')).toEqual(['ccc', 'bb', 'a']);
});

test('fields in which the shown runs do not differ have no column', () => {
  const titles = (rows: readonly RunRow[]) => columnsOf(['learningRate', 'head'], rows).map(({ title }) => title);
  expect(titles(ROWS).slice(-1)).toEqual(['learningRate']);
  expect(titles([ROWS[0]!])).not.toContain('learningRate');
});

test('of three chosen runs the last two stay, and one that is gone is not chosen any more', () => {
  const chosen = ['a', 'bb', 'ccc'].reduce(chooseRun, start());
  expect(chosen.chosen).toEqual(['bb', 'ccc']);
  expect(chooseRun(chosen, 'bb').chosen).toEqual(['ccc']);
  const later = withAnswer(chosen, { version: 2, rows: [row('dddd', 0.7, '1')], order: ['dddd', 'a', 'ccc'] });
  expect(ids(later.rows)).toEqual(['dddd', 'a', 'ccc']);
  expect(later.chosen).toEqual(['ccc']);
  expect(ids(withAnswer(later, { version: 3, rows: [row('a', 0.85, '1')] }).rows)).toEqual(['dddd', 'a', 'ccc']);
});
