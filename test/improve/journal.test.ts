import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Journal, openJournal } from '../../src/improve/journal.js';
import { ownPoint, type Point } from '../../src/improve/space.js';
import { USUAL_SPACE } from './spaces.js';

const STEPS = [55, 164];
const OWN = ownPoint(USUAL_SPACE);
const OTHER: Point = { ...OWN, learningRate: 0.01, augmentation: 'mild' };
const BAD: Point = { ...OWN, learningRate: 0.1 };

const newFile = (): string => path.join(mkdtempSync(path.join(tmpdir(), 'thaw-journal-')), 'search.log');
const open = (file: string): Promise<Journal> =>
  openJournal({ file, name: 'test', space: USUAL_SPACE, steps: STEPS, facts: { classes: ['a'] }, clock: () => 1e12 });
const linesOf = (file: string): Record<string, unknown>[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
const known = ({ candidates }: Journal) =>
  candidates.map(({ point, isOwn, accuracies, seconds }) => ({ point, isOwn, accuracies, seconds }));

/** A search of one call: the start at every rung, one that waits, and one that diverges. */
async function written(file: string): Promise<Journal> {
  const journal = await open(file);
  const own = await journal.begin(OWN, true);
  await journal.reach(own, 0.5, 1);
  await journal.reach(own, 0.6, 2);
  await journal.reach(await journal.begin(OTHER, false), 0.7, 3);
  await journal.reach(await journal.begin(BAD, false), Number.NaN, 4);
  return journal;
}

const EXPECTED = [
  { point: OWN, isOwn: true, accuracies: [0.5, 0.6], seconds: [1, 2] },
  { point: OTHER, isOwn: false, accuracies: [0.7], seconds: [3] },
  { point: BAD, isOwn: false, accuracies: [Number.NaN], seconds: [4] },
];

test('a second call knows what the first one wrote', async () => {
  const file = newFile();
  const first = await written(file);
  await first.evaluate(OTHER);
  await first.close();
  const second = await open(file);
  expect(known(second)).toEqual(EXPECTED);
  expect(second.evaluated).toEqual([OTHER]);
  await second.close();
});

test('after a kill, all that was written is there, and a line that was cut short is dropped', async () => {
  const file = newFile();
  const killed = await written(file);
  await killed.close();
  // Without what `close` writes, as a kill leaves it, and half a line.
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -2);
  writeFileSync(file, `${lines.join('\n')}\n{"op_code":7,"trial_id":1,"st`);
  const resumed = await open(file);
  expect(known(resumed)).toEqual(EXPECTED);
  await resumed.reach(resumed.candidates[1]!, 0.8, 9);
  await resumed.close();
  expect(() => linesOf(file)).not.toThrow();
  const again = await open(file);
  expect(again.candidates[1]!.accuracies).toEqual([0.7, 0.8]);
  await again.close();
});

test('a recipe whose trial is finished goes on in a trial of its own', async () => {
  const file = newFile();
  await (await written(file)).close();
  const second = await open(file);
  await second.reach(second.candidates[1]!, 0.8, 9);
  await second.close();
  const third = await open(file);
  expect(third.candidates[1]).toMatchObject({ accuracies: [0.7, 0.8], seconds: [3, 9] });
  expect(third.candidates).toHaveLength(3);
  await third.close();
});

test('two processes do not write one journal', async () => {
  const file = newFile();
  const first = await open(file);
  await expect(open(file)).rejects.toThrow('once at a time');
  await first.close();
  await (await open(file)).close();
});

test.each([
  ['cut', (line: string): string => line.slice(0, 20)],
  ['overwritten with NULs', (line: string): string => '\0'.repeat(line.length)],
  ['without what belongs to it', (): string => '{"op_code":4}'],
  ['no operation', (): string => 'null'],
])('a line that is %s costs what comes after it, but no attribute of the study', async (_, damaged) => {
  const file = newFile();
  const first = await written(file);
  await first.evaluate(OTHER);
  await first.close();
  const lines = readFileSync(file, 'utf8').split('\n');
  const ofOther = lines.findIndex((line) => line.includes('"op_code":4') && !line.includes('the search starts from'));
  lines[ofOther] = damaged(lines[ofOther]!);
  writeFileSync(file, lines.join('\n'));
  const second = await open(file);
  expect(known(second)).toEqual(EXPECTED.slice(0, 1));
  expect(second.evaluated).toEqual([OTHER]);
  expect(second.damage).toMatchObject({ line: ofOther + 1, copy: `${file}.damaged` });
  expect(readFileSync(`${file}.damaged`, 'utf8')).toBe(lines.join('\n'));
  await second.reach(await second.begin(OTHER, false), 0.9, 9);
  await second.close();
  const third = await open(file);
  expect(third.damage).toBeUndefined();
  expect(known(third)).toEqual([EXPECTED[0], { ...EXPECTED[1], accuracies: [0.9], seconds: [9] }]);
  await third.close();
});

test('where the first line cannot be read, the study begins anew, with what was evaluated', async () => {
  const file = newFile();
  const first = await written(file);
  await first.evaluate(OTHER);
  await first.close();
  const [created, ...others] = readFileSync(file, 'utf8').split('\n');
  writeFileSync(file, ['{', ...others].join('\n'));
  const second = await open(file);
  expect([second.candidates, second.evaluated]).toEqual([[], [OTHER]]);
  await second.close();
  expect(linesOf(file)[0]).toMatchObject({ op_code: 0, study_name: JSON.parse(created!).study_name });
  const third = await open(file);
  expect(third.evaluated).toEqual([OTHER]);
  await third.close();
});

test('a journal of nothing but NULs is damaged, and begins anew', async () => {
  const file = newFile();
  writeFileSync(file, '\0'.repeat(100));
  const journal = await open(file);
  expect(journal.damage).toMatchObject({ line: 1, numLeftOut: 1 });
  await journal.close();
  expect(linesOf(file)[0]).toMatchObject({ op_code: 0 });
});

test('a search that another one took over, while it was stopped, ends and writes nothing more', async () => {
  const file = newFile();
  const first = await written(file);
  writeFileSync(`${file}.held`, JSON.stringify({ pid: 1, host: 'elsewhere', token: 'other' }));
  const before = readFileSync(file, 'utf8');
  await expect(first.reach(first.candidates[1]!, 0.8, 9)).rejects.toThrow('another process took this one over');
  await expect(first.begin(OTHER, false)).rejects.toThrow('another process took this one over');
  await first.close();
  expect(readFileSync(file, 'utf8')).toBe(before);
  expect(readFileSync(`${file}.held`, 'utf8')).toContain('other');
});

describe('beside a journal of Optuna 5.0.0', () => {
  const recorded = JSON.parse(readFileSync(path.join(import.meta.dirname, '../fixtures/optunaStudy.json'), 'utf8')) as {
    journal: Record<string, unknown>[];
  };
  const fieldsByCode = (lines: readonly Record<string, unknown>[]): Record<string, string[]> =>
    Object.fromEntries(lines.map((line) => [String(line.op_code), Object.keys(line).sort()]));

  test('every kind of line has the same fields', async () => {
    const file = newFile();
    const journal = await written(file);
    await journal.evaluate(OTHER);
    await journal.close();
    expect(fieldsByCode(linesOf(file))).toEqual(fieldsByCode(recorded.journal));
  });

  test('distributions are written as Optuna writes them', async () => {
    const file = newFile();
    await (await written(file)).close();
    const typed = (lines: readonly Record<string, unknown>[], name: string): unknown => {
      const { distributions } = lines.find(({ op_code }) => op_code === 4) as { distributions: Record<string, string> };
      const { name: kind, attributes } = JSON.parse(distributions[name]!) as { name: string; attributes: object };
      return { kind, fields: Object.keys(attributes).sort() };
    };
    for (const name of ['augmentation', 'size', 'learningRate', 'dropout'])
      expect(typed(linesOf(file), name)).toEqual(typed(recorded.journal, name));
  });

  // Optuna is in no set-up of thaw: 39 MB and five packages for one test. `THAW_OPTUNA` names a Python that has it.
  test.skipIf(process.env.THAW_OPTUNA === undefined)('Optuna loads the study', async () => {
    const file = newFile();
    const journal = await written(file);
    await journal.evaluate(OTHER);
    await journal.close();
    const second = await open(file);
    await second.reach(second.candidates[1]!, 0.8, 9);
    await second.begin({ ...OWN, dropout: 0.3 }, false);
    const script = `
import json, sys, optuna
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend
study = optuna.load_study(study_name='test', storage=JournalStorage(JournalFileBackend(sys.argv[1])))
print(json.dumps({
    'best': study.best_value,
    'trials': [[t.number, t.state.name, t.value, t.intermediate_values, t.params] for t in study.trials],
    'kinds': {k: type(d).__name__ for k, d in study.trials[0].distributions.items()},
    'evaluated': study.user_attrs['evaluated'],
}))`;
    const answer = JSON.parse(
      execFileSync(process.env.THAW_OPTUNA!, ['-W', 'ignore', '-c', script, file], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
    await second.close();
    expect(answer).toEqual({
      best: 0.8,
      trials: [
        [0, 'COMPLETE', 0.6, { 55: 0.5, 164: 0.6 }, OWN],
        [1, 'PRUNED', 0.7, { 55: 0.7 }, OTHER],
        [2, 'FAIL', null, {}, BAD],
        [3, 'COMPLETE', 0.8, { 55: 0.7, 164: 0.8 }, OTHER],
        [4, 'RUNNING', null, {}, { ...OWN, dropout: 0.3 }],
      ],
      kinds: expect.objectContaining({
        backbone: 'CategoricalDistribution',
        size: 'IntDistribution',
        learningRate: 'FloatDistribution',
      }),
      evaluated: [OTHER],
    });
  });
});
