export interface CategoricalCrossentropy {
  name: 'CategoricalCrossentropy';
  /** In [0, 1): share of the label that is spread evenly over all classes. */
  labelSmoothing: number;
}

export interface CategoricalFocalCrossentropy {
  name: 'CategoricalFocalCrossentropy';
  /** Factor of every class, or one for each. */
  alpha: number | number[];
  /** Focusing parameter, 0 or more: the higher, the less do examples count that are already classified with confidence. */
  gamma: number;
  labelSmoothing: number;
}
