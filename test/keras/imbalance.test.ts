import { beforeAll, expect, test } from 'vitest';
import { random } from '../../src/base/random.js';
import { tf } from '../../src/engine/tensorflow.js';
import { effectiveNumberWeights } from '../../src/training/classWeights.js';
import { categoricalCrossentropy } from '../../src/training/losses/categoricalCrossentropy.js';
import { adjusted, logitOffsets } from '../../src/training/losses/logitAdjustment.js';
import { expectParity, largestDifference, SEED } from './parity.js';
import { python } from './python.js';

const TOLERANCE = 1e-5;
const SUPPORT = [900, 250, 40, 3];

beforeAll(() => tf.ready());

test("weights by the effective number of samples are those of the authors' code", () => {
  const betas = [0, 0.9, 0.99, 0.999, 0.9999];
  // github.com/richardaecn/class-balanced-loss, class_balanced_loss.py
  const theirs = python(
    `
import numpy as np
answer = []
for beta in given['betas']:
    effective_num = 1.0 - np.power(beta, given['support'])
    weights = (1.0 - beta) / np.array(effective_num)
    answer.append((weights / np.sum(weights) * len(given['support'])).tolist())
`,
    { support: SUPPORT, betas },
  ) as number[][];
  betas.forEach((beta, i) => {
    const ours = effectiveNumberWeights(SUPPORT, beta);
    expectParity(`class weights, effective number, beta ${beta}`, largestDifference(ours, theirs[i]), 1e-9);
  });
  expect(effectiveNumberWeights(SUPPORT, 0)).toEqual([1, 1, 1, 1]);
});

test('the logit-adjusted loss is the cross-entropy of Keras on logits with tau times the log of the prior added', () => {
  const draw = random(SEED, 'logit adjustment');
  const logits = Array.from({ length: 12 }, () => SUPPORT.map(() => draw.normal(3)));
  const labels = logits.map(() => draw.below(SUPPORT.length));
  const taus = [0.5, 1, 2];
  const theirs = python(
    `
import keras, numpy as np
prior = np.array(given['support']) / np.sum(given['support'])
y = keras.utils.to_categorical(given['labels'], len(prior))
loss = keras.losses.CategoricalCrossentropy(from_logits=True, reduction=None)
answer = []
for tau in given['taus']:
    logits = np.array(given['logits']) + tau * np.log(prior + 1e-12)
    answer.append(keras.ops.convert_to_numpy(loss(y, logits.astype('float32'))).tolist())
`,
    { support: SUPPORT, logits, labels, taus },
  ) as number[][];
  taus.forEach((tau, i) => {
    const ours = tf.tidy(() => {
      const oneHot = tf.cast(tf.oneHot(tf.tensor1d(labels, 'int32'), SUPPORT.length), 'float32') as tf.Tensor2D;
      const seen = adjusted(tf.tensor2d(logits), logitOffsets(SUPPORT, tau));
      const loss = { name: 'CategoricalCrossentropy', labelSmoothing: 0 } as const;
      return categoricalCrossentropy({ values: seen, areLogits: true }, oneHot, loss).dataSync();
    });
    expectParity(`logit-adjusted cross-entropy, tau ${tau}`, largestDifference(ours, theirs[i]), TOLERANCE);
  });
});
