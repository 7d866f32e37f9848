import { beforeAll, expect, test } from 'vitest';
import { type BatchNormalizationPolicy, batchNormalization } from '../../src/backbones/batchNormalization.js';
import { random } from '../../src/base/random.js';
import { tf } from '../../src/engine/tensorflow.js';
import { python } from './python.js';

/** float32 keeps seven digits; values here are below 10. */
const TOLERANCE_DIGITS = 4;
const SHAPE: [number, number, number, number] = [4, 3, 5, 2];
const EPSILON = 1e-3;
const MOMENTUM = 0.9;

const draw = random(11, 'batch normalisation');
/** Channels far from what the moving statistics say of them, as on pictures that were scaled twice. */
const x = Array.from({ length: 4 * 3 * 5 * 2 }, (_, i) => (i % 2 === 0 ? 3 + draw.normal() : draw.normal(0.2)));
const upstream = x.map(() => draw.normal());
const WEIGHTS: Record<string, number[]> = {
  gamma: [1.5, 0.7],
  beta: [0.3, -0.2],
  moving_mean: [1, -0.5],
  moving_variance: [0.8, 2],
};

interface Case {
  scale: boolean;
  trainable: boolean;
  training: boolean;
}

interface Normalised {
  output: number[];
  /** Of the sum of output times upstream. */
  gradients: Record<string, number[]>;
  moving_mean: number[];
  moving_variance: number[];
}

const cases: Case[] = [true, false].flatMap((scale) => [
  { scale, trainable: false, training: true },
  { scale, trainable: false, training: false },
  { scale, trainable: true, training: true },
  { scale, trainable: true, training: false },
]);

const keras = python(
  `
import numpy as np, keras, tensorflow as tf
x = tf.constant(np.array(given['x'], 'float32').reshape(given['shape']))
upstream = tf.constant(np.array(given['upstream'], 'float32').reshape(given['shape']))
answer = []
for case in given['cases']:
    layer = keras.layers.BatchNormalization(epsilon=given['epsilon'], momentum=given['momentum'], scale=case['scale'])
    layer.build(given['shape'])
    for name, values in given['weights'].items():
        if name != 'gamma' or case['scale']:
            getattr(layer, name).assign(values)
    layer.trainable = case['trainable']
    watched = {'x': x, 'beta': layer.beta.value}
    if case['scale']:
        watched['gamma'] = layer.gamma.value
    with tf.GradientTape() as tape:
        for value in watched.values():
            tape.watch(value)
        output = layer(x, training=case['training'])
        total = tf.reduce_sum(output * upstream)
    gradients = tape.gradient(total, watched)
    answer.append({
        'output': output.numpy().ravel().tolist(),
        'gradients': {name: g.numpy().ravel().tolist() for name, g in gradients.items()},
        'moving_mean': layer.moving_mean.numpy().tolist(),
        'moving_variance': layer.moving_variance.numpy().tolist(),
    })
`,
  { x, upstream, shape: SHAPE, epsilon: EPSILON, momentum: MOMENTUM, weights: WEIGHTS, cases },
) as Normalised[];

beforeAll(() => tf.ready());

const compared = cases.map((given, i) => ({ ...given, keras: keras[i] }));

test.each(compared)(
  'output, gradients and moving statistics are those of Keras 3: scale $scale, trainable $trainable, training $training',
  (given) => {
    const ours = normalised(given, 'moving');
    expectClose(ours.output, given.keras.output);
    expect(Object.keys(ours.gradients).sort()).toEqual(Object.keys(given.keras.gradients).sort());
    for (const [name, values] of Object.entries(given.keras.gradients)) expectClose(ours.gradients[name], values);
    expectClose(ours.moving_mean, given.keras.moving_mean);
    expectClose(ours.moving_variance, given.keras.moving_variance);
  },
);

test('a layer that trains follows Keras 3 whatever becomes of frozen ones', () => {
  const given = { scale: true, trainable: true, training: true };
  for (const policy of ['batch', 'batch-and-update'] as const) {
    expect(normalised(given, policy)).toEqual(normalised(given, 'moving'));
  }
});

test('a frozen layer with batch statistics gives, while training, what a trainable one gives in Keras 3', () => {
  const frozen = { scale: false, trainable: false, training: true };
  const trainable = compared.find(({ scale, trainable: trains, training }) => !scale && trains && training)!.keras;
  const kept = normalised(frozen, 'batch');
  expectClose(kept.output, trainable.output);
  expect(kept.moving_mean).toEqual(normalised(frozen, 'moving').moving_mean);
  const moved = normalised(frozen, 'batch-and-update');
  expectClose(moved.output, trainable.output);
  expectClose(moved.moving_mean, trainable.moving_mean);
  expectClose(moved.moving_variance, trainable.moving_variance);
});

test('at validation no policy makes a difference', () => {
  for (const trainable of [true, false]) {
    const given = { scale: true, trainable, training: false };
    for (const policy of ['batch', 'batch-and-update'] as const) {
      expect(normalised(given, policy)).toEqual(normalised(given, 'moving'));
    }
  }
});

test('the two statistics give such different networks here that no tolerance could hide it', () => {
  const [moving, batch] = (['moving', 'batch'] as const).map(
    (policy) => normalised({ scale: true, trainable: false, training: true }, policy).output,
  );
  expect(Math.max(...moving.map((value, i) => Math.abs(value - batch[i])))).toBeGreaterThan(1);
});

function normalised({ scale, trainable, training }: Case, policy: BatchNormalizationPolicy): Normalised {
  const names = ['beta', ...(scale ? ['gamma'] : [])];
  const moving: Record<string, number[]> = { ...WEIGHTS };
  const run = (input: tf.Tensor, ...weights: tf.Tensor[]): ReturnType<typeof batchNormalization> =>
    batchNormalization(
      input as tf.Tensor4D,
      { epsilon: EPSILON, momentum: MOMENTUM, scale },
      (name) => weights[names.indexOf(name)] ?? tf.tensor1d(WEIGHTS[name]),
      { phase: training ? 'training' : 'inference', policy, trainable },
    );
  return tf.tidy(() => {
    const inputs = [tf.tensor4d(x, SHAPE), ...names.map((name) => tf.tensor1d(WEIGHTS[name]))];
    const { output, updates } = run(inputs[0], ...inputs.slice(1));
    for (const [name, value] of updates) moving[name] = [...value.dataSync()];
    const loss = (...values: tf.Tensor[]): tf.Scalar =>
      tf.sum(tf.mul(run(values[0], ...values.slice(1)).output, tf.tensor4d(upstream, SHAPE)));
    const gradients = tf.grads(loss)(inputs);
    return {
      output: [...output.dataSync()],
      gradients: Object.fromEntries(['x', ...names].map((name, i) => [name, [...gradients[i].dataSync()]])),
      // Through float32, as Keras keeps them.
      moving_mean: [...Float32Array.from(moving.moving_mean)],
      moving_variance: [...Float32Array.from(moving.moving_variance)],
    };
  });
}

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  for (const [i, value] of actual.entries()) expect(value).toBeCloseTo(expected[i], TOLERANCE_DIGITS);
}
