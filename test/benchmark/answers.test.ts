import { describe, expect, test } from 'vitest';
import { readAnswers } from '../../src/benchmark/answers.js';
import { answersOf, KIND_OF_CHECK } from '../../src/benchmark/thawAnswers.js';
import { CHECK_NAMES, checkInfo } from '../../src/diagnose/checks.js';

describe('readAnswers', () => {
  test('reads a line of JSON a case, and leaves empty ones out', () => {
    const text = '{"case": "a", "answers": [{"kind": "wrong-range", "line": 3}]}\n\n{"case": "b", "answers": []}\n';
    expect(readAnswers(text, 'peer.jsonl')).toEqual([
      { case: 'a', answers: [{ kind: 'wrong-range', line: 3 }] },
      { case: 'b', answers: [] },
    ]);
  });

  test.each([
    ['a kind that there is not', '{"case": "a", "answers": [{"kind": "bug"}]}', /line 1, .*kind/s],
    ['no JSON', '{"case": "a"', /line 1, is expected to be JSON/],
    ['a case twice', '{"case": "a", "answers": []}\n{"case": "a", "answers": []}', /line 2, .*second time/],
  ])('refuses %s', (_, text, expected) => {
    expect(() => readAnswers(text, 'peer.jsonl')).toThrow(expected);
  });
});

describe('answersOf', () => {
  const finding = (check: string, severity: string, line?: number) => ({
    check,
    severity,
    summary: check,
    ...(line !== undefined && { places: [{ where: '', file: '/home/me/train.py', line, text: '' }] }),
  });
  const answers = (report: unknown) => answersOf(report as Parameters<typeof answersOf>[0]);

  test('are causes above info, at their most telling line', () => {
    const findings = [
      finding('wrong-scaling', 'critical', 7),
      finding('linear-layers', 'info', 9),
      finding('overfitting', 'warning'),
    ];
    expect(answers({ script: { findings } })).toEqual([
      { kind: 'wrong-range', text: 'wrong-scaling', file: 'train.py', line: 7, cell: undefined },
    ]);
  });

  test('put what is measured first, and leave out what was refuted', () => {
    const findings = [finding('wrong-scaling', 'critical', 7), finding('shortcut', 'warning')];
    const faults = [
      { check: 'frozen-batch-norm', headline: 'Frozen' },
      { headline: 'Another backbone' },
      { headline: 'The learning rate 1 is too high' },
    ];
    const verdict = { faults, refuted: [{ check: 'shortcut' }] };
    expect(answers({ findings, recipe: { verdict } }).map(({ kind }) => kind)).toEqual([
      'frozen-batch-norm',
      'other',
      'learning-rate-too-high',
      'wrong-range',
    ]);
  });

  test('have a kind for every check that names a cause, but for three that name none', () => {
    const causes = CHECK_NAMES.filter(
      (name) => checkInfo(name).kind === 'cause' && checkInfo(name).severity !== 'info',
    );
    expect(causes.filter((name) => KIND_OF_CHECK[name] === undefined)).toEqual([
      'decimal-comma',
      'unusual-encoding',
      'not-reproducible',
    ]);
  });
});
