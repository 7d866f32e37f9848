import { activate } from '../backbones/network/activations.js';
import type { BatchNormalizationPolicy } from '../backbones/network/batchNormalization.js';
import { forward } from '../backbones/network/forward.js';
import type { WeightName } from '../backbones/network/weights.js';
import type { Classifier } from '../backbones/pretrained/classifier.js';
import type { LastActivation } from '../backbones/pretrained/head.js';
import { tf } from '../engine/tensorflow.js';
import type { ChangingWeights } from './changingWeights.js';
import { adjusted } from './losses/logitAdjustment.js';
import { type Loss, lossOf } from './losses/loss.js';
import { applyGradients, type Rates } from './optimizers/applyGradients.js';
import type { Optimizer } from './optimizers/optimizer.js';
import { type TrainingState, weightsIn } from './trainingState.js';

type Tensor = tf.Tensor;

/** Settings that are the same for every step. */
export interface StepSetting {
  classifier: Classifier;
  /** Of the tail, by name; of those that change the state holds the values. */
  weights: ReadonlyMap<WeightName, Tensor>;
  changing: ChangingWeights;
  /** One for each trained weight. */
  rateFactors: readonly number[];
  policy: BatchNormalizationPolicy;
  optimizer: Optimizer;
  loss: Loss;
  /** Activation of the last dense layer, whose values before it are the logits. */
  lastActivation: LastActivation;
  /** `[numClasses]`, added to the logits in the loss. */
  logitOffsets?: readonly number[];
}

/** Inputs of one step. */
export interface StepInputs {
  /** The tail's input, a batch. */
  x: Tensor;
  /** `[batch, numClasses]` */
  oneHot: tf.Tensor2D;
  /** `[batch]` */
  exampleWeights: tf.Tensor1D;
  rates: Rates;
  /** `[2]`, int32: for dropout. */
  seed: Tensor;
}

export interface StepOutputs {
  /** Sum of weight times loss, over the batch size, as Keras counts `class_weight` and `sample_weight`. */
  loss: Tensor;
  /** Number of correct predictions in the batch. */
  correct: Tensor;
  /** Of each trained weight, before clipping. */
  gradients: readonly Tensor[];
  state: TrainingState;
}

/** Loss, gradients and the optimizer's step as one pure function of tensors; loss and predictions are those before it. */
export function trainingStep(setting: StepSetting, inputs: StepInputs, state: TrainingState): StepOutputs {
  const { classifier, changing, optimizer, policy, rateFactors, loss, lastActivation } = setting;
  const { x, oneHot, exampleWeights, rates, seed } = inputs;
  let kept: { logits: Tensor; updates: ReadonlyMap<WeightName, Tensor> } | undefined;
  const meanLoss = (...weights: Tensor[]): tf.Scalar => {
    const all = weightsIn({ weights, moving: state.moving }, changing, setting.weights);
    const { trainable } = classifier;
    const { output, updates } = forward(classifier.tail, all, x, { mode: 'training', policy, trainable, seed });
    // What the gradient's own tidy would dispose.
    kept = { logits: tf.keep(tf.clone(output)), updates: new Map([...updates].map(([n, t]) => [n, tf.keep(t)])) };
    const seen = adjusted(output as tf.Tensor2D, setting.logitOffsets);
    return tf.mean(tf.mul(lossOf(loss, lastActivation, seen, oneHot), exampleWeights)).asScalar();
  };
  const { value, grads } = tf.valueAndGrads(meanLoss)([...state.weights]);
  const { logits, updates } = kept!;
  const answers = lastActivation === 'softmax' ? logits : activate(lastActivation, logits);
  const right = tf.equal(tf.argMax(answers, -1), tf.argMax(oneHot, -1));
  const updated = applyGradients(
    optimizer,
    state.weights.map((weight, i) => ({
      weight,
      gradient: grads[i]!,
      slots: state.slots[i]!,
      rateFactor: rateFactors[i]!,
    })),
    rates,
  );
  const correct = tf.sum(tf.cast(right, 'float32'));
  logits.dispose();
  return {
    loss: value,
    correct,
    gradients: grads,
    state: {
      weights: updated.map(({ weight }) => weight),
      slots: updated.map(({ slots }) => slots),
      moving: changing.moving.map((name, i) => updates.get(name) ?? state.moving[i]!),
    },
  };
}
