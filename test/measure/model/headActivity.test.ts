import { beforeAll, expect, test } from 'vitest';
import type { Network } from '../../../src/backbones/network/layer.js';
import type { RawWeight } from '../../../src/backbones/network/weights.js';
import { weightTensors } from '../../../src/backbones/network/weightTensors.js';
import { tf } from '../../../src/engine/tensorflow.js';
import { headActivity, isFlat, stuckShare } from '../../../src/measure/model/headActivity.js';

beforeAll(() => tf.ready());

test('a unit is stuck where its activation is flat for every image', () => {
  // Of three units, the first is 0 for both images, the second for one, the third for none.
  expect(stuckShare('relu', [0, 0, 1, 0, 2, 3], 3)).toBeCloseTo(1 / 3, 12);
  expect(stuckShare('tanh', [-0.999, 0.5, 0.9999, -0.5], 2)).toBe(0.5);
});

test.each([
  ['relu', 0, true],
  ['relu', 1e-6, false],
  ['relu6', 6, true],
  ['sigmoid', 0.999, true],
  ['sigmoid', 0.9, false],
  ['tanh', -0.999, true],
  ['tanh', 0, false],
  ['linear', 0, false],
  ['gelu', 0, false],
] as const)('%s is flat at %f: %s', (activation, answer, flat) => {
  expect(isFlat(activation, answer)).toBe(flat);
});

const tail: Network = {
  layers: [
    { kind: 'InputLayer', name: 'global_average_pooling2d', inputs: [] },
    { kind: 'Dense', name: 'dense_1', inputs: ['global_average_pooling2d'], units: 2, activation: 'relu' },
    { kind: 'Dense', name: 'logits', inputs: ['dense_1'], units: 2, activation: 'linear' },
  ],
  output: 'logits',
};
const state = (bias: number[]): Map<string, RawWeight> =>
  new Map([
    ['dense_1/kernel', { shape: [1, 2], values: Float32Array.from([1, 1]) }],
    ['dense_1/bias', { shape: [2], values: Float32Array.from(bias) }],
    ['logits/kernel', { shape: [2, 2], values: Float32Array.from([1, 0, 0, 1]) }],
    ['logits/bias', { shape: [2], values: new Float32Array(2) }],
  ]);

test('the hidden layers of a head are measured with the weights before and after, and no tensor is left', () => {
  const before = tf.memory().numTensors;
  const weights = weightTensors(state([0, 0]));
  const x = tf.tensor2d([1, 2, 3], [3, 1]);
  const classifier = {
    prefix: undefined,
    tail,
    trainable: new Set<string>(),
    head: new Set(['dense_1', 'logits']),
    weights: state([0, 0]),
  };
  const [first, last] = headActivity(classifier, weights, [state([0, 0]), state([0, -9])], x);
  expect(first).toEqual([{ layer: 'dense_1', activation: 'relu', units: 2, stuck: 0 }]);
  expect(last).toEqual([{ layer: 'dense_1', activation: 'relu', units: 2, stuck: 0.5 }]);
  tf.dispose([...weights.values(), x]);
  expect(tf.memory().numTensors).toBe(before);
});
