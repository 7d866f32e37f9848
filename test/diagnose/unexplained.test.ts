import { expect, test } from 'vitest';
import { unexplained } from '../../src/diagnose/diagnoseRecipe.js';
import type { Finding } from '../../src/diagnose/finding.js';

const finding = (check: string, severity: Finding['severity']): Finding => ({
  check,
  severity,
  summary: '',
  evidence: [],
  fix: { text: '' },
});
const low = finding('learning-rate-too-low', 'warning');

test('a loss that hardly falls is no matter of the rate where the base is random or its input scaled wrongly', () => {
  for (const check of ['weights-not-loaded', 'double-preprocessing', 'wrong-scaling']) {
    const cause = finding(check, 'critical');
    expect(unexplained([cause, low])).toEqual([cause]);
  }
});

test('beside any other finding, and beside a few layers that were not loaded, it stays', () => {
  const others = [finding('frozen-batch-norm', 'critical'), finding('weights-not-loaded', 'warning'), low];
  expect(unexplained(others)).toEqual(others);
});
