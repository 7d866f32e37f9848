import { beforeAll, expect, test } from 'vitest';
import { random } from '../../src/base/random.js';
import { recorded } from '../../src/engine/record.js';
import { tf } from '../../src/engine/tensorflow.js';
import { applyGradients, updateRule } from '../../src/training/optimizers/applyGradients.js';
import type { AdamOptions, Optimizer, RMSpropOptions, SGDOptions } from '../../src/training/optimizers/optimizer.js';
import { expectParity, largestDifference, SEED } from './parity.js';
import { python } from './python.js';

const TOLERANCE = 1e-5;
const STEPS = 10;
/** Two weights, so that clipping each and clipping all differ. */
const SHAPES = [[6], [2, 3]];

const draw = random(SEED, 'optimizers');
const start = SHAPES.map(() => Array.from({ length: 6 }, () => draw.normal()));
/** Of very different sizes; one number gets no gradient at all, one only now and then. */
const gradients = Array.from({ length: STEPS }, (_, step) =>
  SHAPES.map((_, w) =>
    Array.from({ length: 6 }, (_, i) => {
      if (w === 0 && (i === 0 || (i === 1 && step % 3 > 0))) return 0;
      return draw.normal() * 10 ** (i - 5);
    }),
  ),
);

const COMMON = { weightDecay: 0, clipnorm: null, globalClipnorm: null };
const ADAM: AdamOptions = { name: 'Adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7, ...COMMON };
const RMSPROP: RMSpropOptions = { name: 'RMSprop', rho: 0.9, momentum: 0, epsilon: 1e-7, centered: false, ...COMMON };
const SGD: SGDOptions = { name: 'SGD', momentum: 0, nesterov: false, ...COMMON };

interface Case {
  what: string;
  optimizer: Optimizer;
  rate: number;
  /** What Keras is asked for beside its defaults. */
  keras: Record<string, number | boolean>;
}

const cases: Case[] = [
  // The reference's rate, the lower ones to try, and one so large that a wrong step cannot hide in the tolerance.
  ...[1e-3, 1e-4, 1e-5, 0.1].map((rate) => ({ what: `Adam at ${rate}`, optimizer: ADAM, rate, keras: {} })),
  {
    what: 'Adam, other betas and epsilon',
    optimizer: { ...ADAM, beta1: 0.7, beta2: 0.9, epsilon: 1e-3 },
    rate: 0.1,
    keras: { beta_1: 0.7, beta_2: 0.9, epsilon: 1e-3 },
  },
  { what: 'AdamW', optimizer: { ...ADAM, name: 'AdamW', weightDecay: 0.004 }, rate: 0.1, keras: {} },
  {
    what: 'AdamW, strong decay',
    optimizer: { ...ADAM, name: 'AdamW', weightDecay: 0.5 },
    rate: 0.1,
    keras: { weight_decay: 0.5 },
  },
  { what: 'RMSprop', optimizer: RMSPROP, rate: 0.01, keras: {} },
  {
    what: 'RMSprop, centred, with momentum',
    optimizer: { ...RMSPROP, momentum: 0.9, centered: true, rho: 0.8, epsilon: 1e-4 },
    rate: 0.01,
    keras: { momentum: 0.9, centered: true, rho: 0.8, epsilon: 1e-4 },
  },
  { what: 'RMSprop, centred', optimizer: { ...RMSPROP, centered: true }, rate: 0.01, keras: { centered: true } },
  { what: 'SGD', optimizer: SGD, rate: 0.1, keras: {} },
  { what: 'SGD with momentum', optimizer: { ...SGD, momentum: 0.9 }, rate: 0.1, keras: { momentum: 0.9 } },
  {
    what: 'SGD with Nesterov momentum',
    optimizer: { ...SGD, momentum: 0.9, nesterov: true },
    rate: 0.1,
    keras: { momentum: 0.9, nesterov: true },
  },
  ...[ADAM, RMSPROP, { ...SGD, momentum: 0.9 }].flatMap((optimizer): Case[] => {
    const momentum: Case['keras'] = optimizer.name === 'SGD' ? { momentum: 0.9 } : {};
    const given = { rate: 0.1, optimizer };
    return [
      {
        ...given,
        what: `${optimizer.name} with clipnorm`,
        optimizer: { ...optimizer, clipnorm: 0.3 },
        keras: { ...momentum, clipnorm: 0.3 },
      },
      {
        ...given,
        what: `${optimizer.name} with globalClipnorm`,
        optimizer: { ...optimizer, globalClipnorm: 0.3 },
        keras: { ...momentum, global_clipnorm: 0.3 },
      },
      {
        ...given,
        what: `${optimizer.name} with weightDecay and clipnorm`,
        optimizer: { ...optimizer, weightDecay: 0.2, clipnorm: 0.3 },
        keras: { ...momentum, weight_decay: 0.2, clipnorm: 0.3 },
      },
    ];
  }),
];

const keras = python(
  `
import keras, numpy as np
answer = []
for case in given['cases']:
    weights = [keras.Variable(np.array(w, 'float32').reshape(s)) for w, s in zip(given['start'], given['shapes'])]
    optimizer = getattr(keras.optimizers, case['optimizer']['name'])(learning_rate=case['rate'], **case['keras'])
    optimizer.build(weights)
    path = []
    for step in given['gradients']:
        optimizer.apply([keras.ops.convert_to_tensor(np.array(g, 'float32').reshape(s)) for g, s in zip(step, given['shapes'])])
        path.append([w.numpy().ravel().tolist() for w in weights])
    answer.append(path)
`,
  { cases, start, shapes: SHAPES, gradients },
) as number[][][][];

beforeAll(() => tf.ready());

test.each(cases.map((given, i) => ({ ...given, i })))(
  'ten steps of $what lead where those of Keras lead',
  ({ what, optimizer, rate, i }) => {
    expectParity(
      `${what}, weights over ten steps`,
      largestDifference(path(optimizer, rate).flat(2), keras[i].flat(2)),
      TOLERANCE,
    );
  },
);

test('the cases lead to ends that differ by more than the tolerance, so none can pass for another', () => {
  const ends = keras.map((steps) => steps[STEPS - 1].flat());
  ends.forEach((end, i) => {
    for (const other of ends.slice(0, i)) expect(largestDifference(end, other)).toBeGreaterThan(2 * TOLERANCE);
  });
});

test('with a factor of rate a weight goes where Keras takes it at the rate times the factor, and the others as before', () => {
  const factor = 0.1;
  const at = cases.findIndex(({ what }) => what === 'Adam at 0.1');
  const slow = python(
    `
import keras, numpy as np
weight = keras.Variable(np.array(given['start'], 'float32'))
optimizer = keras.optimizers.Adam(learning_rate=given['rate'])
optimizer.build([weight])
for gradient in given['gradients']:
    optimizer.apply([keras.ops.convert_to_tensor(np.array(gradient, 'float32'))])
answer = weight.numpy().tolist()
`,
    { start: start[0], gradients: gradients.map(([first]) => first), rate: 0.1 * factor },
  ) as number[];
  const ours = path(ADAM, 0.1, [factor, 1])[STEPS - 1];
  expectParity(
    "a weight at a tenth of the rate, against Keras' at that rate",
    largestDifference(ours[0], slow),
    TOLERANCE,
  );
  expect(largestDifference(ours[1], keras[at][STEPS - 1][1])).toBeLessThanOrEqual(TOLERANCE);
});

// 1024: multiplied and divided by a power of two, a number stays what it was.
test('a gradient that is shorter than the norm allowed is not changed by it', () => {
  const free = path(SGD, 0.1).flat(2);
  expect(path({ ...SGD, globalClipnorm: 1024 }, 0.1).flat(2)).toEqual(free);
  expect(path({ ...SGD, clipnorm: 1024 }, 0.1).flat(2)).toEqual(free);
});

test('without gradient, decay and momentum a weight stays to the last bit', () => {
  for (const optimizer of [ADAM, RMSPROP, SGD, { ...SGD, momentum: 0.9, nesterov: true, clipnorm: 0.3 }]) {
    for (const [[first]] of path(optimizer, 0.1)) expect(first).toBe(Math.fround(start[0][0]));
  }
});

/** Numbers of each weight after each step, of the step as it is recorded. */
function path(optimizer: Optimizer, rate: number, factors: number[] = SHAPES.map(() => 1)): number[][][] {
  const rule = updateRule(optimizer);
  const size = 1 + rule.slots.length;
  const step = recorded(([learningRate, ruleRate, ...rest]) => {
    const given = SHAPES.map((_, w) => {
      const [gradient, weight, ...slots] = rest.slice(w * (size + 1), (w + 1) * (size + 1));
      return { gradient, weight, slots, rateFactor: factors[w] };
    });
    const updated = applyGradients(optimizer, given, { learningRate, ruleRate });
    return updated.flatMap(({ weight, slots }) => [weight, ...slots]);
  });
  const result = tf.tidy(() => {
    let state = SHAPES.flatMap((shape, w) => [tf.tensor(start[w], shape), ...rule.slots.map(() => tf.zeros(shape))]);
    return gradients.map((now, i) => {
      const inputs = SHAPES.flatMap((shape, w) => [tf.tensor(now[w], shape), ...state.slice(w * size, (w + 1) * size)]);
      state = step([tf.scalar(rate), tf.scalar(rule.rateAt(rate, i + 1)), ...inputs]);
      return SHAPES.map((_, w) => [...state[w * size].dataSync()]);
    });
  });
  step.dispose();
  return result;
}
