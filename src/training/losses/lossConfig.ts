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
  /** 0 or more: how much an example that is already right counts less. */
  gamma: number;
  labelSmoothing: number;
}
