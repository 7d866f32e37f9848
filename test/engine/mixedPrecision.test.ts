import { beforeAll, describe, expect, test } from 'vitest';
import { conv2d } from '../../src/engine/convolution.js';
import { addBias, normalizeBatch, relu } from '../../src/engine/layerKernels.js';
import { inBfloat16 } from '../../src/engine/mixedPrecision.js';
import { bfloat16Support, type Precision } from '../../src/engine/precision.js';
import { recorded, type TensorFunction } from '../../src/engine/record.js';
import { recordedWithState } from '../../src/engine/recordState.js';
import { tf } from '../../src/engine/tensorflow.js';

beforeAll(() => tf.ready());

/** Half of the last of 8 bits, over a number. */
const ROUNDING = 2 ** -9;

/** The nearest numbers with 8 bits of precision. */
function rounded(values: ArrayLike<number>): Float32Array {
  const floats = Float32Array.from(values);
  const bits = new Uint32Array(floats.buffer);
  for (let i = 0; i < bits.length; i++) {
    const half = 0x7fff + ((bits[i]! >>> 16) & 1);
    bits[i] = ((bits[i]! + half) >>> 16) << 16;
  }
  return floats;
}

function valuesOf(precision: Precision, step: TensorFunction, inputs: tf.Tensor[]): Float32Array[] {
  const run = recorded(step, { precision });
  const results = tf.tidy(() => run(inputs).map((tensor) => tensor.dataSync() as Float32Array));
  run.dispose();
  return results;
}

/** Root mean square of the difference, over that of the values. */
function relativeError(values: Float32Array, expected: Float32Array): number {
  const square = (sum: number, value: number): number => sum + value ** 2;
  return Math.sqrt(values.map((value, i) => value - expected[i]!).reduce(square, 0) / expected.reduce(square, 0));
}

const draw = (seed: number, ...shape: [number, number, number, number]): tf.Tensor4D =>
  tf.randomNormal(shape, 0, 1, 'float32', seed) as tf.Tensor4D;

describe.skipIf(!bfloat16Support().isAvailable)('in bfloat16, on a processor with AMX', () => {
  test('a convolution rounds what it takes and what it gives, and sums in float32', () => {
    const [x, kernel] = [draw(1, 2, 9, 8, 64), draw(2, 3, 3, 64, 16)];
    const step: TensorFunction = ([a, b]) => [conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 1, 'same')];
    const [given] = valuesOf('bfloat16', step, [x, kernel]);
    const narrow = [x, kernel].map((tensor) => tf.tensor(rounded(tensor.dataSync()), tensor.shape));
    const [sums] = valuesOf('float32', step, narrow);
    expect(relativeError(given!, sums!)).toBeLessThan(ROUNDING);
    expect([...given!]).toEqual([...rounded(given!)]);
    const [exact] = valuesOf('float32', step, [x, kernel]);
    expect(relativeError(given!, exact!)).toBeGreaterThan(ROUNDING / 2);
  });

  test('what has no convolution before it is float32 to the bit', () => {
    const [x, y] = [draw(3, 4, 64, 1, 1), draw(4, 64, 8, 1, 1)];
    const step: TensorFunction = ([a, b]) => [
      tf.softmax(tf.matMul(tf.reshape(relu(a!), [4, 64]) as tf.Tensor2D, tf.reshape(b!, [64, 8]) as tf.Tensor2D)),
    ];
    expect(valuesOf('bfloat16', step, [x, y])).toEqual(valuesOf('float32', step, [x, y]));
  });

  test.each([
    { what: 'a kernel of 1x1, whose gradient is a product', size: 1, channels: 64, places: 9 },
    { what: 'a kernel of 3x3', size: 3, channels: 64, places: 9 },
    { what: 'a kernel of 3x3 with many channels, whose gradient is products', size: 3, channels: 256, places: 5 },
  ])('gradients through layers differ from those in float32 by their rounding: $what', ({ size, channels, places }) => {
    const x = draw(5, 2, places, places, channels);
    const kernel = draw(6, size, size, channels, 32);
    const [scale, bias] = [draw(7, 32, 1, 1, 1), draw(8, 32, 1, 1, 1)].map((tensor) => tf.reshape(tensor, [32]));
    const step: TensorFunction = (inputs) => {
      const { value, grads } = tf.valueAndGrads((a, b, gamma, beta) => {
        const maps = conv2d(a as tf.Tensor4D, tf.mul(b!, gamma!) as tf.Tensor4D, 1, 'same');
        const { output } = normalizeBatch(maps as tf.Tensor4D, gamma!, beta!, 1e-3);
        const pooled = tf.concat([tf.maxPool(relu(addBias(output, beta!)) as tf.Tensor4D, 3, 2, 'valid')], -1);
        return tf.sum(tf.sin(tf.mean(pooled, [1, 2]))).asScalar();
      })(inputs);
      return [value, ...grads];
    };
    const [narrow, exact] = (['bfloat16', 'float32'] as const).map((one) =>
      valuesOf(one, step, [x, kernel, scale!, bias!]),
    );
    const errors = narrow!.map((values, i) => relativeError(values, exact![i]!));
    // A position that loses a maximum, or falls below 0, to rounding moves a whole gradient: some per cent of them do.
    for (const error of errors) expect(error).toBeLessThan(0.2);
    expect(errors[2]).toBeGreaterThan(1e-4);
  });

  test('a state is float32: steps far below the rounding of bfloat16 add up', () => {
    const run = recordedWithState(
      ([x], [kernel]) => {
        const maps = conv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, 1, 'valid');
        return { results: [tf.mean(maps)], state: [tf.add(kernel!, 1e-4)] };
      },
      [tf.ones([1, 1, 4, 4])],
      { precision: 'bfloat16' },
    );
    tf.tidy(() => {
      for (let i = 0; i < 100; i++) tf.dispose(run([tf.ones([1, 2, 2, 4])]));
      expect(run.read()[0]!.dataSync()[0]).toBeCloseTo(1.01, 5);
    });
    run.dispose();
  });

  test('both precisions of one function stand side by side in one process', () => {
    const x = draw(9, 1, 6, 6, 64);
    const kernel = draw(10, 3, 3, 64, 8);
    const step: TensorFunction = ([a, b]) => [conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 1, 'same')];
    const before = valuesOf('float32', step, [x, kernel]);
    const narrow = valuesOf('bfloat16', step, [x, kernel]);
    expect(valuesOf('float32', step, [x, kernel])).toEqual(before);
    expect(valuesOf('bfloat16', step, [x, kernel])).toEqual(narrow);
    expect(narrow).not.toEqual(before);
  });
});

test('constants are rounded to bfloat16 to the nearest, ties to even', () => {
  const values = Float32Array.of(1, -2, 1 + 2 ** -8, 1 + 3 * 2 ** -8, 1 + 2 ** -8 + 2 ** -20, 0, -0, 3e38);
  const words = new Uint16Array(inBfloat16(values).buffer);
  expect([...words].map((word) => word.toString(16))).toEqual([
    '3f80',
    'c000',
    '3f80',
    '3f82',
    '3f81',
    '0',
    '8000',
    '7f62',
  ]);
});
