/** Keras' `CategoricalCrossentropy`, with label smoothing. */
export interface CategoricalCrossentropy {
  name: 'CategoricalCrossentropy';
  /** In [0, 1): share of the label that is spread evenly over all classes. */
  labelSmoothing: number;
}

/** Keras' `CategoricalFocalCrossentropy` (Lin et al. 2017, arXiv:1708.02002). */
export interface CategoricalFocalCrossentropy {
  name: 'CategoricalFocalCrossentropy';
  /** Factor of every class, or one for each. */
  alpha: number | number[];
  /** Focusing parameter, 0 or more: the higher, the less do examples count that are already classified with confidence. */
  gamma: number;
  labelSmoothing: number;
}
