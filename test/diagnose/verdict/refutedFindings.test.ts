import { expect, test } from 'vitest';
import type { Finding } from '../../../src/diagnose/finding.js';
import type { Suggested } from '../../../src/diagnose/interventions/catalogue.js';
import type { Tried } from '../../../src/diagnose/interventions/searchCauses.js';
import { refutedFindings } from '../../../src/diagnose/verdict/refutedFindings.js';
import { refutedSentence } from '../../../src/diagnose/verdict/verdict.js';

const RATE: Finding = {
  check: 'learning-rate-too-high',
  severity: 'critical',
  summary: 'The learning rate is far too high.',
  evidence: [],
  fix: { text: 'Lower it.', change: 'learning rate 1e-5', patch: { learningRate: 1e-5 } },
};
const suggested = (patch: Suggested['patch']): Suggested => ({
  field: 'learningRate',
  headline: 'It is wrong',
  change: 'a change',
  patch,
  source: 'a test',
  kind: 'repair',
  isUnusual: true,
});
const MOVING = suggested({ batchNormalization: 'moving' });
const tried = (value: number, low: number, high: number, after: Suggested[] = []): Tried => ({
  intervention: suggested({ learningRate: 1e-5 }),
  after,
  gain: { value, interval: [low, high] },
});

test('a finding is refuted where its fix was tried and gained nothing', () => {
  const [refuted] = refutedFindings([RATE], { kept: [], tried: [tried(0.01, -0.03, 0.04)] }, 100);
  expect(refuted).toMatchObject({
    check: 'learning-rate-too-high',
    severity: 'critical',
    change: 'learning rate 1e-5',
  });
  expect(refutedSentence(refuted)).toBe(
    '`learning-rate-too-high` (critical): learning rate 1e-5 gained +1 point (−3 to +4).',
  );
});

const SHORT: Finding = {
  check: 'too-few-steps',
  severity: 'warning',
  summary: 'Training ended too early.',
  evidence: [],
  fix: { text: 'Train longer.', change: 'up to 20 epochs', patch: { epochs: 20 } },
};
const ofEpochs = (epochs: number, value: number): Tried => ({
  intervention: { ...suggested({ epochs, patience: 12 }), field: 'epochs', change: `${epochs} epochs` },
  after: [],
  gain: { value, interval: [value - 0.03, value + 0.03] },
});

test('a training that is longer than a finding asks for speaks against it, and a shorter one does not', () => {
  const refutedBy = (...some: Tried[]): string[] =>
    refutedFindings([SHORT], { kept: [], tried: some }, 100).map(({ check, change }) => `${check}: ${change}`);
  expect(refutedBy(ofEpochs(40, 0))).toEqual(['too-few-steps: 40 epochs']);
  expect(refutedBy(ofEpochs(15, 0))).toEqual([]);
  expect(refutedBy(ofEpochs(40, 0), ofEpochs(160, 0.1))).toEqual([]);
});

test.each([
  ['its fix gained accuracy', RATE, { kept: [], tried: [tried(0.2, 0.1, 0.3)] }],
  ['its fix gained a little, and surely', RATE, { kept: [], tried: [tried(0.02, 0.01, 0.03)] }],
  ['too few images say what its fix gained', RATE, { kept: [], tried: [tried(0.01, -0.15, 0.17)] }],
  ['its fix was not tried', RATE, { kept: [], tried: [] }],
  [
    'another change was tried',
    RATE,
    { kept: [], tried: [{ ...tried(0, -0.02, 0.02), intervention: suggested({ learningRate: 1e-4 }) }] },
  ],
  ['its fix could not be trained', RATE, { kept: [], tried: [{ ...tried(0, 0, 0), gain: undefined }] }],
  ['another fault may have hidden it', RATE, { kept: [MOVING], tried: [tried(0, -0.02, 0.02)] }],
  [
    'it gained once the other fault was fixed',
    RATE,
    { kept: [MOVING], tried: [tried(0, -0.02, 0.02), tried(0.1, 0.05, 0.15, [MOVING])] },
  ],
  [
    'it says nothing of the accuracy',
    { ...RATE, severity: 'info' as const },
    { kept: [], tried: [tried(0, -0.02, 0.02)] },
  ],
  ['it has no fix to try', { ...RATE, fix: { text: 'Think.' } }, { kept: [], tried: [tried(0, -0.02, 0.02)] }],
])('a finding stands where %s', (_, finding, search) => {
  expect(refutedFindings([finding], search, 100)).toEqual([]);
});

test('a finding is refuted by the last trial, on the best recipe', () => {
  const search = { kept: [MOVING], tried: [tried(0.05, -0.02, 0.1), tried(-0.02, -0.05, 0.01, [MOVING])] };
  expect(refutedFindings([RATE], search, 100)).toMatchObject([{ gain: { value: -0.02 } }]);
});

test('a handful of images, on none of which anything changes, speaks against nothing', () => {
  const search = { kept: [], tried: [tried(0, 0, 0)] };
  expect(refutedFindings([RATE], search, 21)).toEqual([]);
  expect(refutedFindings([RATE], search, 22)).toHaveLength(1);
});
