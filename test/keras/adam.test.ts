import { beforeAll, expect, test } from 'vitest';
import { random } from '../../src/base/random.js';
import { tf } from '../../src/engine/tensorflow.js';
import { adamStep, correctedRate } from '../../src/training/adam.js';
import { expectParity, largestDifference, SEED } from './parity.js';
import { python } from './python.js';

const TOLERANCE = 1e-5;
const STEPS = 10;
const SIZE = 6;
/** The reference's rate, the lower ones to try, and one so large that a wrong step cannot hide in the tolerance. */
const RATES = [1e-3, 1e-4, 1e-5, 0.1];

const draw = random(SEED, 'adam');
const start = Array.from({ length: SIZE }, () => draw.normal());
/** Of very different sizes; one weight gets none at all, one only now and then. */
const gradients = Array.from({ length: STEPS }, (_, step) =>
  Array.from({ length: SIZE }, (_, i) => {
    if (i === 0 || (i === 1 && step % 3 > 0)) return 0;
    return draw.normal() * 10 ** (i - 5);
  }),
);

const keras = python(
  `
import keras, numpy as np
answer = []
for rate in given['rates']:
    weight = keras.Variable(np.array(given['start'], 'float32'))
    adam = keras.optimizers.Adam(learning_rate=rate)
    adam.build([weight])
    path = []
    for gradient in given['gradients']:
        adam.apply([keras.ops.convert_to_tensor(np.array(gradient, 'float32'))])
        path.append(weight.numpy().tolist())
    answer.append(path)
`,
  { rates: RATES, start, gradients },
) as number[][][];

beforeAll(() => tf.ready());

test.each(RATES.map((rate, i) => ({ rate, i })))(
  'ten steps of Adam at $rate lead where those of Keras lead',
  ({ rate, i }) => {
    expectParity(
      `Adam at ${rate}, weights over ten steps`,
      largestDifference(path(rate).flat(), keras[i].flat()),
      TOLERANCE,
    );
  },
);

test('at 0.1 every weight that has a gradient goes far in ten steps, and the one without stays', () => {
  const end = path(0.1)[STEPS - 1];
  expect(end[0]).toBe(Math.fround(start[0]));
  for (let k = 1; k < SIZE; k++) expect(Math.abs(end[k] - start[k])).toBeGreaterThan(1000 * TOLERANCE);
});

/** Weights after each step. */
function path(rate: number): number[][] {
  return tf.tidy(() => {
    let [weight, first, second]: tf.Tensor[] = [tf.tensor1d(start), tf.zeros([SIZE]), tf.zeros([SIZE])];
    return gradients.map((gradient, i) => {
      const corrected = tf.scalar(correctedRate(rate, i + 1));
      [weight, first, second] = adamStep(weight, tf.tensor1d(gradient), first, second, corrected);
      return [...weight.dataSync()];
    });
  });
}
