import { expect, test } from 'vitest';
import type { CaseAnswers } from '../../src/benchmark/answers.js';
import { askCases, askedCases, casesWith } from '../../src/benchmark/askCases.js';
import type { BenchmarkCase, Given } from '../../src/benchmark/benchmarkCase.js';
import { digestOfName } from '../../src/benchmark/score.js';

function caseOf(name: string, ...given: Given[]): BenchmarkCase {
  const measure = { reported: 'x', true: null, environment: 'keras-3', unmeasured: null };
  const rest = { folder: name, title: name, source: 'own', script: 'train.py', keras: null, images: null };
  return { name, given, faults: [], measure, ...rest };
}

const cases = ['a', 'b', 'c', 'd', 'e'].map((name) => caseOf(name));
const ordered = cases.map(({ name }) => name).sort((a, b) => (digestOfName(a) < digestOfName(b) ? -1 : 1));

async function askedInTurn(before: CaseAnswers[], most: number): Promise<{ asked: string[]; answers: CaseAnswers[] }> {
  const asked: string[] = [];
  const answers = await askCases(cases, before, {
    ask: async ({ name }) => {
      asked.push(name);
      return { case: name, answers: [] };
    },
    isOver: () => asked.length === most,
    keep: async () => {},
  });
  return { asked, answers };
}

test('asks in the order of digests, and answers in that of names', async () => {
  const { asked, answers } = await askedInTurn([], 99);
  expect(asked).toEqual(ordered);
  expect(answers.map((one) => one.case)).toEqual(['a', 'b', 'c', 'd', 'e']);
});

test('goes on behind what is answered, and stops when time is over', async () => {
  const before = ordered.slice(0, 2).map((name) => ({ case: name, answers: [] }));
  const { asked, answers } = await askedInTurn(before, 1);
  expect(asked).toEqual([ordered[2]]);
  expect(answers).toHaveLength(3);
});

test('a part of the cases is a sample only where none is left out', () => {
  const answersTo = (...names: string[]): CaseAnswers[] => names.map((name) => ({ case: name, answers: [] }));
  const asked = askedCases(cases, answersTo(ordered[0]!, ordered[1]!), 'images.jsonl');
  expect(asked.map(({ name }) => name).sort()).toEqual(ordered.slice(0, 2).sort());
  expect(() => askedCases(cases, answersTo(ordered[0]!, ordered[2]!), 'images.jsonl')).toThrow(
    new RegExp(`images\\.jsonl .*no answer to ${ordered[1]}`, 's'),
  );
});

test('cases without what is at hand are not asked with it', () => {
  const some = [caseOf('a', 'images'), caseOf('b')];
  expect(casesWith(some, 'images').map(({ name }) => name)).toEqual(['a']);
  expect(casesWith(some, 'script')).toHaveLength(2);
});
