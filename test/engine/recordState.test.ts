import { beforeAll, expect, test } from 'vitest';
import { adamStep } from '../../src/engine/adamKernel.js';
import { recordedWithState, type StateFunction } from '../../src/engine/recordState.js';
import { tf } from '../../src/engine/tensorflow.js';

type Tensor = tf.Tensor;

beforeAll(() => tf.ready());

function recordedAndHeard(step: StateFunction, state: Tensor[]) {
  const heard: string[] = [];
  return { run: recordedWithState(step, state, { say: (text) => heard.push(text) }), heard };
}

/** The values of tensors, which are disposed. */
function taken(tensors: Tensor[]): number[][] {
  const values = tensors.map((tensor) => [...tensor.dataSync()]);
  tf.dispose(tensors);
  return values;
}

/** Adds its input to each of the state's numbers, and gives their sum before. */
const accumulate: StateFunction = ([x], [sum]) => ({ results: [tf.sum(sum)], state: [tf.add(sum, x)] });

test('the state stays from call to call, and is the same for inputs of another shape', () => {
  const { run, heard } = recordedAndHeard(accumulate, [tf.tensor1d([1, 2])]);
  expect(taken(run([tf.scalar(1)]))).toEqual([[3]]);
  expect(taken(run([tf.tensor1d([10, 20])]))).toEqual([[5]]);
  expect(taken(run([tf.scalar(1)]))).toEqual([[35]]);
  expect(taken(run.read())).toEqual([[13, 24]]);
  expect(heard).toEqual([]);
  run.dispose();
});

test('a state that was read stays as it was while later calls change it, and can be put back', () => {
  const { run } = recordedAndHeard(accumulate, [tf.tensor1d([1, 2])]);
  taken(run([tf.scalar(1)]));
  const kept = run.read();
  taken(run([tf.scalar(5)]));
  expect(kept.map((tensor) => [...tensor.dataSync()])).toEqual([[2, 3]]);
  expect(taken(run.read())).toEqual([[7, 8]]);
  run.write(kept);
  expect(taken(run([tf.scalar(1)]))).toEqual([[5]]);
  expect(taken(run.read())).toEqual([[3, 4]]);
  run.dispose();
});

test('states that are exchanged, kept and made anew are all right: each is read before any is written', () => {
  const { run } = recordedAndHeard(
    ([x], [a, b, c, d]) => ({ results: [tf.add(a, d)], state: [b, a, c, tf.mul(x, tf.onesLike(d))] }),
    [tf.tensor1d([1]), tf.tensor1d([2]), tf.tensor1d([3]), tf.tensor1d([4])],
  );
  expect(taken(run([tf.scalar(7)]))).toEqual([[5]]);
  expect(taken(run.read())).toEqual([[2], [1], [3], [7]]);
  expect(taken(run([tf.scalar(8)]))).toEqual([[9]]);
  expect(taken(run.read())).toEqual([[1], [2], [3], [8]]);
  run.dispose();
});

test('a function that looks at values runs eagerly with its state, and says so once', () => {
  const { run, heard } = recordedAndHeard(
    ([x], [sum]) => {
      const more = x.dataSync()[0] > 0 ? tf.add(sum, x) : sum;
      return { results: [tf.sum(more)], state: [more] };
    },
    [tf.tensor1d([1, 2])],
  );
  expect(taken(run([tf.scalar(1)]))).toEqual([[5]]);
  expect(taken(run([tf.scalar(-1)]))).toEqual([[5]]);
  expect(taken(run.read())).toEqual([[2, 3]]);
  expect(heard).toHaveLength(1);
  run.dispose();
});

/** TensorFlow's kernel takes 1 - beta2 in float32, which is off by a share of 1.3e-5; of steps as long as 0.3. */
const TOLERANCE = 1e-5;
const OPTIONS = { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };
const adamOf =
  (decay: number): StateFunction =>
  ([gradient, rate], [weight, momentum, velocity]) => {
    const kept = decay === 0 ? weight : tf.sub(weight, tf.mul(weight, decay));
    const state = adamStep({ weight: kept, gradient, momentum, velocity, rate }, OPTIONS);
    return { results: [tf.sum(weight)], state };
  };

test.each([0, 0.1])('Adam in place changes the state as the pure function does, weights decaying by %d', (decay) => {
  const start = (): Tensor[] => [tf.randomNormal([50], 0, 1, 'float32', 1), tf.zeros([50]), tf.zeros([50])];
  const { run, heard } = recordedAndHeard(adamOf(decay), start());
  let pure = start();
  for (let i = 0; i < 5; i++) {
    const inputs = [tf.randomNormal([50], 0, 1, 'float32', 2 + i), tf.scalar(0.1 / (i + 1))];
    taken(run(inputs));
    pure = tf.tidy(() => adamOf(decay)(inputs, pure).state);
  }
  const expected = taken(pure);
  taken(run.read()).forEach((values, k) => {
    values.forEach((value, i) => {
      expect(Math.abs(value - expected[k][i])).toBeLessThan(TOLERANCE);
    });
  });
  expect(heard).toEqual([]);
  run.dispose();
});

test('what Adam gives may be used only as the next state; otherwise the function runs eagerly and says so', () => {
  const { run, heard } = recordedAndHeard(
    (inputs, state) => {
      const next = adamOf(0)(inputs, state).state;
      return { results: [tf.sum(next[0])], state: [next[0], next[1], tf.mul(next[2], 1)] };
    },
    [tf.tensor1d([1]), tf.tensor1d([0]), tf.tensor1d([0])],
  );
  const [[sum]] = taken(run([tf.tensor1d([1]), tf.scalar(0.5)]));
  expect(sum).toBeCloseTo(1 - (0.5 * 0.1) / Math.sqrt(0.001), 4);
  expect(heard).toHaveLength(1);
  run.dispose();
});

test('calls, reading, writing and moving to other shapes leave no tensor behind', () => {
  const before = tf.memory().numTensors;
  const { run } = recordedAndHeard(accumulate, [tf.tensor1d([1, 2])]);
  const inputs = [tf.scalar(1), tf.tensor1d([1, 2])];
  for (const input of inputs) taken(run([input]));
  run.write(run.read());
  taken(run([inputs[0]]));
  run.dispose();
  tf.dispose(inputs);
  expect(tf.memory().numTensors).toBe(before);
});

test('arrays that a state came from stay as they are', () => {
  const start = [1, 0, 0].map((value) => Float32Array.of(value, value));
  const { run } = recordedAndHeard(
    adamOf(0),
    start.map((values) => tf.tensor1d(values)),
  );
  const inputs = [tf.tensor1d([1, 1]), tf.scalar(0.5)];
  for (let i = 0; i < 3; i++) taken(run(inputs));
  const given = Float32Array.of(7, 8);
  run.write([tf.tensor1d(given), tf.tensor1d([0, 0]), tf.tensor1d([0, 0])]);
  for (let i = 0; i < 3; i++) taken(run(inputs));
  expect(start.map((values) => [...values])).toEqual([
    [1, 1],
    [0, 0],
    [0, 0],
  ]);
  expect([...given]).toEqual([7, 8]);
  run.dispose();
});

test('an input that becomes the state is copied', () => {
  const { run } = recordedAndHeard(
    ([x, rate], [weight, momentum, velocity, kept]) => {
      const next = adamStep({ weight, gradient: x, momentum, velocity, rate }, OPTIONS);
      return { results: [tf.sum(kept)], state: [next[0], next[1], next[2], tf.reshape(x, [2])] };
    },
    [tf.zeros([2, 1]), tf.zeros([2, 1]), tf.zeros([2, 1]), tf.zeros([2])],
  );
  for (const value of [1, 2, 3]) {
    const x = tf.tensor2d(Float32Array.of(value, value), [2, 1]);
    taken(run([x, tf.scalar(0.1)]));
    x.dispose();
  }
  const [, , , kept] = taken(run.read());
  expect(kept).toEqual([3, 3]);
  run.dispose();
});
