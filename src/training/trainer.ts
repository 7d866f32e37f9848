import type { BatchNormalizationPolicy } from '../backbones/network/batchNormalization.js';
import { forward } from '../backbones/network/forward.js';
import { layerOfWeight, type RawWeight, type WeightName } from '../backbones/network/weights.js';
import type { Classifier } from '../backbones/pretrained/classifier.js';
import type { LastActivation } from '../backbones/pretrained/head.js';
import type { Precision } from '../engine/precision.js';
import { recorded } from '../engine/record.js';
import { recordedWithState } from '../engine/recordState.js';
import { tf } from '../engine/tensorflow.js';
import { type ChangingWeights, changingWeights } from './changingWeights.js';
import { adjusted } from './losses/logitAdjustment.js';
import { type Loss, lossOf } from './losses/loss.js';
import { type Mix, mixed } from './mixup.js';
import { updateRule } from './optimizers/applyGradients.js';
import { normOf } from './optimizers/clipping.js';
import type { Optimizer } from './optimizers/optimizer.js';
import { flat, initialState, type TrainingState, unflat, weightsIn } from './trainingState.js';
import { trainingStep } from './trainingStep.js';

type Tensor = tf.Tensor;

export interface StepResult {
  /** Mean weighted loss of the batch, before the step. */
  loss: number;
  /** Number of correct predictions in the batch, before the step. */
  correct: number;
  /** Euclidean norm of the gradient of each trained weight, before clipping; only with `measuresGradients`. */
  gradientNorms?: readonly number[];
}

export interface TrainerOptions {
  policy: BatchNormalizationPolicy;
  optimizer: Optimizer;
  loss: Loss;
  /** Activation of the last dense layer. */
  lastActivation: LastActivation;
  /** Learning rate of the backbone's weights over that of the head's. */
  backboneRate: number;
  /** What is added to the logits in the loss, `[numClasses]`; by `logitOffsets`. Default nothing. */
  logitOffsets?: readonly number[];
  /** Of dropout. */
  seed: number;
  /** Number format that convolutions compute in. Default: float32 */
  precision?: Precision;
  /** Whether each step gives the norms of the gradients. Default: false */
  measuresGradients?: boolean;
}

export interface Trainer {
  changing: ChangingWeights;
  /**
   * @param x the tail's input, a batch
   * @param labels `[batch]`, class indices
   * @param exampleWeights `[batch]`
   * @param mix how examples are mixed with each other, their labels and weights too
   */
  step(
    x: Tensor,
    labels: readonly number[],
    exampleWeights: readonly number[],
    learningRate: number,
    mix?: Mix,
  ): StepResult;
  /** Logits `[batch, numClasses]` in the inference phase; the caller disposes them. */
  infer(x: Tensor): Tensor;
  /** Loss of each example, `[batch]`, without weights. */
  losses(logits: Tensor, labels: readonly number[]): number[];
  /** Current values of the weights that training changes, copied out of TensorFlow. */
  snapshot(): Map<WeightName, RawWeight>;
  /** Restores the weights of a snapshot; the state of the optimizer does not change. */
  restore(snapshot: ReadonlyMap<WeightName, RawWeight>): void;
  /** The complete state before the next step. */
  save(): TrainerState;
  /** Restores what `save` returned, for a trainer of the same classifier and options. */
  load(state: TrainerState): void;
  dispose(): void;
}

/** State of a trainer between steps, outside TensorFlow. */
export interface TrainerState {
  /** Those that are done. */
  steps: number;
  weights: Map<WeightName, RawWeight>;
  /** State of the optimizer, by `layer/weight/slot`. */
  slots: Map<string, RawWeight>;
}

/**
 * Creates a trainer for the tail of a classifier. Every step runs one recorded graph.
 *
 * @param weights tensors of all weights of the tail, by name; those that train are copied
 */
export function createTrainer(
  classifier: Classifier,
  weights: ReadonlyMap<WeightName, Tensor>,
  {
    policy,
    optimizer,
    loss,
    lastActivation,
    backboneRate,
    logitOffsets,
    seed,
    precision = 'float32',
    measuresGradients = false,
  }: TrainerOptions,
): Trainer {
  const { tail, trainable, head } = classifier;
  const changing = changingWeights(classifier, weights.keys(), policy);
  const rateFactors = changing.trained.map((name) => (head.has(layerOfWeight(name)) ? 1 : backboneRate));
  const rule = updateRule(optimizer);
  const initial = initialState(changing, weights, rule.slots.length);
  let steps = 0;
  const setting = { classifier, weights, changing, rateFactors, policy, optimizer, loss, lastActivation, logitOffsets };

  const step = recordedWithState(
    ([x, oneHot, exampleWeights, learningRate, ruleRate, drawSeed], state) => {
      const inputs = {
        x: x!,
        oneHot: oneHot as tf.Tensor2D,
        exampleWeights: exampleWeights as tf.Tensor1D,
        rates: { learningRate: learningRate!, ruleRate: ruleRate! },
        seed: drawSeed!,
      };
      const outputs = trainingStep(setting, inputs, unflat(state, initial));
      const norms = measuresGradients ? [tf.stack(outputs.gradients.map((gradient) => normOf([gradient])))] : [];
      return { results: [outputs.loss, outputs.correct, ...norms], state: flat(outputs.state) };
    },
    flat(initial),
    { precision },
  );
  const inference = recorded(
    ([x, ...tensors]) => {
      const current = {
        weights: tensors.slice(0, changing.trained.length),
        moving: tensors.slice(changing.trained.length),
      };
      const all = weightsIn(current, changing, weights);
      return [forward(tail, all, x!, { mode: 'inference', policy, trainable }).output];
    },
    { precision },
  );
  // Read once for many batches, and let go before the next step changes them.
  let shown: TrainingState | undefined;
  const state = (): TrainingState => {
    shown ??= unflat(step.read(), initial);
    return shown;
  };
  const letGo = (): void => {
    if (shown !== undefined) tf.dispose(flat(shown));
    shown = undefined;
  };
  const values = (): Tensor[] => [...state().weights, ...state().moving];
  const names = [...changing.trained, ...changing.moving];
  const slotsNamed = changing.trained.map((name) => rule.slots.map((slot) => `${name}/${slot}`));
  const snapshot = (): Map<WeightName, RawWeight> => copied(names, values());
  const put = (kept: ReadonlyMap<WeightName, RawWeight>, slots?: TrainerState['slots']): void => {
    const tensors = (own: readonly WeightName[]): Tensor[] => own.map((name) => tensorOf(kept.get(name)!));
    const replaced = {
      weights: tensors(changing.trained),
      slots: slotsNamed.map((own, i) =>
        own.map((name, k) => (slots === undefined ? tf.clone(state().slots[i]![k]!) : tensorOf(slots.get(name)!))),
      ),
      moving: tensors(changing.moving),
    };
    letGo();
    step.write(flat(replaced));
  };

  return {
    changing,
    step: (x, labels, exampleWeights, learningRate, mix) => {
      steps++;
      letGo();
      const asMixed = <T extends Tensor>(batch: T): T => (mix === undefined ? batch : mixed(batch, mix));
      const [batchLoss, correct, norms] = tf.tidy(() =>
        step([
          asMixed(x),
          asMixed(oneHotOf(labels, numClassesOf(classifier))),
          asMixed(tf.tensor1d([...exampleWeights])),
          tf.scalar(learningRate),
          tf.scalar(rule.rateAt(learningRate, steps)),
          tf.tensor1d([seed, steps * 1009], 'int32'),
        ]),
      );
      const result = {
        loss: batchLoss!.dataSync()[0]!,
        correct: correct!.dataSync()[0]!,
        ...(norms && { gradientNorms: [...norms.dataSync()] }),
      };
      tf.dispose([batchLoss, correct, norms]);
      return result;
    },
    infer: (x) => inference([x, ...values()])[0]!,
    losses: (logits, labels) =>
      tf.tidy(() => [
        ...lossOf(
          loss,
          lastActivation,
          adjusted(logits as tf.Tensor2D, logitOffsets),
          oneHotOf(labels, logits.shape[1]!),
        ).dataSync(),
      ]),
    snapshot,
    restore: (kept) => put(kept),
    save: () => ({ steps, weights: snapshot(), slots: copied(slotsNamed.flat(), state().slots.flat()) }),
    load: (kept) => {
      steps = kept.steps;
      put(kept.weights, kept.slots);
    },
    dispose: () => {
      letGo();
      step.dispose();
      inference.dispose();
    },
  };
}

function copied(names: readonly string[], tensors: readonly Tensor[]): Map<string, RawWeight> {
  return new Map(
    names.map((name, i) => {
      const { shape } = tensors[i]!;
      return [name, { shape, values: Float32Array.from(tensors[i]!.dataSync()) }];
    }),
  );
}

function tensorOf({ values, shape }: RawWeight): Tensor {
  return tf.tensor(values, shape);
}

function oneHotOf(labels: readonly number[], numClasses: number): tf.Tensor2D {
  return tf.cast(tf.oneHot(tf.tensor1d([...labels], 'int32'), numClasses), 'float32') as tf.Tensor2D;
}

function numClassesOf({ tail }: Classifier): number {
  const last = tail.layers[tail.layers.length - 1]!;
  return last.kind === 'Dense' ? last.units : 0;
}
