import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readAccepted } from '../../src/benchmark/acceptedFile.js';
import { allCases, caseNames, readCase } from '../../src/benchmark/benchmarkCase.js';
import { digestOfCase } from '../../src/benchmark/digestOfCase.js';

describe('the cases of benchmark/', () => {
  test.each(caseNames())('%s is whole', (name) => {
    const { faults, title } = readCase(name);
    expect(title).not.toBe('');
    for (const { kind, accepted } of faults) expect(accepted.map((each) => each.kind)).not.toContain(kind);
  });

  test('are as they were when their changes were measured: otherwise measure them again', () => {
    const measured = allCases().flatMap((one) => {
      const file = readAccepted(one.folder);
      return file === undefined ? [] : [{ name: one.name, of: file.of, now: digestOfCase(one) }];
    });
    expect(measured.filter(({ of, now }) => of !== now)).toEqual([]);
  });
});

describe('readCase', () => {
  let cases: string;
  const write = (name: string, content: unknown, ...files: string[]): void => {
    mkdirSync(path.join(cases, name));
    writeFileSync(path.join(cases, name, 'case.json'), JSON.stringify(content));
    for (const file of files) writeFileSync(path.join(cases, name, file), '');
  };
  const measure = { reported: 'x' };
  const faults = [{ kind: 'wrong-range', about: 'it is', at: [{ file: 'train.py', lines: [1] }] }];
  beforeAll(() => {
    cases = mkdtempSync(path.join(tmpdir(), 'thaw-cases-'));
    write('sound', { title: 'Sound', source: 'own', faults: [], measure }, 'train.py');
    write('no-fix', { title: 'No fix', source: 'own', faults, measure }, 'train.py');
    write(
      'no-kind',
      { title: 'No kind', source: 'own', faults: [{ kind: 'bug', about: 'it is' }], measure },
      'train.py',
    );
    write('no-history', { title: 'No history', source: 'own', faults: [], given: ['history'], measure }, 'train.py');
    write('no-measure', { title: 'No measure', source: 'own', faults: [], measure: {} }, 'train.py');
  });
  afterAll(() => rmSync(cases, { recursive: true }));

  test('fills in what is usual', () => {
    expect(readCase('sound', cases)).toMatchObject({ script: 'train.py', keras: null, given: [], images: null });
  });

  test.each([
    ['no-fix', /lacks a file.*fixed\.py/],
    ['no-kind', /faults\[0\]\.kind/],
    ['no-history', /gives a history/],
    ['no-measure', /measures nothing/],
    ['nowhere', /A case of the benchmark is expected/],
  ])('says what is wrong with %s', (name, expected) => {
    expect(() => readCase(name, cases)).toThrow(expected);
  });
});
