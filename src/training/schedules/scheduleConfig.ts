/** The recipe's rate in every step. Only here can a callback lower it, as in Keras. */
export interface Constant {
  name: 'Constant';
}

/** A linear warm-up, then a cosine decay: Keras' `CosineDecay`. */
export interface CosineDecay {
  name: 'CosineDecay';
  /** Steps in which the rate rises evenly to the recipe's, Keras' `warmup_target`; 0 begins with that. */
  warmupSteps: number;
  /** Rate of the first step of the rise, Keras' `initial_learning_rate`. */
  warmupFrom: number;
  /** Steps of the fall after it; null is all that are left. */
  decaySteps: number | null;
  /** Where the fall ends, as a share of the recipe's rate. */
  alpha: number;
}

/** A decay by the same factor over and over: Keras' `ExponentialDecay`. */
export interface ExponentialDecay {
  name: 'ExponentialDecay';
  /** Steps in which the rate becomes `decayRate` times what it was. */
  decaySteps: number;
  decayRate: number;
  /** Whether it falls once in so many steps, and not a little in each. */
  staircase: boolean;
}

/** A rate for each piece of the training: Keras' `PiecewiseConstantDecay`. */
export interface PiecewiseConstantDecay {
  name: 'PiecewiseConstantDecay';
  /** Last steps of all pieces but the last, rising. */
  boundaries: number[];
  /** Rate of each piece over the recipe's: one more than boundaries. */
  factors: number[];
}

/** A rise and a longer fall: fastai's `fit_one_cycle`, PyTorch's `OneCycleLR`. */
export interface OneCycle {
  name: 'OneCycle';
  /** Share of all steps in which the rate rises. */
  pctStart: number;
  /** The recipe's rate, the largest, over that of the first step. */
  div: number;
  /** The largest over that in which the last step ends. */
  divFinal: number;
}
