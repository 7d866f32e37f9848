import { describe, expect, test } from 'vitest';
import type { Answer } from '../../src/benchmark/answers.js';
import type { BenchmarkCase, CaseFault } from '../../src/benchmark/benchmarkCase.js';
import { type CaseScore, figuresOf, isHeldOut, scoreCase } from '../../src/benchmark/score.js';

const MEASURE = { reported: 'last(history)', true: null, environment: 'project', unmeasured: null };

function caseOf(name: string, ...faults: CaseFault[]): BenchmarkCase {
  const rest = { folder: name, title: name, source: 'own', script: 'train.py', keras: null, given: [], images: null };
  return { name, faults, measure: MEASURE, ...rest };
}

function faultOf(kind: CaseFault['kind'], lines: number[] = [], accepted: CaseFault['accepted'] = []): CaseFault {
  return { kind, about: kind, at: lines.length === 0 ? [] : [{ file: 'train.py', lines }], accepted };
}

function scoreOf(one: BenchmarkCase, answers: Answer[], accepted: 'one' | 'several' = 'one'): CaseScore {
  return scoreCase(one, { case: one.name, seconds: 1, answers }, accepted);
}

describe('scoreCase', () => {
  test('finds a fault at the place of the first answer of its kind, where those of one kind count once', () => {
    const one = caseOf('a', faultOf('wrong-range', [4]));
    const answers: Answer[] = [{ kind: 'linear-head' }, { kind: 'linear-head' }, { kind: 'wrong-range', line: 9 }];
    expect(scoreOf(one, answers)).toMatchObject({
      faults: [{ kind: 'wrong-range', place: 2, line: false }],
      wrong: [{ kind: 'linear-head' }],
    });
  });

  test.each([
    ['the line', { file: 'train.py', line: 4 }, true],
    ['the line after it', { file: 'train.py', line: 5 }, true],
    ['two lines after it', { file: 'train.py', line: 6 }, false],
    ['another file', { file: 'data.py', line: 4 }, false],
    ['a cell, where there are none', { file: 'train.py', cell: 1, line: 4 }, false],
    ['no line', {}, false],
  ])('tells whether an answer names the line: %s', (_, at, expected) => {
    const { faults } = scoreOf(caseOf('a', faultOf('wrong-range', [4])), [{ kind: 'wrong-range', ...at }]);
    expect(faults[0]!.line).toBe(expected);
  });

  test('takes an accepted kind with several answers alone', () => {
    const one = caseOf('a', faultOf('wrong-range', [], [{ kind: 'learning-rate-too-low', by: 'measured' }]));
    const answers: Answer[] = [{ kind: 'learning-rate-too-low' }];
    expect(scoreOf(one, answers)).toMatchObject({ faults: [{ place: undefined }], wrong: answers });
    expect(scoreOf(one, answers, 'several')).toMatchObject({ faults: [{ place: 1 }], wrong: [] });
  });

  test('counts an answer that fits no kind, and any answer to a sound case, as wrong', () => {
    expect(scoreOf(caseOf('sound'), [{ kind: 'other', text: 'use a GPU' }]).wrong).toHaveLength(1);
  });

  test('misses every fault of a case that is not answered', () => {
    const score = scoreCase(caseOf('a', faultOf('wrong-range')), undefined, 'several');
    expect(score).toMatchObject({ faults: [{ place: undefined }], wrong: [], seconds: undefined });
  });
});

describe('figuresOf', () => {
  const found = scoreOf(caseOf('a', faultOf('wrong-range')), [{ kind: 'wrong-range' }]);
  const half = scoreOf(caseOf('b', faultOf('label-form'), faultOf('leaking-split')), [
    { kind: 'linear-head' },
    { kind: 'imbalance' },
    { kind: 'label-form' },
  ]);
  const sound = scoreOf(caseOf('c'), []);

  test('counts faults and answers over all cases', () => {
    // Two of three faults; two right answers and two wrong ones.
    const { recall, precision, f3, first, cases, faults } = figuresOf([found, half, sound]);
    expect({ cases, faults, recall, precision, first }).toEqual({
      cases: 3,
      faults: 3,
      recall: 2 / 3,
      precision: 1 / 2,
      first: 1 / 3,
    });
    // 10 P R / (9 P + R) = (10 / 3) / (4.5 + 2 / 3)
    expect(f3).toBeCloseTo(0.6452, 4);
  });

  test('counts an answer that finds two faults of one kind once, and places after the first', () => {
    const twice = scoreOf(caseOf('d', faultOf('wrong-labels'), faultOf('wrong-labels')), [
      { kind: 'linear-head' },
      { kind: 'imbalance' },
      { kind: 'wrong-labels' },
    ]);
    const { recall, precision, first, second } = figuresOf([twice]);
    expect({ recall, precision, first, second }).toEqual({ recall: 1, precision: 1 / 3, first: 0, second: 1 });
  });

  test('has an F3 of 0 where nothing is found, and none where there is nothing to find', () => {
    const missed = scoreOf(caseOf('a', faultOf('wrong-range')), [{ kind: 'linear-head' }]);
    expect(figuresOf([missed])).toMatchObject({ f3: 0, f3Interval: [0, 0] });
    expect(figuresOf([sound]).f3).toBeNaN();
  });

  test('has an interval around the figure, from draws of whole cases', () => {
    const { recallInterval, f3, f3Interval } = figuresOf([...Array(20).fill(found), ...Array(20).fill(half)]);
    expect(f3Interval[0]).toBeLessThan(f3);
    expect(f3Interval[1]).toBeGreaterThan(f3);
    expect(recallInterval[0]).toBeGreaterThan(0.5);
    expect(recallInterval[0]).toBeLessThan(2 / 3);
    expect(recallInterval[1]).toBeGreaterThan(2 / 3);
  });
});

test('holds out five of sixteen names', () => {
  const names = Array.from({ length: 3200 }, (_, i) => `case-${i}`);
  expect(names.filter(isHeldOut).length / names.length).toBeCloseTo(5 / 16, 1);
});
