import type { tf } from '../../engine/tensorflow.js';
import { categoricalCrossentropy } from './categoricalCrossentropy.js';
import { categoricalFocalCrossentropy } from './categoricalFocalCrossentropy.js';

export interface CategoricalCrossentropy {
  name: 'CategoricalCrossentropy';
  /** In [0, 1): share of the label that is spread evenly over all classes. */
  labelSmoothing: number;
}

export interface CategoricalFocalCrossentropy {
  name: 'CategoricalFocalCrossentropy';
  /** Factor of every class, or one for each. */
  alpha: number | number[];
  /** 0 or more: how much an example that is already right counts less. */
  gamma: number;
  labelSmoothing: number;
}

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
