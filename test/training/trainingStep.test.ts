import { beforeAll, expect, test } from 'vitest';
import { batchNormalization } from '../../src/backbones/network/batchNormalization.js';
import { recorded } from '../../src/engine/record.js';
import { tf } from '../../src/engine/tensorflow.js';

beforeAll(() => tf.ready());

const layer = { epsilon: 1e-3, momentum: 0.9, scale: false };
const weights: Record<string, () => tf.Tensor> = {
  beta: () => tf.tensor1d([0.5]),
  moving_mean: () => tf.tensor1d([10]),
  moving_variance: () => tf.tensor1d([4]),
};
const normalize = (policy: 'moving' | 'batch' | 'batch-and-update', phase: 'training' | 'inference') => {
  const x = tf.tensor4d([1, 3], [2, 1, 1, 1]);
  const { output, updates } = batchNormalization(x, layer, (name) => weights[name](), {
    mode: phase,
    policy,
    trainable: false,
  });
  return { output: Array.from(output.dataSync()), updates: updates.map(([name, t]) => [name, t.dataSync()[0]]) };
};

test('a frozen layer with moving statistics gives the same in training and at validation', () => {
  expect(normalize('moving', 'training')).toEqual(normalize('moving', 'inference'));
  // (1 - 10) / sqrt(4 + 1e-3) + 0.5
  expect(normalize('moving', 'training').output[0]).toBeCloseTo(-9 / Math.sqrt(4.001) + 0.5, 5);
});

test('with batch statistics training and validation see two different networks', () => {
  // mean 2, variance 1
  expect(normalize('batch', 'training').output[0]).toBeCloseTo(-1 / Math.sqrt(1.001) + 0.5, 5);
  expect(normalize('batch', 'inference')).toEqual(normalize('moving', 'inference'));
  expect(normalize('batch', 'training').updates).toEqual([]);
});

test('up to Keras 2.1.2 a frozen layer moved its moving statistics', () => {
  const [mean, variance] = normalize('batch-and-update', 'training').updates;
  expect(mean[1]).toBeCloseTo(0.9 * 10 + 0.1 * 2, 5);
  expect(variance[1]).toBeCloseTo(0.9 * 4 + 0.1 * 1, 5);
});

test('a recorded function gives what the eager one gives, for inputs that it was not recorded with', () => {
  const step = ([x, y]: tf.Tensor[]): tf.Tensor[] => {
    const { value, grads } = tf.valueAndGrads((a, b) =>
      tf.sum(tf.square(tf.relu(tf.matMul(a as tf.Tensor2D, b as tf.Tensor2D)))).asScalar(),
    )([x, y]);
    return [value, ...grads];
  };
  const fast = recorded(step);
  const draw = (seed: number): tf.Tensor[] => [
    tf.randomNormal([3, 4], 0, 1, 'float32', seed),
    tf.randomNormal([4, 2], 0, 1, 'float32', seed + 1),
  ];
  tf.dispose(fast(draw(1)));
  const [eager, quick] = [step(draw(7)), fast(draw(7))];
  eager.forEach((tensor, i) => {
    const other = quick[i].dataSync();
    tensor.dataSync().forEach((value, k) => {
      expect(other[k]).toBeCloseTo(value, 4);
    });
  });
  fast.dispose();
});
