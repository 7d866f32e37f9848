import { beforeAll, expect, test } from 'vitest';
import {
  BATCH_NORMALIZATION_POLICIES,
  type BatchNormalizationPolicy,
  batchNormalization,
} from '../../src/backbones/network/batchNormalization.js';
import { random } from '../../src/base/random.js';
import { tf } from '../../src/engine/tensorflow.js';
import { expectParity, largestDifference, SEED } from './parity.js';
import { python } from './python.js';

/** Values are below 10; float32 keeps seven digits. */
const TOLERANCE = 1e-4;
/** The kernel's gradient is a sum of up to 480 products of some tens that cancel. */
const GRADIENT_TOLERANCE = 1e-3;
const CHANNELS = 2;
const PIXELS = 3 * 5;
const EPSILON = 1e-3;
const MOMENTUM = 0.9;
const STEPS = 10;
const LEARNING_RATE = 1e-3;

const WEIGHTS: Record<string, number[]> = {
  kernel: [1.1, 0.9],
  gamma: [1.5, 0.7],
  beta: [0.3, -0.2],
  moving_mean: [1, -0.5],
  moving_variance: [0.8, 2],
};
const STATISTICS = ['moving_mean', 'moving_variance'];

interface Case {
  batch: number;
  scale: boolean;
  center: boolean;
  trainable: boolean;
  phase: 'training' | 'inference';
  policy: BatchNormalizationPolicy;
}

/** A step's output, its gradients (of the sum of output times upstream) by what they are of, and the weights after it. */
interface Step {
  output: number[];
  gradients: Record<string, number[]>;
  weights: Record<string, number[]>;
}

const KINDS = [
  { batch: 4, scale: true, center: true },
  { batch: 1, scale: false, center: true },
  { batch: 4, scale: true, center: false },
  { batch: 4, scale: false, center: false },
  { batch: 32, scale: false, center: true },
];
const frozen = KINDS.flatMap((kind) =>
  BATCH_NORMALIZATION_POLICIES.map((policy): Case => ({ ...kind, trainable: false, phase: 'training', policy })),
);
const others = KINDS.flatMap((kind): Case[] => [
  { ...kind, trainable: true, phase: 'training', policy: 'moving' },
  { ...kind, trainable: true, phase: 'inference', policy: 'moving' },
  { ...kind, trainable: false, phase: 'inference', policy: 'moving' },
]);
const cases = [...frozen, ...others];

/** Batches of each size. Channels lie far from what the moving statistics say, as on pictures that were scaled twice. */
const inputs = new Map(
  [1, 4, 32].map((batch) => {
    const draw = random(SEED, 'batch normalisation', batch);
    const size = batch * PIXELS * CHANNELS;
    const x = (): number[] =>
      Array.from({ length: size }, (_, i) => (i % 2 === 0 ? 3 + draw.normal() : draw.normal(0.2)));
    const upstream = (): number[] => Array.from({ length: size }, () => draw.normal());
    return [batch, Array.from({ length: STEPS }, () => ({ x: x(), upstream: upstream() }))];
  }),
);

/**
 * A kernel of one weight a channel before the layer, which trains with gamma and beta where the layer does, and without
 * them where it is frozen, by plain gradient descent.
 *
 * What Keras did before TensorFlow 2 with a frozen layer is Keras 3's layer called as a trainable one whose gamma and
 * beta no optimizer gets; up to 2.1.2 its moving statistics move, from 2.1.3 on they are put back.
 */
const keras = python(
  `
import numpy as np, keras, tensorflow as tf
numbers = lambda tensor: np.asarray(tensor).ravel().tolist()
answer = []
for case in given['cases']:
    shape = (case['batch'], 3, 5, 2)
    layer = keras.layers.BatchNormalization(epsilon=given['epsilon'], momentum=given['momentum'],
                                            scale=case['scale'], center=case['center'])
    layer.build(shape)
    kernel = tf.Variable(given['weights']['kernel'])
    present = [name for name in ('gamma', 'beta', 'moving_mean', 'moving_variance') if getattr(layer, name) is not None]
    for name in present:
        getattr(layer, name).assign(given['weights'][name])
    historic = case['policy'] != 'moving' and case['phase'] == 'training'
    layer.trainable = case['trainable'] or historic
    steps = []
    for step in given['inputs'][str(case['batch'])]:
        x, upstream = (tf.constant(np.array(step[name], 'float32').reshape(shape)) for name in ('x', 'upstream'))
        kept = {name: numbers(getattr(layer, name)) for name in present}
        watched = {'x': x, 'kernel': kernel, **{n: getattr(layer, n).value for n in ('gamma', 'beta') if n in present}}
        with tf.GradientTape() as tape:
            for value in watched.values():
                tape.watch(value)
            output = layer(x * kernel, training=case['phase'] == 'training')
            total = tf.reduce_sum(output * upstream)
        gradients = tape.gradient(total, watched)
        if historic and case['policy'] == 'batch':
            for name in ('moving_mean', 'moving_variance'):
                getattr(layer, name).assign(kept[name])
        for name, gradient in gradients.items():
            if name == 'kernel' or (name != 'x' and case['trainable']):
                watched[name].assign_sub(given['rate'] * gradient)
        steps.append({
            'output': numbers(output),
            'gradients': {name: numbers(gradient) for name, gradient in gradients.items()},
            'weights': {'kernel': numbers(kernel), **{name: numbers(getattr(layer, name)) for name in present}},
        })
    answer.append(steps)
`,
  {
    cases,
    inputs: Object.fromEntries(inputs),
    weights: WEIGHTS,
    epsilon: EPSILON,
    momentum: MOMENTUM,
    rate: LEARNING_RATE,
  },
) as Step[][];

beforeAll(() => tf.ready());

test.each(cases.map((given, i) => ({ ...given, title: titleOf(given), reference: keras[i] })))(
  'in one step and over ten, batch normalization is that of Keras: $title',
  ({ title, reference, ...given }) => {
    const ours = steps(given);
    expect(Object.keys(ours[0].gradients).sort()).toEqual(Object.keys(reference[0].gradients).sort());
    expect(Object.keys(ours[0].weights).sort()).toEqual(Object.keys(reference[0].weights).sort());
    const difference = (from: number, to: number, of: (step: Step) => Record<string, number[]>): number =>
      Math.max(
        ...ours
          .slice(from, to)
          .flatMap((step, i) =>
            Object.entries(of(step)).map(([name, values]) => largestDifference(values, of(reference[from + i])[name])),
          ),
      );
    for (const [what, of, tolerance] of [
      ['output', ({ output }: Step) => ({ output }), TOLERANCE],
      ['gradients', ({ gradients }: Step) => gradients, GRADIENT_TOLERANCE],
      ['weights and moving statistics', ({ weights }: Step) => weights, TOLERANCE],
    ] as const) {
      expectParity(`batch normalisation, ${title}: ${what}, one step`, difference(0, 1, of), tolerance);
      expectParity(`batch normalisation, ${title}: ${what}, ten steps`, difference(1, STEPS, of), tolerance);
    }
  },
);

test('a layer that trains does the same whatever becomes of frozen ones', () => {
  const given: Case = { ...KINDS[0], trainable: true, phase: 'training', policy: 'moving' };
  for (const policy of ['batch', 'batch-and-update'] as const)
    expect(steps({ ...given, policy })).toEqual(steps(given));
});

test('at validation no policy makes a difference', () => {
  for (const trainable of [true, false]) {
    const given: Case = { ...KINDS[0], trainable, phase: 'inference', policy: 'moving' };
    for (const policy of ['batch', 'batch-and-update'] as const)
      expect(steps({ ...given, policy })).toEqual(steps(given));
  }
});

test('the policies give such different networks here that no tolerance could hide it', () => {
  const [moving, batch, update] = BATCH_NORMALIZATION_POLICIES.map(
    (policy) => steps({ ...KINDS[0], trainable: false, phase: 'training', policy }).at(-1)!,
  );
  expect(largestDifference(moving.output, batch.output)).toBeGreaterThan(0.5);
  expect(largestDifference(moving.gradients.x, batch.gradients.x)).toBeGreaterThan(0.5);
  for (const name of STATISTICS) {
    expect(batch.weights[name]).toEqual(moving.weights[name]);
    expect(largestDifference(update.weights[name], moving.weights[name])).toBeGreaterThan(0.5);
  }
});

function titleOf({ batch, scale, center, trainable, phase, policy }: Case): string {
  const parts = [scale ? 'gamma' : '', center ? 'beta' : ''].filter((part) => part !== '');
  return [
    trainable ? 'trainable' : `frozen by '${policy}'`,
    phase,
    `${parts.length > 0 ? parts.join(' and ') : 'neither gamma nor beta'}`,
    `batch ${batch}`,
  ].join(', ');
}

function steps({ batch, scale, center, trainable, phase, policy }: Case): Step[] {
  const learnt = ['kernel', ...(scale ? ['gamma'] : []), ...(center ? ['beta'] : [])];
  const values = new Map([...learnt, ...STATISTICS].map((name) => [name, WEIGHTS[name]]));
  const shape: [number, number, number, number] = [batch, 3, 5, CHANNELS];
  return inputs.get(batch)!.map(({ x, upstream }) =>
    tf.tidy(() => {
      const normalise = (input: tf.Tensor, ...weights: tf.Tensor[]): ReturnType<typeof batchNormalization> =>
        batchNormalization(
          tf.mul(input, weights[0]),
          { epsilon: EPSILON, momentum: MOMENTUM, scale, center },
          (name) => weights[learnt.indexOf(name)] ?? tf.tensor1d(values.get(name)!),
          { mode: phase, policy, trainable },
        );
      const given = [tf.tensor4d(x, shape), ...learnt.map((name) => tf.tensor1d(values.get(name)!))];
      const [input, ...weights] = given;
      const { output, updates } = normalise(input, ...weights);
      const loss = (...changed: tf.Tensor[]): tf.Scalar =>
        tf.sum(tf.mul(normalise(changed[0], ...changed.slice(1)).output, tf.tensor4d(upstream, shape)));
      const gradients = tf.grads(loss)(given);
      learnt.forEach((name, i) => {
        if (name !== 'kernel' && !trainable) return;
        values.set(name, [...tf.sub(weights[i], tf.mul(gradients[i + 1], LEARNING_RATE)).dataSync()]);
      });
      for (const [name, value] of updates) values.set(name, [...value.dataSync()]);
      return {
        output: [...output.dataSync()],
        gradients: Object.fromEntries(['x', ...learnt].map((name, i) => [name, [...gradients[i].dataSync()]])),
        weights: Object.fromEntries(values),
      };
    }),
  );
}
