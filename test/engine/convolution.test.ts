import { beforeAll, expect, test } from 'vitest';
import { conv2d, kernelGradient } from '../../src/engine/convolution.js';
import { tf } from '../../src/engine/tensorflow.js';

beforeAll(() => tf.ready());

/** Of sums of some hundred products of numbers of about 1. */
const TOLERANCE = 2e-4;

const CASES = [
  { kernel: [1, 1], pad: 'valid', strides: 1 },
  { kernel: [3, 3], pad: 'same', strides: 1 },
  { kernel: [3, 3], pad: 'valid', strides: 1 },
  { kernel: [1, 7], pad: 'same', strides: 1 },
  { kernel: [2, 4], pad: 'same', strides: 1 },
  { kernel: [3, 3], pad: 'same', strides: 2 },
] as const;

function drawn({ kernel: [rows, columns] }: (typeof CASES)[number]): [x: tf.Tensor4D, kernel: tf.Tensor4D] {
  return [
    tf.randomNormal([2, 9, 8, 64], 0, 1, 'float32', 1),
    tf.randomNormal([rows, columns, 64, 5], 0, 1, 'float32', 2),
  ];
}

function largestDifference(a: tf.Tensor, b: tf.Tensor): number {
  expect(a.shape).toEqual(b.shape);
  return tf.tidy(() => tf.max(tf.abs(tf.sub(a, b))).dataSync()[0]);
}

test.each(CASES)(
  'a convolution and both its gradients are those of tf.conv2d: $kernel, $pad, strides $strides',
  (given) => {
    const { pad, strides } = given;
    const inputs = drawn(given);
    const run = (f: typeof conv2d): { value: tf.Tensor; grads: tf.Tensor[] } =>
      tf.valueAndGrads((x, kernel) => {
        const y = f(x as tf.Tensor4D, kernel as tf.Tensor4D, strides, pad);
        return tf.sum(tf.mul(y, tf.sin(y))).asScalar();
      })(inputs);
    const own = run(conv2d);
    const plain = run((x, kernel) => tf.conv2d(x, kernel, strides, pad));
    const scale = tf.tidy(() => tf.max(tf.abs(plain.grads[1])).dataSync()[0]);
    own.grads.forEach((gradient, i) => {
      expect(largestDifference(gradient, plain.grads[i]) / scale).toBeLessThan(TOLERANCE);
    });
    tf.dispose([...inputs, own.value, plain.value, ...own.grads, ...plain.grads]);
  },
);

test.each(CASES.filter(({ strides }) => strides === 1))(
  'the gradient of a kernel by products is that of TensorFlow, on any processor: $kernel, $pad',
  (given) => {
    const { pad } = given;
    const [x, kernel] = drawn(given);
    const y = tf.conv2d(x, kernel, 1, pad);
    const dy = tf.randomNormal(y.shape, 0, 1, 'float32', 3);
    const [, expected] = tf.grads((a, b) => tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 1, pad))([x, kernel], dy);
    const gradient = tf.tidy(() => kernelGradient(x, dy, kernel.shape, pad));
    expect(largestDifference(gradient, expected)).toBeLessThan(TOLERANCE);
    tf.dispose([x, kernel, y, dy, expected, gradient]);
  },
);
