import type { BatchNormalizationPolicy } from '../backbones/batchNormalization.js';
import type { Classifier } from '../backbones/classifier.js';
import { forward } from '../backbones/forward.js';
import type { RawWeight } from '../backbones/initialWeights.js';
import { isMovingStatistic, type WeightName } from '../backbones/layer.js';
import { recorded } from '../engine/record.js';
import { tf } from '../engine/tensorflow.js';
import { adamStep, correctedRate } from './adam.js';

type Tensor = tf.Tensor;

/** Weights that change and what the optimizer keeps of them. Each step gives new tensors and disposes the old. */
export interface TrainingState {
  trained: WeightName[];
  moving: WeightName[];
  /** Trained weights, their first and second moments, moving statistics, in this order. */
  tensors: Tensor[];
  steps: number;
}

export interface StepResult {
  /** Mean weighted cross-entropy of the batch, before the step. */
  loss: number;
  /** Right answers in the batch, before the step. */
  correct: number;
}

export interface Trainer {
  state: TrainingState;
  /**
   * @param x the tail's input, a batch
   * @param labels `[batch]`, class indices
   * @param exampleWeights `[batch]`
   */
  step(x: Tensor, labels: number[], exampleWeights: number[], learningRate: number): StepResult;
  /** Logits `[batch, numClasses]` in the inference phase; the caller disposes them. */
  infer(x: Tensor): Tensor;
  /** The changed weights as they stand, copied out of TensorFlow. */
  snapshot(): Map<WeightName, RawWeight>;
  dispose(): void;
}

/**
 * Makes a classifier's tail trainable: loss, gradients and Adam as one recorded step.
 *
 * Loss: sum of weight times cross-entropy, over the batch size, as Keras' `class_weight` counts.
 *
 * @param weights tensors of all weights of the tail, by name; those that train are copied
 */
export function createTrainer(
  classifier: Classifier,
  weights: ReadonlyMap<WeightName, Tensor>,
  policy: BatchNormalizationPolicy,
  seed: number,
): Trainer {
  const { tail, trainable } = classifier;
  const layerOf = (name: WeightName): string => name.slice(0, name.lastIndexOf('/'));
  const layers = new Map(tail.layers.map((layer) => [layer.name, layer]));
  const names = [...weights.keys()].filter((name) => layers.has(layerOf(name)));
  const trained = names.filter((name) => trainable.has(layerOf(name)) && !isMovingStatistic(name));
  const moving = names.filter(
    (name) => isMovingStatistic(name) && (trainable.has(layerOf(name)) || policy === 'batch-and-update'),
  );
  const copies = (list: WeightName[]): Tensor[] => list.map((name) => tf.clone(weights.get(name)!));
  const state: TrainingState = {
    trained,
    moving,
    tensors: [...copies(trained), ...zeros(trained, weights), ...zeros(trained, weights), ...copies(moving)],
    steps: 0,
  };
  const numTrained = trained.length;

  const weightsOf = (values: Tensor[], moved: Tensor[]): Map<WeightName, Tensor> => {
    const all = new Map(weights);
    trained.forEach((name, i) => {
      all.set(name, values[i]);
    });
    moving.forEach((name, i) => {
      all.set(name, moved[i]);
    });
    return all;
  };

  const step = recorded(([x, oneHot, exampleWeights, rate, drawSeed, ...rest]) => {
    const current = rest.slice(0, numTrained);
    const moved = rest.slice(3 * numTrained);
    let kept: { logits: Tensor; updates: Map<WeightName, Tensor> } | undefined;
    const loss = (...values: Tensor[]): tf.Scalar => {
      const { output, updates } = forward(tail, weightsOf(values, moved), x, {
        phase: 'training',
        policy,
        trainable,
        seed: drawSeed,
      });
      kept = { logits: tf.keep(tf.clone(output)), updates: new Map([...updates].map(([n, t]) => [n, tf.keep(t)])) };
      const crossEntropy = tf.neg(tf.sum(tf.mul(oneHot, tf.logSoftmax(output as tf.Tensor2D)), -1));
      return tf.mean(tf.mul(crossEntropy, exampleWeights)).asScalar();
    };
    const { value, grads } = tf.valueAndGrads(loss)(current);
    const { logits, updates } = kept!;
    const right = tf.equal(tf.argMax(logits, -1), tf.argMax(oneHot, -1));
    const next = current.map((weight, i) =>
      adamStep(weight, grads[i], rest[numTrained + i], rest[2 * numTrained + i], rate),
    );
    const result = [
      value,
      tf.sum(tf.cast(right, 'float32')),
      ...[0, 1, 2].flatMap((k) => next.map((tensors) => tensors[k])),
      ...moving.map((name, i) => updates.get(name) ?? moved[i]),
    ];
    logits.dispose();
    return result;
  });
  const inference = recorded(([x, ...rest]) => {
    const current = weightsOf(rest.slice(0, numTrained), rest.slice(numTrained));
    return [forward(tail, current, x, { phase: 'inference', policy, trainable }).output];
  });

  return {
    state,
    step: (x, labels, exampleWeights, learningRate) => {
      state.steps++;
      const [loss, correct, ...next] = tf.tidy(() =>
        step([
          x,
          tf.cast(tf.oneHot(tf.tensor1d(labels, 'int32'), numClassesOf(classifier)), 'float32'),
          tf.tensor1d(exampleWeights),
          tf.scalar(correctedRate(learningRate, state.steps)),
          tf.tensor1d([seed, state.steps * 1009], 'int32'),
          ...state.tensors,
        ]),
      );
      tf.dispose(state.tensors);
      state.tensors = next;
      const result = { loss: loss.dataSync()[0], correct: correct.dataSync()[0] };
      tf.dispose([loss, correct]);
      return result;
    },
    infer: (x) => inference([x, ...state.tensors.slice(0, numTrained), ...state.tensors.slice(3 * numTrained)])[0],
    snapshot: () => {
      const values = [...state.tensors.slice(0, numTrained), ...state.tensors.slice(3 * numTrained)];
      return new Map(
        [...trained, ...moving].map((name, i) => {
          const { shape } = values[i];
          return [name, { shape, values: Float32Array.from(values[i].dataSync()) }];
        }),
      );
    },
    dispose: () => {
      tf.dispose(state.tensors);
      step.dispose();
      inference.dispose();
    },
  };
}

function numClassesOf({ tail }: Classifier): number {
  const last = tail.layers[tail.layers.length - 1];
  return last.kind === 'Dense' ? last.units : 0;
}

function zeros(names: WeightName[], weights: ReadonlyMap<WeightName, Tensor>): Tensor[] {
  return names.map((name) => tf.zeros(weights.get(name)!.shape));
}
