import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import type { CleanerQuestion } from '../../../src/lab/cleaner/cleanerData.js';
import { answerCleaner, type CleanerSession } from '../../../src/notebook/cleaner/cleanerSession.js';
import { correctionsFile, readCorrections } from '../../../src/store/corrections.js';

const runs = mkdtempSync(path.join(tmpdir(), 'thaw-cleaner-'));
const file = correctionsFile(runs);
afterAll(() => rmSync(runs, { recursive: true }));
beforeEach(() => rmSync(file, { force: true }));

const image = (name: string, by: string) => ({ folder: '/images', file: name, digest: 'a'.repeat(64), from: 'a', by });
const session: CleanerSession = {
  classNames: ['a', 'b'],
  images: [image('a/1.jpg', 'suspect-label'), image('a/2.jpg', 'loss')],
  file,
  today: () => '2026-03-01T10:00:00.000Z',
};
const ask = (decisions: CleanerQuestion['decisions'], id = 'one') =>
  answerCleaner({ ask: 'cleaner', id, decisions }, new Map([['one', session]]));

test('decisions are written with date, file, digest, classes and check', async () => {
  const answer = await ask([
    { image: 0, decision: { action: 'move', to: 'b' } },
    { image: 1, decision: { action: 'delete' } },
  ]);
  expect(answer?.decisions).toEqual([
    { image: 0, decision: { action: 'move', to: 'b' } },
    { image: 1, decision: { action: 'delete' } },
  ]);
  const date = '2026-03-01T10:00:00.000Z';
  expect(await readCorrections(file)).toEqual([
    { date, ...session.images[0], to: 'b' },
    { date, ...session.images[1], to: null },
  ]);
});

test('a later decision replaces an earlier one, and null takes it back', async () => {
  await ask([{ image: 0, decision: { action: 'move', to: 'b' } }]);
  await ask([{ image: 0, decision: { action: 'keep' } }]);
  expect((await readCorrections(file)).map(({ to }) => to)).toEqual(['a']);
  expect(await ask([{ image: 0, decision: null }])).toEqual({ decisions: [] });
  expect(await readCorrections(file)).toEqual([]);
});

test('it tells what is written, not what was written of another content of the file', async () => {
  await ask([{ image: 0, decision: { action: 'keep' } }]);
  const changed = new Map([['one', { ...session, images: [{ ...session.images[0]!, digest: 'b'.repeat(64) }] }]]);
  const question = { ask: 'cleaner', id: 'one', decisions: [] };
  expect(await answerCleaner(question, changed)).toEqual({ decisions: [] });
  expect(await ask([])).toEqual({ decisions: [{ image: 0, decision: { action: 'keep' } }] });
});

test('a cleaner of another kernel is not known', async () => {
  expect(await ask([{ image: 0, decision: { action: 'keep' } }], 'other')).toBeUndefined();
  expect(await readCorrections(file)).toEqual([]);
});

test('an image or a class that is not there, or a question that is none, is an error, and nothing is written', async () => {
  await expect(ask([{ image: 7, decision: { action: 'keep' } }])).rejects.toThrow('no image 7');
  await expect(ask([{ image: 0, decision: { action: 'move', to: '../x' } }])).rejects.toThrow('no class');
  await expect(answerCleaner({ ask: 'cleaner' }, new Map())).rejects.toThrow('question of a cleaner');
  expect(await readCorrections(file)).toEqual([]);
});

test('a damaged file is an error, and stays', async () => {
  writeFileSync(file, '{');
  await expect(ask([{ image: 0, decision: { action: 'keep' } }])).rejects.toThrow(file);
});
