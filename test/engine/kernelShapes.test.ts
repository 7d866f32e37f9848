import { beforeAll, expect, test } from 'vitest';
import type { Attribute, Backend } from '../../src/engine/binding.js';
import { type Described, outputsOf } from '../../src/engine/kernelShapes.js';
import { addBias, normalizeBatch, relu, relu6 } from '../../src/engine/layerKernels.js';
import { tf } from '../../src/engine/tensorflow.js';

beforeAll(() => tf.ready());

const picture = (): tf.Tensor4D => tf.ones([2, 7, 10, 4]);

const cases: Record<string, () => unknown> = {
  convolutions: () => {
    for (const padding of ['same', 'valid'] as const) {
      for (const strides of [1, 2]) {
        tf.grads((x, k) => tf.conv2d(x as tf.Tensor4D, k as tf.Tensor4D, strides, padding))([
          picture(),
          tf.ones([3, 2, 4, 5]),
        ]);
        tf.grads((x, k) => tf.depthwiseConv2d(x as tf.Tensor4D, k as tf.Tensor4D, strides, padding))([
          picture(),
          tf.ones([3, 3, 4, 2]),
        ]);
      }
    }
    tf.conv2d(picture(), tf.ones([3, 3, 4, 5]), 1, 'valid', 'NHWC', 2);
  },
  pooling: () => {
    tf.grad((x) => tf.maxPool(x as tf.Tensor4D, 3, 2, 'same'))(picture());
    tf.grad((x) => tf.avgPool(x as tf.Tensor4D, 3, 2, 'valid'))(picture());
  },
  'batch normalization, offsets and activations': () =>
    tf.grad((x) => {
      const { output } = normalizeBatch(x as tf.Tensor4D, tf.ones([4]), tf.ones([4]), 1e-3);
      return relu6(relu(addBias(output, tf.ones([4]))));
    })(picture()),
  'reductions and arguments of extremes': () => {
    const x = picture();
    for (const keep of [true, false]) {
      for (const reduce of [tf.sum, tf.mean, tf.max, tf.min, tf.prod]) reduce(x, [0, -2], keep);
    }
    tf.argMax(x, -1);
    tf.argMin(x, 1);
  },
  'broadcasting, comparison and choice': () => {
    const [a, b] = [tf.ones([3, 1, 4]), tf.ones([5, 1])];
    for (const run of [tf.add, tf.sub, tf.mul, tf.div, tf.maximum, tf.pow, tf.squaredDifference]) run(a, b);
    tf.where(tf.greater(a, b), tf.ones([3, 5, 4]), tf.zeros([3, 5, 4]));
    tf.logicalAnd(tf.equal(a, b), tf.lessEqual(a, b));
  },
  'cutting, joining and turning': () => {
    const x = tf.ones<tf.Rank.R3>([2, 3, 4]);
    tf.grads((a, b) => tf.concat([a, b], 1))([x, tf.ones([2, 5, 4])]);
    tf.stack([x, x], 1);
    tf.split(x, [1, 3], 2);
    tf.slice(x, [0, 1, 2], [2, -1, 2]);
    tf.pad(x, [
      [0, 0],
      [1, 2],
      [3, 0],
    ]);
    tf.transpose(x, [2, 0, 1]);
    tf.tile(x, [1, 2, 3]);
    tf.broadcastTo(tf.ones([1, 3, 1]), [2, 3, 4]);
    tf.reshape(x, [6, 4]);
    tf.reverse(x, -1);
  },
  'products of matrices': () => {
    tf.grads((a, b) => tf.matMul(a as tf.Tensor2D, b as tf.Tensor2D))([tf.ones([3, 4]), tf.ones([4, 5])]);
    tf.matMul(tf.ones<tf.Rank.R3>([2, 4, 3]), tf.ones<tf.Rank.R3>([2, 5, 4]), true, true);
  },
  'one hot, casts and losses': () => {
    const labels = tf.cast(tf.oneHot(tf.tensor1d([1, 0], 'int32'), 3), 'float32');
    tf.grad((x) => tf.neg(tf.sum(tf.mul(labels, tf.logSoftmax(x)), -1)))(tf.ones([2, 3]));
    tf.softmax(tf.ones([2, 3]));
  },
};

test.each(Object.keys(cases))(
  'the shapes and types that are told without running a kernel are those it gives: %s',
  (what) => {
    const backend = tf.backend() as unknown as Backend;
    const { binding, tensorMap } = backend;
    const known = new Map<number, Described>();
    const { set } = tensorMap;
    const names = new Set<string>();
    tensorMap.set = (dataId, info) => {
      known.set(info.id, info);
      return set.call(tensorMap, dataId, info);
    };
    backend.binding = Object.create(binding, {
      createTensor: {
        value: (shape: number[], dtype: number, values: unknown) => {
          const id = binding.createTensor(shape, dtype, values);
          known.set(id, { shape, dtype });
          return id;
        },
      },
      executeOp: {
        value: (name: string, attrs: Attribute[], ids: number[], numOutputs: number) => {
          const inputs = ids.map((id) => known.get(id)!);
          const told = outputsOf({ name, attrs, inputs, valuesOf: (i) => Array.from(binding.tensorDataSync(ids[i])) });
          const outputs = binding.executeOp(name, attrs, ids, numOutputs);
          for (const output of outputs) known.set(output.id, output);
          names.add(name);
          // What batch normalization reserves for its own gradient is nobody else's.
          const compared = name.startsWith('FusedBatchNorm') ? 3 : numOutputs;
          const actual = outputs.map(({ shape, dtype }) => ({ shape, dtype }));
          expect(
            told?.slice(0, compared).map(({ shape, dtype }) => ({ shape, dtype })),
            name,
          ).toEqual(actual.slice(0, compared));
          return outputs;
        },
      },
    });
    try {
      tf.tidy(() => {
        cases[what]();
      });
    } finally {
      backend.binding = binding;
      tensorMap.set = set;
    }
    expect(names.size).toBeGreaterThan(0);
  },
);
