/** Name of what a history shows. */
export type SignatureName =
  | 'uniform-output'
  | 'majority-answer'
  | 'saturated-output'
  | 'saturated-validation'
  | 'validation-at-chance'
  | 'validation-accuracy-zero'
  | 'per-output-accuracy'
  | 'accuracy-does-not-follow-loss'
  | 'zero-loss'
  | 'negative-loss'
  | 'loss-nan'
  | 'loss-rises'
  | 'no-movement'
  | 'slow-fall'
  | 'hardly-learns'
  | 'training-below-validation'
  | 'validation-jumps'
  | 'overfitting'
  | 'evaluation-at-chance'
  | 'same-loss-other-accuracy'
  | 'missing-monitor'
  | 'early-stopping-never-fired'
  | 'still-improving';

/** Name of a fault that may be behind a signature: of a check in the register where there is one. */
export type FaultName =
  | 'augmentation-too-strong'
  | 'class-imbalance'
  | 'class-missing'
  | 'class-order-mismatch'
  | 'difference-is-noise'
  | 'double-preprocessing'
  | 'duplicate-across-splits'
  | 'frozen-batch-norm'
  | 'head-too-large'
  | 'label-conflict'
  | 'lagging-batch-norm'
  | 'learning-rate-too-high'
  | 'learning-rate-too-low'
  | 'nothing-trainable'
  | 'small-batch-norm'
  | 'split-shift'
  | 'too-few-steps'
  | 'train-validation-mismatch'
  | 'unknown-monitor'
  | 'weights-not-loaded'
  | 'wrong-scaling'
  // Faults of a script, which no check of a recipe can have.
  | 'binary-loss-for-classes'
  | 'constant-input'
  | 'empty-validation'
  | 'labels-do-not-fit-loss'
  | 'metric-of-other-labels'
  | 'one-unit-softmax'
  | 'regularized-dropout'
  | 'shuffled-evaluation'
  | 'validation-of-ordered-rows';

/** A fault that may be behind a signature. */
export interface Cause {
  fault: FaultName;
  /** Why it leaves this signature, as a sentence. */
  why: string;
  /** How values at the network have to differ from those that the backbone expects. Default: either way */
  values?: 'larger' | 'smaller';
}

/** Something that a history shows, and what it points at. */
export interface Signature {
  name: SignatureName;
  /** A remark is no fault: a training that does well may have it. */
  kind: 'fault' | 'remark';
  /** From 1. 0 for what `evaluate` gave. */
  stage: number;
  /** One sentence with the figures. */
  summary: string;
  /** Numbers of the epochs that show it. */
  epochs: number[];
  /** What it means, in a sentence. */
  meaning: string;
  /** Most probable first. */
  causes: Cause[];
  /** Certain: the figures have no other reading. Likely: a healthy training hardly has them. Possible: it may. */
  confidence: 'certain' | 'likely' | 'possible';
  /** What would distinguish the causes. */
  toDistinguish: string;
}

/** What is known of a training apart from its history. All of it may be left out. */
export interface HistoryFacts {
  numClasses?: number;
  /** Share of each class among the validation images, in [0, 1]. */
  classShares?: readonly number[];
  /** Name of Keras, such as `binary_crossentropy`. */
  loss?: string;
  /** Activation of the last layer, such as `softmax`. */
  lastActivation?: string;
  batchSize?: number;
  numTraining?: number;
  numValidation?: number;
  earlyStopping?: { monitor: string; patience: number };
  /** How values at the network differ from those that the backbone expects. */
  values?: 'larger' | 'smaller';
  /** Whether training and validation images are known to be prepared alike. */
  areAlike?: boolean;
}
