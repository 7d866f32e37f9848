import { beforeAll, expect, test } from 'vitest';
import { weightTensors } from '../../src/backbones/network/weightTensors.js';
import { LAST_ACTIVATIONS, type LastActivation } from '../../src/backbones/pretrained/head.js';
import { probabilitiesOf } from '../../src/backbones/pretrained/probabilities.js';
import { random } from '../../src/base/random.js';
import { tf } from '../../src/engine/tensorflow.js';
import { REFERENCE_RECIPE, withChanges } from '../../src/recipe/recipe.js';
import { simplest } from '../../src/training/losses/lastLayer.js';
import type { Loss } from '../../src/training/losses/loss.js';
import { createTrainer } from '../../src/training/trainer.js';
import { expectParity, largestDifference, SEED } from './parity.js';
import { python } from './python.js';

const [STEPS, BATCH, FEATURES, NUM_CLASSES] = [5, 8, 6, 4];
const RATE = 0.05;
/** Of losses, as a share of them, and of weights. */
const TOLERANCE = 2e-5;

const draw = random(SEED, 'last layers');
const drawn = (count: number, deviation: number, mean = 0): number[] =>
  Array.from({ length: count }, () => mean + deviation * draw.normal());
/** Outputs about 1, some of them below 0 and above 1, where probabilities are clipped. */
const kernel = drawn(FEATURES * NUM_CLASSES, 0.4);
const bias = drawn(NUM_CLASSES, 0.1, 1);
const features = drawn(STEPS * BATCH * FEATURES, 0.8);
const labels = Array.from({ length: STEPS }, () => Array.from({ length: BATCH }, () => draw.below(NUM_CLASSES)));

const LOSSES: (Parameters<typeof withChanges>[1]['loss'] & object)[] = [
  ...[{}, { fromLogits: true as const }].flatMap((form) => [
    { name: 'CategoricalCrossentropy' as const, ...form },
    { name: 'SparseCategoricalCrossentropy' as const, ...form },
    { name: 'BinaryCrossentropy' as const, ...form },
    { name: 'BinaryCrossentropy' as const, labelSmoothing: 0.1, ...form },
    { name: 'CategoricalFocalCrossentropy' as const, ...form },
  ]),
  { name: 'MeanSquaredError' },
];

interface Case {
  last: LastActivation;
  loss: Loss;
}
const cases = LAST_ACTIVATIONS.flatMap((last) =>
  LOSSES.map((loss): Case => ({ last, loss: withChanges(REFERENCE_RECIPE, { loss }).loss })),
);
const nameOf = ({ last, loss }: Case): string =>
  [
    `${last}, ${loss.name}`,
    ...('fromLogits' in loss ? ['from logits'] : []),
    ...('labelSmoothing' in loss && loss.labelSmoothing > 0 ? ['smoothed'] : []),
  ].join(', ');

interface Trained {
  losses: number[];
  kernel: number[];
}

beforeAll(() => tf.ready());

/** As `fit` trains: `train_on_batch` runs the same graph. */
const theirs = python(
  `
import warnings
import keras, numpy as np
warnings.simplefilter('ignore')
x = np.array(given['features'], 'float32').reshape(given['shape'])
answer = []
for case in given['cases']:
    dense = keras.layers.Dense(given['classes'], activation=case['last'])
    model = keras.Sequential([keras.Input((x.shape[2],)), dense])
    dense.set_weights([np.array(given['kernel'], 'float32').reshape(x.shape[2], -1), np.array(given['bias'], 'float32')])
    loss = case['loss']
    names = {'fromLogits': 'from_logits', 'labelSmoothing': 'label_smoothing', 'alpha': 'alpha', 'gamma': 'gamma'}
    options = {names[name]: value for name, value in loss.items() if name != 'name'}
    model.compile(keras.optimizers.SGD(given['rate']), getattr(keras.losses, loss['name'])(**options))
    losses = []
    for batch, numbers in zip(x, np.array(given['labels'])):
        y = numbers if loss['name'].startswith('Sparse') else keras.utils.to_categorical(numbers, given['classes'])
        model.reset_metrics()
        losses.append(float(model.train_on_batch(batch, y)))
    answer.append({'losses': losses, 'kernel': dense.kernel.numpy().ravel().tolist()})
`,
  {
    ...{ features, kernel, bias, labels, cases, rate: RATE, classes: NUM_CLASSES },
    shape: [STEPS, BATCH, FEATURES],
  },
) as Trained[];

function trained({ last, loss }: Case): Trained {
  const weights = weightTensors(
    new Map([
      ['logits/kernel', { shape: [FEATURES, NUM_CLASSES], values: Float32Array.from(kernel) }],
      ['logits/bias', { shape: [NUM_CLASSES], values: Float32Array.from(bias) }],
    ]),
  );
  const trainer = createTrainer(
    {
      prefix: undefined,
      tail: {
        layers: [
          { kind: 'InputLayer', name: 'input', inputs: [] },
          { kind: 'Dense', name: 'logits', inputs: ['input'], units: NUM_CLASSES, activation: 'linear' },
        ],
        output: 'logits',
      },
      trainable: new Set(['logits']),
      head: new Set(['logits']),
      weights: new Map(),
    },
    weights,
    {
      ...withChanges(REFERENCE_RECIPE, { optimizer: { name: 'SGD' }, loss, lastActivation: last }),
      policy: 'moving',
    },
  );
  const size = BATCH * FEATURES;
  const losses = labels.map((numbers, step) => {
    const x = tf.tensor2d(features.slice(step * size, (step + 1) * size), [BATCH, FEATURES]);
    const ones = numbers.map(() => 1);
    const result = trainer.step(x, numbers, ones, RATE);
    x.dispose();
    return result.loss;
  });
  const after = [...trainer.snapshot().get('logits/kernel')!.values];
  trainer.dispose();
  tf.dispose([...weights.values()]);
  return { losses, kernel: after };
}

const compared = cases.map((one, i) => ({ what: nameOf(one), ...one, keras: theirs[i] }));

test.each(compared)('five steps lead where those of Keras lead: $what', ({ what, last, loss, keras }) => {
  const ours = trained({ last, loss });
  expect(keras.losses.every(Number.isFinite)).toBe(true);
  const shares = ours.losses.map((value, i) => Math.abs(value / keras.losses[i] - 1));
  expectParity(`last layer, losses of five steps: ${what}`, Math.max(...shares), TOLERANCE);
  expectParity(`last layer, kernel after them: ${what}`, largestDifference(ours.kernel, keras.kernel), TOLERANCE);
  expect(largestDifference(ours.kernel, kernel)).toBeGreaterThan(0);
});

test('what stands for a last layer because it is simpler trains the same in Keras', () => {
  const trainedBy = ({ last, loss }: Case): Trained => {
    const at = cases.findIndex((one) => nameOf(one) === nameOf({ last, loss }));
    return theirs[at];
  };
  for (const one of cases) {
    const { lastActivation, loss } = simplest(one.last, one.loss);
    const whole = withChanges(REFERENCE_RECIPE, { loss }).loss;
    const [before, after] = [trainedBy(one), trainedBy({ last: lastActivation, loss: whole })];
    expect(largestDifference(before.kernel, after.kernel), nameOf(one)).toBeLessThan(TOLERANCE);
  }
});

test.each(LAST_ACTIVATIONS)('probabilities of %s sum to 1, and the largest is that of the largest output', (last) => {
  const logits = tf.tensor2d([
    [-200, -150, -300, -190],
    [0.5, 0.1, 0.7, -0.2],
    [3, 8, -2, 1],
  ]);
  const rows = tf.tidy(() => probabilitiesOf(last, logits).arraySync() as number[][]);
  for (const row of rows) expect(row.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 6);
  expect(rows.slice(1).map((row) => row.indexOf(Math.max(...row)))).toEqual([2, 1]);
  logits.dispose();
});
