import { activate } from '../../backbones/network/activations.js';
import type { LastActivation } from '../../backbones/pretrained/head.js';
import { tf } from '../../engine/tensorflow.js';
import { binaryCrossentropy } from './binaryCrossentropy.js';
import { categoricalCrossentropy, sparseCategoricalCrossentropy } from './categoricalCrossentropy.js';
import { categoricalFocalCrossentropy } from './categoricalFocalCrossentropy.js';
import type {
  BinaryCrossentropy,
  CategoricalCrossentropy,
  CategoricalFocalCrossentropy,
  MeanSquaredError,
  SparseCategoricalCrossentropy,
} from './lossConfig.js';
import { outputsOf } from './outputs.js';

/** A loss by Keras' name and arguments. */
export type Loss =
  | CategoricalCrossentropy
  | SparseCategoricalCrossentropy
  | CategoricalFocalCrossentropy
  | BinaryCrossentropy
  | MeanSquaredError;

/**
 * Loss of each example, `[batch]`, as Keras 3 computes it with TensorFlow.
 *
 * @param last activation of the last dense layer
 * @param logits what comes out of that layer before its activation, and `oneHot`: `[batch, numClasses]`
 */
export function lossOf(loss: Loss, last: LastActivation, logits: tf.Tensor2D, oneHot: tf.Tensor2D): tf.Tensor1D {
  switch (loss.name) {
    case 'CategoricalCrossentropy':
      return categoricalCrossentropy(outputsOf(loss, last, logits), oneHot, loss);
    case 'SparseCategoricalCrossentropy':
      return sparseCategoricalCrossentropy(outputsOf(loss, last, logits), oneHot);
    case 'CategoricalFocalCrossentropy':
      return categoricalFocalCrossentropy(logits, last, oneHot, loss);
    case 'BinaryCrossentropy':
      return binaryCrossentropy(outputsOf(loss, last, logits), oneHot, loss);
    case 'MeanSquaredError':
      return tf.mean(tf.square(tf.sub(activate(last, logits), oneHot)), -1);
  }
}
