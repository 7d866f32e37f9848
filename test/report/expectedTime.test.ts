import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { earlierTime, timeOfAll, timeOfNotebook } from '../../src/report/expectedTime.js';
import { readNotebook } from '../../src/report/notebookFormat.js';
import type { IndexEntry } from '../../src/report/writeIndex.js';

const FACTS = { date: '2026-01-02', dataFolder: '/data/wheat', settings: { budget: 'quick' } };
const entry = (name: string, seconds: number, more: Partial<IndexEntry> = {}): IndexEntry => ({
  ...{ name, title: name, seconds, reading: '', summary: [], facts: { ...FACTS, date: '2026-01-01' } },
  ...more,
});

test('the time of an earlier run counts for the same images and settings, and where nothing failed', () => {
  const earlier = [entry('01-a', 45), entry('02-b', 90, { failedCell: 3 })];
  expect(earlierTime('01-a', earlier, FACTS)).toBe(45);
  expect(earlierTime('02-b', earlier, FACTS)).toBeUndefined();
  expect(earlierTime('01-a', earlier, { ...FACTS, dataFolder: '/data/rice' })).toBeUndefined();
  expect(earlierTime('01-a', earlier, { ...FACTS, settings: { budget: 'full' } })).toBeUndefined();
});

const FOLDER = path.join(import.meta.dirname, '../../notebooks');

test.each(readdirSync(FOLDER).filter((file) => file.endsWith('.ipynb')))('%s says how long it takes', (file) => {
  const notebook = readNotebook(path.join(FOLDER, file));
  expect(timeOfNotebook(notebook, undefined)).toMatch(/^it takes .*minutes? on two cores with the quick settings$/);
  expect(timeOfNotebook(notebook, 125)).toBe('it took 2 min 5 s last time');
});

test('all notebooks together: as long as last time, else what the quick settings take', () => {
  const names = ['01', '02', '03', '04', '05', '06'];
  const times = names.map((name) => entry(name, 61));
  expect(timeOfAll(names, true, times, FACTS)).toMatch(/^Running 6 notebooks, .* Last time, that took 6 min 6 s\.$/);
  expect(timeOfAll(names, true, times.slice(1), FACTS)).toContain('10 to 20 minutes on two cores');
  expect(timeOfAll(['01'], false, [], FACTS)).toBe('Running 1 notebook.');
});
