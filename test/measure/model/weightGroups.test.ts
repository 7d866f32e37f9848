import { expect, test } from 'vitest';
import type { RawWeight } from '../../../src/backbones/network/weights.js';
import { groupSteps, stepNorms, weightGroups } from '../../../src/measure/model/weightGroups.js';

const weight = (...values: number[]): RawWeight => ({ shape: [values.length], values: Float32Array.from(values) });
const layers = ['input', 'conv_1', 'add_1', 'conv_2', 'conv_3', 'add_2', 'conv_top', 'pool', 'dense_1', 'logits'].map(
  (name) => ({ kind: 'Add' as const, name, inputs: [] }),
);
const kernels = ['conv_1', 'conv_2', 'conv_3', 'conv_top', 'dense_1', 'logits'].map((name) => `${name}/kernel`);
const head = new Set(['dense_1', 'logits']);

test('kernels are grouped by block from the input up, what is behind the last block by itself, and the head by layer', () => {
  const groups = weightGroups({ layers }, kernels, ['add_1', 'add_2'], head);
  expect(groups.map(({ name, isHead, kernels: own }) => [name, isHead, own.length])).toEqual([
    ['add_1', false, 1],
    ['add_2', false, 2],
    ['pool', false, 1],
    ['dense_1', true, 1],
    ['logits', true, 1],
  ]);
});

test('groups without a kernel that trains are left out', () => {
  expect(weightGroups({ layers }, ['logits/kernel'], ['add_1', 'add_2'], head)).toEqual([
    { name: 'logits', isHead: true, kernels: ['logits/kernel'] },
  ]);
});

test('a step is measured against the weights before it, over the kernels of a group together', () => {
  const before = new Map([
    ['a/kernel', weight(3, 0)],
    ['b/kernel', weight(0, 4)],
  ]);
  const after = new Map([
    ['a/kernel', weight(3, 0.3)],
    ['b/kernel', weight(0, 4.4)],
  ]);
  const norms = stepNorms(before, after, ['a/kernel', 'b/kernel']);
  const still = stepNorms(before, before, ['a/kernel', 'b/kernel']);
  const gradients = new Map([
    ['a/kernel', 6],
    ['b/kernel', 8],
  ]);
  const sizes = new Map([
    ['a/kernel', 2],
    ['b/kernel', 2],
  ]);
  const group = { name: 'block', isHead: false, kernels: ['a/kernel', 'b/kernel'] };
  const measured = groupSteps(group, [norms, still, norms], gradients, sizes);
  expect(measured).toMatchObject({ name: 'block', numWeights: 4, size: 2.5, gradient: 5 });
  expect(measured.update).toBeCloseTo(0.5 / 5, 6);
});
