import { beforeAll, expect, test } from 'vitest';
import { UnusableFile } from '../../src/base/errors.js';
import { statelessUniform } from '../../src/engine/kernels.js';
import { recorded } from '../../src/engine/record.js';
import { tf } from '../../src/engine/tensorflow.js';

type Tensor = tf.Tensor;

beforeAll(() => tf.ready());

/** A recorded function and what it said. */
function recordedAndHeard(step: (inputs: Tensor[]) => Tensor[]) {
  const heard: string[] = [];
  return { run: recorded(step, { say: (text) => heard.push(text) }), heard };
}

/** Runs in a tidy and gives the values of the first result. */
function valuesOf(run: (inputs: Tensor[]) => Tensor[], ...inputs: Tensor[]): number[] {
  return tf.tidy(() => [...run(inputs)[0].dataSync()]);
}

test('recordings are found again by shape: each is made once, and each gives what its shape asks for', () => {
  let calls = 0;
  const { run } = recordedAndHeard(([x]) => {
    calls++;
    return [tf.sum(tf.square(x))];
  });
  expect(valuesOf(run, tf.tensor1d([1, 2]))).toEqual([5]);
  const once = calls;
  expect(valuesOf(run, tf.tensor1d([3, 4]))).toEqual([25]);
  expect(calls).toBe(once);
  expect(valuesOf(run, tf.tensor1d([1, 1, 1]))).toEqual([3]);
  expect(calls).toBeGreaterThan(once);
  run.dispose();
});

test('one tensor given twice is not taken for one input', () => {
  const { run } = recordedAndHeard(([x, y]) => [tf.sub(x, y)]);
  const [one, two] = [tf.scalar(1), tf.scalar(2)];
  expect(valuesOf(run, one, one)).toEqual([0]);
  expect(valuesOf(run, two, one)).toEqual([1]);
  run.dispose();
});

test('a function that looks at values in the middle runs eagerly, is right every time, and says so once', () => {
  const { run, heard } = recordedAndHeard(([x]) => {
    let halved = x;
    while (tf.sum(halved).dataSync()[0] > 1) halved = tf.div(halved, 2);
    return [halved];
  });
  expect(valuesOf(run, tf.scalar(8))).toEqual([1]);
  expect(valuesOf(run, tf.scalar(3))).toEqual([0.75]);
  expect(valuesOf(run, tf.tensor1d([4, 4]))).toEqual([0.5, 0.5]);
  expect(heard).toHaveLength(1);
  expect(heard[0]).toContain('looks at values');
  run.dispose();
});

test('a function that draws outside TensorFlow is not frozen into one draw', () => {
  const { run, heard } = recordedAndHeard(([x]) => [tf.add(x, tf.randomUniform(x.shape))]);
  const zeros = tf.zeros([8]);
  expect(valuesOf(run, zeros)).not.toEqual(valuesOf(run, zeros));
  expect(heard).toHaveLength(1);
  expect(heard[0]).toContain('random');
});

test('a draw that comes from a seed among the inputs is recorded, and another seed draws anew', () => {
  const { run, heard } = recordedAndHeard(([seed]) => [statelessUniform([4], seed)]);
  const draw = (seed: number): number[] => valuesOf(run, tf.tensor1d([seed, 0], 'int32'));
  const [first, second] = [draw(1), draw(2)];
  expect(second).not.toEqual(first);
  expect(draw(1)).toEqual(first);
  expect(heard).toEqual([]);
  run.dispose();
});

test('kernels whose shapes only TensorFlow knows are recorded too', () => {
  const { run, heard } = recordedAndHeard(([x]) => [tf.cumsum(tf.topk(x, 2).values)]);
  expect(valuesOf(run, tf.tensor1d([1, 5, 3]))).toEqual([5, 8]);
  expect(valuesOf(run, tf.tensor1d([2, 2, 9]))).toEqual([9, 11]);
  expect(heard).toEqual([]);
  run.dispose();
});

test('a recorded function may stand in another one', () => {
  const inner = recordedAndHeard(([x]) => [tf.square(x)]);
  const outer = recordedAndHeard(([x]) => [tf.add(inner.run([x])[0], 1)]);
  expect(valuesOf(outer.run, tf.scalar(3))).toEqual([10]);
  expect(valuesOf(inner.run, tf.scalar(3))).toEqual([9]);
  expect([...inner.heard, ...outer.heard]).toEqual([]);
  outer.run.dispose();
  inner.run.dispose();
});

test('what a function reads without being given it becomes a constant, even where it is also given it', () => {
  const weight = tf.tensor1d([2, 3]);
  const { run } = recordedAndHeard(([x]) => [tf.mul(x, weight)]);
  expect(valuesOf(run, weight)).toEqual([4, 9]);
  expect(valuesOf(run, tf.tensor1d([1, 1]))).toEqual([2, 3]);
  run.dispose();
});

test('a step that TensorFlow cannot run throws its error, and the backend is as before', () => {
  const { run } = recordedAndHeard(([x]) => [tf.matMul(x as tf.Tensor2D, x as tf.Tensor2D)]);
  const backend = tf.backend() as unknown as { binding: object };
  const { binding } = backend;
  expect(() => run([tf.ones([2, 3])])).toThrow(/size-incompatible|must be|equal|Dimension/i);
  expect(backend.binding).toBe(binding);
  expect(valuesOf(run, tf.ones([2, 2]))).toEqual([2, 2, 2, 2]);
  run.dispose();
});

test('recording and running leave no tensor behind but the results', () => {
  const x = tf.tensor2d([1, 2, 3, 4], [2, 2]);
  const before = tf.memory().numTensors;
  const { run } = recordedAndHeard(([input]) => {
    const { value, grad } = tf.valueAndGrad((a: Tensor) => tf.sum(tf.square(a)))(input);
    return [value, grad];
  });
  const results = run([x]);
  expect(tf.memory().numTensors).toBe(before + 2);
  tf.dispose(results);
  run.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test('a folder for temporary files that is gone says nothing of the function, which is recorded once it is there', () => {
  const kept = process.env.TMPDIR;
  const { run, heard } = recordedAndHeard(([x]) => [tf.square(x)]);
  process.env.TMPDIR = '/nowhere';
  try {
    expect(() => run([tf.scalar(3)])).toThrow(UnusableFile);
    expect(() => run([tf.scalar(3)])).toThrow(
      '/nowhere is expected to be a folder for temporary files that can be written to. Received: there is no such file or folder (ENOENT).',
    );
  } finally {
    if (kept === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = kept;
  }
  expect(valuesOf(run, tf.scalar(3))).toEqual([9]);
  expect(heard).toEqual([]);
  run.dispose();
});
