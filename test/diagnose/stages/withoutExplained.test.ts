import { expect, test } from 'vitest';
import { REGISTRY } from '../../../src/backbones/architectures/registry.js';
import type { Finding } from '../../../src/diagnose/finding.js';
import { phasesDiffer, unexplained } from '../../../src/diagnose/stages/diagnoseRecipe.js';

const finding = (check: string, severity: Finding['severity']): Finding => ({
  check,
  severity,
  summary: '',
  evidence: [],
  fix: { text: '' },
});
const low = finding('learning-rate-too-low', 'warning');

test('a loss that hardly falls is no matter of the rate where the base is random, another with every batch, or its input scaled wrongly', () => {
  for (const check of ['weights-not-loaded', 'frozen-batch-norm', 'double-preprocessing', 'wrong-scaling']) {
    const cause = finding(check, 'critical');
    expect(unexplained([cause, low])).toEqual([cause]);
  }
});

test('nor where augmentation leaves little of the pictures; where it is context only, the rate is told', () => {
  for (const check of ['augmentation-too-strong', 'frozen-batch-norm']) {
    const cause = finding(check, 'warning');
    expect(unexplained([cause, low])).toEqual([cause]);
  }
  const mild = finding('augmentation-too-strong', 'info');
  expect(unexplained([mild, low])).toEqual([mild, low]);
});

test('beside any other finding, and beside a few layers that were not loaded, it stays', () => {
  const others = [finding('small-batch-norm', 'critical'), finding('weights-not-loaded', 'warning'), low];
  expect(unexplained(others)).toEqual(others);
});

test('a network that overfits is not told to train longer', () => {
  const [rises, few] = [finding('overfitting', 'info'), finding('too-few-steps', 'info')];
  expect(unexplained([rises, few])).toEqual([rises]);
  expect(unexplained([few])).toEqual([few]);
});

test('two phases are two networks only where a frozen batch normalisation uses the statistics of the batch', () => {
  const [vgg, inception] = [REGISTRY.VGG16.build(), REGISTRY.InceptionV3.build()];
  const nothing = new Set<string>();
  const everything = new Set(inception.layers.map(({ name }) => name));
  expect(phasesDiffer({ batchNormalization: 'batch' }, inception, nothing)).toBe(true);
  expect(phasesDiffer({ batchNormalization: 'moving' }, inception, nothing)).toBe(false);
  expect(phasesDiffer({ batchNormalization: 'batch' }, inception, everything)).toBe(false);
  expect(phasesDiffer({ batchNormalization: 'batch' }, vgg, nothing)).toBe(false);
});
