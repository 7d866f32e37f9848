import { tf } from '../../engine/tensorflow.js';
import { adam } from './adam.js';
import { clipped } from './clipping.js';
import type { Optimizer, Updated, UpdateRule } from './optimizer.js';
import { rmsprop } from './rmsprop.js';
import { sgd } from './sgd.js';

type Tensor = tf.Tensor;

export function updateRule(optimizer: Optimizer): UpdateRule {
  switch (optimizer.name) {
    case 'Adam':
    case 'AdamW':
      return adam(optimizer);
    case 'RMSprop':
      return rmsprop(optimizer);
    case 'SGD':
      return sgd(optimizer);
  }
}

/** One weight before a step. */
export interface Trained {
  weight: Tensor;
  gradient: Tensor;
  slots: readonly Tensor[];
  /** What its learning rate is times the others': 1, or the backbone's share. */
  rateFactor: number;
}

/** Scalars of one step: the learning rate, and what the rule's `rateAt` makes of it. */
export interface Rates {
  learningRate: Tensor;
  ruleRate: Tensor;
}

/** One step of an optimizer for all weights, as a pure function; in Keras' order: clip, let decay, update. */
export function applyGradients(optimizer: Optimizer, trained: readonly Trained[], rates: Rates): Updated[] {
  const rule = updateRule(optimizer);
  const gradients = clipped(
    trained.map(({ gradient }) => gradient),
    optimizer,
  );
  return trained.map(({ weight, slots, rateFactor }, i) => {
    const own = (rate: Tensor): Tensor => (rateFactor === 1 ? rate : tf.mul(rate, rateFactor));
    const kept =
      optimizer.weightDecay === 0
        ? weight
        : tf.sub(weight, tf.mul(tf.mul(weight, optimizer.weightDecay), own(rates.learningRate)));
    return rule.update(kept, gradients[i]!, slots, own(rates.ruleRate));
  });
}
