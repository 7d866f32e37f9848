import type { BatchNormalizationPolicy } from '../../src/backbones/network/batchNormalization.js';
import { initialWeights } from '../../src/backbones/network/initialWeights.js';
import type { Network } from '../../src/backbones/network/layer.js';
import { weightTensors } from '../../src/backbones/network/weightTensors.js';
import type { Classifier } from '../../src/backbones/pretrained/classifier.js';
import { type Random, random } from '../../src/base/random.js';
import { tf } from '../../src/engine/tensorflow.js';
import { REFERENCE_RECIPE, type RecipeChanges, withChanges } from '../../src/recipe/recipe.js';
import { createTrainer, type Trainer, type TrainerOptions } from '../../src/training/trainer.js';

export const NUM_CLASSES = 3;
export const BATCH = 4;

const convolution = { kernelSize: [3, 3], strides: 1, padding: 'same', useBias: true, filters: 4 } as const;
const normalization = { epsilon: 1e-3, momentum: 0.9, scale: true } as const;

/** Two blocks with batch normalization, as a backbone ends, and a head with dropout. */
const networkOf = (dropout: number): Network => ({
  layers: [
    { kind: 'InputLayer', name: 'input', inputs: [] },
    { kind: 'Conv2D', name: 'conv_1', inputs: ['input'], ...convolution },
    { kind: 'BatchNormalization', name: 'bn_1', inputs: ['conv_1'], ...normalization },
    { kind: 'Activation', name: 'relu_1', inputs: ['bn_1'], activation: 'relu' },
    { kind: 'Conv2D', name: 'conv_2', inputs: ['relu_1'], ...convolution },
    { kind: 'BatchNormalization', name: 'bn_2', inputs: ['conv_2'], ...normalization },
    { kind: 'GlobalAveragePooling2D', name: 'global_average_pooling2d', inputs: ['bn_2'] },
    { kind: 'Dropout', name: 'dropout_1', inputs: ['global_average_pooling2d'], rate: dropout },
    { kind: 'Dense', name: 'logits', inputs: ['dropout_1'], units: NUM_CLASSES, activation: 'linear' },
  ],
  output: 'logits',
});

/** A small network of which the layers named train, with weights in TensorFlow, and its trainer. */
export function trainedClassifier(
  trainable: readonly string[],
  policy: BatchNormalizationPolicy,
  changes: Pick<RecipeChanges, 'optimizer' | 'backboneRate' | 'loss'>,
  dropout = 0.2,
  options: Pick<TrainerOptions, 'measuresGradients'> = {},
): { weights: Map<string, tf.Tensor>; trainer: Trainer } {
  const tail = networkOf(dropout);
  const raw = initialWeights(tail, 3, 5);
  const classifier: Classifier = {
    prefix: undefined,
    tail,
    trainable: new Set(trainable),
    head: new Set(['dropout_1', 'logits']),
    weights: raw,
  };
  const weights = weightTensors(raw);
  return {
    weights,
    trainer: createTrainer(classifier, weights, { ...withChanges(REFERENCE_RECIPE, changes), policy, ...options }),
  };
}

/** One step on a drawn batch. */
export function stepOn(trainer: Trainer, draw: Random, learningRate: number): number {
  const x = tf.tensor4d(
    Array.from({ length: BATCH * 6 * 6 * 3 }, () => draw.normal()),
    [BATCH, 6, 6, 3],
  );
  const labels = Array.from({ length: BATCH }, () => draw.below(NUM_CLASSES));
  const { loss } = trainer.step(x, labels, [1, 2, 0.5, 1], learningRate);
  x.dispose();
  return loss;
}

export function batches(purpose: string): Random {
  return random(11, purpose);
}
