import { expect, test } from 'vitest';
import { REGISTRY } from '../../src/backbones/architectures/registry.js';
import { phasesDiffer } from '../../src/diagnose/checks/network/frozenBatchNorm.js';
import type { CheckName } from '../../src/diagnose/checks.js';
import type { Finding } from '../../src/diagnose/finding.js';
import { withoutExplained } from '../../src/diagnose/finding.js';

const finding = (check: CheckName, severity: Finding['severity']): Finding => ({
  check,
  severity,
  summary: '',
  evidence: [],
  fix: { text: '' },
});
const low = finding('learning-rate-too-low', 'warning');

test('a loss that hardly falls is no matter of the rate where the base is random, another with every batch, or its input scaled wrongly', () => {
  for (const check of ['weights-not-loaded', 'frozen-batch-norm', 'double-preprocessing', 'wrong-scaling'] as const) {
    const cause = finding(check, 'critical');
    expect(withoutExplained([cause, low])).toEqual([cause]);
  }
});

test('nor where augmentation leaves little of the images; where it is context only, the rate is reported', () => {
  for (const check of ['augmentation-too-strong', 'frozen-batch-norm'] as const) {
    const cause = finding(check, 'warning');
    expect(withoutExplained([cause, low])).toEqual([cause]);
  }
  const mild = finding('augmentation-too-strong', 'info');
  expect(withoutExplained([mild, low])).toEqual([mild, low]);
});

test('a loss that rises, or hardly falls, is no matter of the rate where regularization alone keeps a batch from being learned', () => {
  const cause = finding('regularization-too-strong', 'warning');
  expect(withoutExplained([finding('learning-rate-too-high', 'critical'), cause, low])).toEqual([cause]);
});

test('beside any other finding, and beside a few layers that were not loaded, it stays', () => {
  const others = [finding('small-batch-norm', 'critical'), finding('weights-not-loaded', 'warning'), low];
  expect(withoutExplained(others)).toEqual(others);
});

test('a network that overfits is not told to train longer', () => {
  const [rises, few] = [finding('overfitting', 'info'), finding('too-few-steps', 'info')];
  expect(withoutExplained([rises, few])).toEqual([rises]);
  expect(withoutExplained([few])).toEqual([few]);
});

test('two phases are two networks only where a frozen batch normalization uses the statistics of the batch', () => {
  const [vgg, inception] = [REGISTRY.VGG16.build(), REGISTRY.InceptionV3.build()];
  const nothing = new Set<string>();
  const everything = new Set(inception.layers.map(({ name }) => name));
  expect(phasesDiffer({ batchNormalization: 'batch' }, inception, nothing)).toBe(true);
  expect(phasesDiffer({ batchNormalization: 'moving' }, inception, nothing)).toBe(false);
  expect(phasesDiffer({ batchNormalization: 'batch' }, inception, everything)).toBe(false);
  expect(phasesDiffer({ batchNormalization: 'batch' }, vgg, nothing)).toBe(false);
});
