import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type AcceptedFile,
  acceptedKinds,
  acceptedPath,
  acceptedText,
  readAccepted,
  withMeasured,
} from '../../src/benchmark/acceptedFile.js';
import { readCase } from '../../src/benchmark/benchmarkCase.js';
import { scoreCase } from '../../src/benchmark/score.js';

const scores = (...values: number[]) => ({ reported: null, true: values, seconds: values.map(() => 9) });
const FILE: AcceptedFile = {
  of: 'a digest',
  environment: 'keras-3',
  versions: { python: '3.11.7', keras: '3.15.1', tensorflow: '2.21.0' },
  seeds: [1, 2, 3],
  limitSeconds: 600,
  backbone: 'mobilenet_v2',
  train: scores(0.4, 0.4, 0.4),
  fixed: scores(0.9, 0.9, 0.9),
  gain: { reported: null, true: { value: 0.5, interval: [0.5, 0.5] } },
  result: 'Accepted: learning-rate-too-low.',
  tried: [
    { change: 'rate-times-10', kind: 'learning-rate-too-low', outcome: 'accepted', scores: scores(0.9, 0.9, 0.9) },
    { change: 'rate-times-100', kind: 'learning-rate-too-low', outcome: 'accepted', scores: scores(0.8, 0.9, 1) },
    { change: 'epochs-times-4', kind: 'too-few-steps', outcome: 'accepted', scores: scores(0.9, 0.9, 1) },
    { change: 'dropout-off', kind: 'too-much-regularization', outcome: 'worse', scores: scores(0.4, 0.4, 0.4) },
    { change: 'base-frozen', kind: 'wrong-layers-train', outcome: 'not applicable' },
    { change: 'batch-32-up', kind: 'small-batch-norm', outcome: 'unfinished', scores: scores(0.9) },
  ],
};

describe('acceptedKinds', () => {
  test('are those of accepted changes, each once, with what was measured', () => {
    expect(acceptedKinds(FILE).map(({ kind }) => kind)).toEqual(['learning-rate-too-low', 'too-few-steps']);
    expect(acceptedKinds(FILE)[1]!.by).toBe('measured: epochs times 4 (true 0.93, fixed 0.90)');
  });
});

describe('withMeasured', () => {
  const fault = (
    kind: 'wrong-range' | 'too-few-steps',
    ...accepted: { kind: 'learning-rate-too-low'; by: string }[]
  ) => ({
    kind,
    accepted,
  });

  test('adds to what is accepted by definition, which stays as it is', () => {
    const by = { kind: 'learning-rate-too-low', by: 'definition' } as const;
    const [one] = withMeasured([fault('wrong-range', by)], FILE);
    expect(one!.accepted.map(({ kind }) => kind)).toEqual(['learning-rate-too-low', 'too-few-steps']);
    expect(one!.accepted[0]).toBe(by);
  });

  test('leaves the kind of each fault to that fault', () => {
    const kinds = withMeasured([fault('wrong-range'), fault('too-few-steps')], FILE).map(({ accepted }) => accepted);
    expect(kinds.map((each) => each.map(({ kind }) => kind))).toEqual([
      ['learning-rate-too-low'],
      ['learning-rate-too-low'],
    ]);
  });

  test('adds nothing where nothing was measured', () => {
    expect(withMeasured([fault('wrong-range')], undefined)).toEqual([fault('wrong-range')]);
  });
});

describe('readAccepted', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'thaw-accepted-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const keep = (name: string, text: string) => writeFileSync(path.join(folder, name), text);

  test('reads what was written, and is undefined where nothing was', () => {
    expect(readAccepted(folder)).toBeUndefined();
    keep('accepted.json', acceptedText(FILE));
    expect(readAccepted(folder)).toEqual(FILE);
  });

  test('names the field that does not fit', () => {
    keep('accepted.json', acceptedText({ ...FILE, seeds: [1] }));
    expect(() => readAccepted(folder)).toThrow(/accepted\.json is expected.*seeds.*measure the case again/s);
  });

  test('gives a case the kinds that count as right with several answers', () => {
    keep('train.py', '');
    keep('fixed.py', '');
    const faults = [{ kind: 'wrong-range', about: 'It is.' }];
    keep('case.json', JSON.stringify({ title: 'A', source: 'own', faults, measure: { true: 'x' } }));
    keep(path.basename(acceptedPath(folder)), acceptedText(FILE));
    const one = readCase(path.basename(folder), path.dirname(folder));
    const answers = { case: one.name, answers: [{ kind: 'too-few-steps' as const }] };
    expect(scoreCase(one, answers, 'several')).toMatchObject({ faults: [{ place: 1 }], wrong: [] });
    expect(scoreCase(one, answers, 'one')).toMatchObject({ faults: [{ place: undefined }], wrong: answers.answers });
  });
});
