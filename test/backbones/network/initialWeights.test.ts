import { expect, test } from 'vitest';
import { initialWeights } from '../../../src/backbones/network/initialWeights.js';
import type { Layer } from '../../../src/backbones/network/layer.js';

const common = { inputs: ['input'], strides: 1, padding: 'same', useBias: true } as const;
const input: Layer = { kind: 'InputLayer', name: 'input', inputs: [] };

/** Fans as Keras' `compute_fans`: of the field of the kernel times channels in, and times channels out. */
test.each<{ what: string; layer: Layer; fanIn: number; fanOut: number }>([
  {
    what: 'a convolution',
    layer: { kind: 'Conv2D', name: 'layer', filters: 128, kernelSize: [3, 3], ...common },
    fanIn: 9 * 64,
    fanOut: 9 * 128,
  },
  {
    what: 'a depthwise convolution, whose kernel has one channel out',
    layer: { kind: 'DepthwiseConv2D', name: 'layer', kernelSize: [5, 5], ...common },
    fanIn: 25 * 64,
    fanOut: 25,
  },
])('$what is drawn as Keras draws it, by either initializer', ({ layer, fanIn, fanOut }) => {
  const kernel = (initializer: 'glorot' | 'heFanOut'): Float32Array => {
    const network = { layers: [input, { ...layer, initializer } as Layer], output: 'layer' };
    const weights = initialWeights(network, 64, 3);
    expect(weights.get('layer/bias')!.values.every((value) => value === 0)).toBe(true);
    return (weights.get('layer/kernel') ?? weights.get('layer/depthwise_kernel'))!.values;
  };
  const limit = Math.sqrt(6 / (fanIn + fanOut));
  const glorot = kernel('glorot');
  expect(largest(glorot)).toBeLessThanOrEqual(limit);
  expect(largest(glorot)).toBeGreaterThan(0.98 * limit);
  expect(deviation(glorot) / (limit / Math.sqrt(3))).toBeCloseTo(1, 1);
  const he = kernel('heFanOut');
  expect(deviation(he) / Math.sqrt(2 / fanOut)).toBeCloseTo(1, 1);
  // Cut off at two deviations of the untruncated normal, as VarianceScaling's.
  expect(largest(he)).toBeLessThanOrEqual((2 * Math.sqrt(2 / fanOut)) / 0.8796);
});

function largest(values: Float32Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

function deviation(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}
