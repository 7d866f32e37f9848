import type { tf } from '../../engine/tensorflow.js';
import { categoricalCrossentropy } from './categoricalCrossentropy.js';
import { categoricalFocalCrossentropy } from './categoricalFocalCrossentropy.js';
import type { CategoricalCrossentropy, CategoricalFocalCrossentropy } from './lossConfig.js';

/** A loss by Keras' name and arguments. */
export type Loss = CategoricalCrossentropy | CategoricalFocalCrossentropy;

/**
 * Loss of each example, `[batch]`.
 *
 * @param logits and `oneHot`: `[batch, numClasses]`
 */
export function lossOf(loss: Loss, logits: tf.Tensor2D, oneHot: tf.Tensor2D): tf.Tensor1D {
  switch (loss.name) {
    case 'CategoricalCrossentropy':
      return categoricalCrossentropy(logits, oneHot, loss);
    case 'CategoricalFocalCrossentropy':
      return categoricalFocalCrossentropy(logits, oneHot, loss);
  }
}
