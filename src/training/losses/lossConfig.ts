/**
 * What the outputs of the last layer are to a cross-entropy. As Keras with TensorFlow since 2.4, a cross-entropy of a softmax
 * or a sigmoid is computed from the values before that activation, whatever `fromLogits` says, and whichever of the two it is.
 */
export interface FromLogits {
  /** Whether the outputs are logits. Left out: they are probabilities */
  fromLogits?: true;
}

/** Keras' `CategoricalCrossentropy`, with label smoothing. */
export interface CategoricalCrossentropy extends FromLogits {
  name: 'CategoricalCrossentropy';
  /** In [0, 1): share of the label that is spread evenly over all classes. */
  labelSmoothing: number;
}

/**
 * Keras' `SparseCategoricalCrossentropy`, of labels as numbers. It differs from `CategoricalCrossentropy` only where outputs
 * are neither of a softmax or a sigmoid nor logits: these are clipped before they are divided by their sum, not after.
 */
export interface SparseCategoricalCrossentropy extends FromLogits {
  name: 'SparseCategoricalCrossentropy';
}

/** Keras' `CategoricalFocalCrossentropy` (Lin et al. 2017, arXiv:1708.02002). */
export interface CategoricalFocalCrossentropy extends FromLogits {
  name: 'CategoricalFocalCrossentropy';
  /** Factor of every class, or one for each. */
  alpha: number | number[];
  /** Focusing parameter, 0 or more: the higher, the less do examples count that are already classified with confidence. */
  gamma: number;
  labelSmoothing: number;
}

/** Keras' `BinaryCrossentropy` of one-hot labels: the mean over the classes, each a question of its own. */
export interface BinaryCrossentropy extends FromLogits {
  name: 'BinaryCrossentropy';
  /** In [0, 1): labels are moved towards 0.5 by this share. */
  labelSmoothing: number;
}

/** Keras' `MeanSquaredError` of one-hot labels. */
export interface MeanSquaredError {
  name: 'MeanSquaredError';
}
