import { expect, test } from 'vitest';
import type { CheckName } from '../../src/diagnose/checks.js';
import type { Fault } from './fault.js';
import { judge, type Named } from './judge.js';

const fault = (name: string, checks: CheckName[], alsoTrue?: CheckName[]): Fault => ({
  name,
  checks,
  alsoTrue,
  shows: 'in pictures',
  plant: (world) => world,
});
const warning = (check: CheckName): Named => ({ check, severity: 'warning' });
const info = (check: CheckName): Named => ({ check, severity: 'info' });

test('a fault has the place of the first finding above info that names it', () => {
  const findings = [warning('shortcut'), warning('group-leak'), warning('split-shift')];
  const { judged } = judge([fault('a', ['split-shift', 'group-leak'])], findings);
  expect(judged).toEqual([{ fault: 'a', place: 2 }]);
});

test('a check that reports twice takes one place', () => {
  const findings = [warning('learning-rate-too-low'), warning('learning-rate-too-low'), warning('shortcut')];
  expect(judge([fault('a', ['shortcut'])], findings).judged).toEqual([{ fault: 'a', place: 2 }]);
});

test('what is context only, and what is not found, has no place', () => {
  const faults = [fault('a', ['near-duplicate']), fault('b', ['shortcut'])];
  expect(judge(faults, [info('near-duplicate')]).judged.map(({ place }) => place)).toEqual(['info', 'missed']);
});

test('a finding above info is a false alarm unless a planted fault explains it', () => {
  const faults = [fault('a', ['frozen-batch-norm'], ['small-batch-norm'])];
  const checks: CheckName[] = ['frozen-batch-norm', 'small-batch-norm', 'shortcut', 'underfitting'];
  const findings = checks.map(warning);
  expect(judge(faults, [...findings, info('group-leak')]).falseAlarms).toEqual(['shortcut']);
});

test('where nothing is planted a symptom is a false alarm too', () => {
  expect(judge([], [warning('underfitting'), info('head-too-large')]).falseAlarms).toEqual(['underfitting']);
});
