import { beforeAll, expect, test } from 'vitest';
import { random } from '../../src/base/random.js';
import { recorded } from '../../src/engine/record.js';
import { tf } from '../../src/engine/tensorflow.js';
import { type Loss, lossOf } from '../../src/training/losses/loss.js';
import { expectParity, largestDifference, SEED } from './parity.js';
import { python } from './python.js';

const TOLERANCE = 1e-6;
const BATCH = 8;
const NUM_CLASSES = 5;

const draw = random(SEED, 'losses');
const labels = Array.from({ length: BATCH }, () => draw.below(NUM_CLASSES));
/** From undecided to as sure as single precision lets a softmax be, rightly and wrongly: where a focal loss clips. */
const logits = Array.from({ length: BATCH }, (_, i) =>
  Array.from({ length: NUM_CLASSES }, () => draw.normal() * [0.1, 1, 3, 30][i % 4]),
);
const classWeights = Array.from({ length: NUM_CLASSES }, () => draw.between(0.2, 3));
const sampleWeights = Array.from({ length: BATCH }, () => draw.between(0, 2));

interface Case {
  what: string;
  loss: Loss;
  /** Arguments of Keras' loss of that name. */
  keras: Record<string, number | number[]>;
}

const focal = { name: 'CategoricalFocalCrossentropy', alpha: 0.25, gamma: 2, labelSmoothing: 0 } as const;
const alphas = Array.from({ length: NUM_CLASSES }, () => draw.between(0.1, 1));
const cases: Case[] = [
  { what: 'cross-entropy', loss: { name: 'CategoricalCrossentropy', labelSmoothing: 0 }, keras: {} },
  {
    what: 'cross-entropy with label smoothing',
    loss: { name: 'CategoricalCrossentropy', labelSmoothing: 0.1 },
    keras: { label_smoothing: 0.1 },
  },
  { what: 'focal loss', loss: focal, keras: {} },
  {
    what: 'focal loss with another gamma and label smoothing',
    loss: { ...focal, alpha: 0.7, gamma: 0.5, labelSmoothing: 0.2 },
    keras: { alpha: 0.7, gamma: 0.5, label_smoothing: 0.2 },
  },
  { what: 'focal loss with an alpha for each class', loss: { ...focal, alpha: alphas }, keras: { alpha: alphas } },
  { what: 'focal loss without focus', loss: { ...focal, gamma: 0 }, keras: { gamma: 0 } },
];
const weightings = {
  'no weights': labels.map(() => 1),
  'class weights': labels.map((label) => classWeights[label]),
  'sample weights': sampleWeights,
};
type Weighting = keyof typeof weightings;

interface Answer {
  value: number;
  gradient: number[];
}

// class_weight reaches a loss only through a model: one that has no layer. Its gradients are those of the same loss with
// the sample weights that class_weight becomes.
const answers = python(
  `
import keras, numpy as np, tensorflow as tf
logits = np.array(given['logits'], 'float32')
labels = keras.utils.to_categorical(given['labels'], logits.shape[1])
answer = []
for case in given['cases']:
    loss = getattr(keras.losses, case['loss']['name'])(from_logits=True, **case['keras'])
    one = {}
    for what, weights in given['weightings'].items():
        x = tf.constant(logits)
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = loss(labels, x, sample_weight=np.array(weights, 'float32'))
        gradient = tape.gradient(value, x).numpy().ravel().tolist()
        if what == 'class weights':
            inputs = keras.Input((logits.shape[1],))
            model = keras.Model(inputs, inputs)
            model.compile(optimizer='sgd', loss=loss)
            value = model.train_on_batch(logits, labels, class_weight=dict(enumerate(given['classWeights'])))
        one[what] = {'value': float(value), 'gradient': gradient}
    answer.append(one)
`,
  { logits, labels, cases, classWeights, weightings },
) as Record<Weighting, Answer>[];

beforeAll(() => tf.ready());

const compared = cases.flatMap(({ what, loss }, i) =>
  (Object.keys(weightings) as Weighting[]).map((weighting) => ({
    what,
    loss,
    weighting,
    keras: answers[i][weighting],
  })),
);

test.each(compared)('value and gradient are those of Keras: $what, $weighting', ({ what, loss, weighting, keras }) => {
  const ours = measured(loss, weightings[weighting]);
  // Of a value of up to 30, in single precision.
  expectParity(
    `${what}, ${weighting}: value`,
    Math.abs(ours.value - keras.value) / Math.max(1, keras.value),
    TOLERANCE,
  );
  expectParity(`${what}, ${weighting}: gradient`, largestDifference(ours.gradient, keras.gradient), TOLERANCE);
});

test('each loss and weighting gives another gradient, so none can pass for another', () => {
  compared.forEach(({ keras }, i) => {
    for (const other of compared.slice(0, i)) {
      expect(largestDifference(keras.gradient, other.keras.gradient)).toBeGreaterThan(100 * TOLERANCE);
    }
  });
});

/** Through a recording, as in training. */
function measured(loss: Loss, exampleWeights: readonly number[]): Answer {
  const step = recorded(([x, oneHot, weights]) => {
    const { value, grads } = tf.valueAndGrads((output) =>
      tf.mean(tf.mul(lossOf(loss, 'softmax', output as tf.Tensor2D, oneHot as tf.Tensor2D), weights)).asScalar(),
    )([x]);
    return [value, ...grads];
  });
  const result = tf.tidy(() => {
    const oneHot = tf.cast(tf.oneHot(tf.tensor1d(labels, 'int32'), NUM_CLASSES), 'float32');
    const [value, gradient] = step([tf.tensor2d(logits), oneHot, tf.tensor1d([...exampleWeights])]);
    return { value: value.dataSync()[0], gradient: [...gradient.dataSync()] };
  });
  step.dispose();
  return result;
}
