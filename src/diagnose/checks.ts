/** When a check can run: from the images alone, or once the recipe, the network, a training or its result is there. */
export type Stage = 'data' | 'pipeline' | 'network' | 'training' | 'result';

/** `critical` costs accuracy by itself, `warning` may, `info` is context. */
export type Severity = 'critical' | 'warning' | 'info';

/** What a check is, in the one place that names it. */
export interface CheckInfo {
  stage: Stage;
  /**
   * A cause can be removed directly; it costs accuracy, or trust in the figures. A symptom follows from a cause and goes
   * once that is fixed, so it ranks behind.
   */
  kind: 'cause' | 'symptom';
  /** Of its most severe finding. */
  severity: Severity;
  /** What the fault does, for somebody who has never heard of it. */
  about: string;
  cost: Cost;
  /** Checks whose findings this one explains: they are left out beside it. */
  hides?: Related;
  /** Checks whose context becomes a warning beside this one. */
  confirms?: Related;
  /** Checks that cannot decide for sure beside this one. */
  blurs?: Related;
}

/** Names of checks, and the least severity from which on a finding affects them. */
export type Related = Readonly<Partial<Record<string, Severity>>>;

/**
 * What a check costs to run. `nothing`: it reads counts, the recipe, the weights or the history of a run. `survey`: every
 * image is decoded once, which is kept. `features`: every image passes through a frozen backbone once, which is kept.
 * `second run`: the recipe is trained again.
 */
export type Cost = 'nothing' | 'survey' | 'features' | 'second run' | Passes;

/** Images that pass through the backbone of a recipe. */
export interface Passes {
  /** How often each image passes. */
  passes: number;
  /** Which images: the sample of training images that recipes are measured on, or the evaluation images. */
  of: 'sample' | 'evaluation';
  /** Images at most; default all. */
  atMost?: number;
  /** `training` takes the statistics of each batch, and longer. Default `inference`. */
  mode?: 'training' | 'inference';
  /** Without which the check does not run. */
  needs?: 'augmentation' | 'batch statistics' | 'run';
  /** In words: when the passes are needed, where the check often does without. */
  when?: string;
}

/** Every check, in the order of the stages. */
// No `satisfies` and no constants: what is exported has to say its type by itself. `checkInfo` holds it to `CheckInfo`.
export const CHECKS = {
  'class-order-mismatch': {
    stage: 'data',
    kind: 'cause',
    severity: 'critical',
    about: 'The class order used to read predictions differs from the one used in training.',
    cost: 'features',
  },
  'class-missing': {
    stage: 'data',
    kind: 'cause',
    severity: 'critical',
    about:
      'A class in one split alone is never learned, or never measured, and shifts the index of every class after it.',
    cost: 'nothing',
  },
  'label-conflict': {
    stage: 'data',
    kind: 'cause',
    severity: 'critical',
    about: 'The same image is in two classes: one of the two labels is wrong, whatever the network predicts.',
    cost: 'survey',
  },
  'duplicate-across-splits': {
    stage: 'data',
    kind: 'cause',
    severity: 'critical',
    about:
      'The network is evaluated on images that it was trained on: the accuracy is too good to hold for new images.',
    cost: 'survey',
  },
  'group-leak': {
    stage: 'data',
    kind: 'cause',
    severity: 'critical',
    about:
      'Images of one origin are in both splits. The network can recognize the origin instead of the class, and the accuracy is too good.',
    cost: 'survey',
  },
  shortcut: {
    stage: 'data',
    kind: 'cause',
    severity: 'warning',
    about:
      'Something other than the subject gives the class away. The network may learn that, and fail where it is missing.',
    cost: 'survey',
  },
  'split-shift': {
    stage: 'data',
    kind: 'cause',
    severity: 'warning',
    about: 'Validation images differ from training images, so the accuracy can be too low or too high.',
    cost: 'survey',
  },
  'suspect-label': {
    stage: 'data',
    kind: 'cause',
    severity: 'warning',
    about: 'A classifier that never saw these images is certain that they show another class.',
    cost: 'features',
  },
  'class-imbalance': {
    stage: 'data',
    kind: 'cause',
    severity: 'warning',
    about: 'A network that mostly predicts the large classes has a high accuracy, and learns the small ones badly.',
    cost: 'nothing',
  },
  'tiny-class': {
    stage: 'data',
    kind: 'cause',
    severity: 'warning',
    about:
      'A few images are too few to learn a class from, or to measure its recall, which counts fully in the balanced accuracy.',
    cost: 'nothing',
  },
  'image-quality': {
    stage: 'data',
    kind: 'cause',
    severity: 'warning',
    about: 'An image that does not show its class teaches nothing about it, and its prediction is a guess.',
    cost: 'survey',
  },
  'unreadable-image': {
    stage: 'data',
    kind: 'cause',
    severity: 'warning',
    about: 'A training in Keras stops at a file that cannot be decoded to its end.',
    cost: 'nothing',
  },
  'loader-difference': {
    stage: 'data',
    kind: 'cause',
    severity: 'critical',
    about:
      'A loader of Keras takes other files, classes or pixels from the folder than thaw. What is measured here may not hold for a training there.',
    cost: 'nothing',
  },
  'unusual-encoding': {
    stage: 'data',
    kind: 'cause',
    severity: 'info',
    about: 'Programs decode such files differently, so the network may get other pixels where it is used.',
    cost: 'survey',
  },
  'upscaled-input': {
    stage: 'data',
    kind: 'cause',
    severity: 'warning',
    about: 'Enlarging small files adds time but no detail, and makes images smoother than those of the pretraining.',
    cost: 'nothing',
  },
  'near-duplicate': {
    stage: 'data',
    kind: 'cause',
    severity: 'warning',
    about: 'Near copies count more than once, in training and in the accuracy, and add hardly any information.',
    cost: 'survey',
  },
  'exact-duplicate': {
    stage: 'data',
    kind: 'cause',
    severity: 'warning',
    about: 'Copies count more than once, in training and in the accuracy, and add no information.',
    cost: 'nothing',
  },
  'double-preprocessing': {
    stage: 'pipeline',
    kind: 'cause',
    severity: 'critical',
    about:
      'A network expects pixels in the range that it was trained on. Scaled twice, all pixels are nearly equal, and the network sees flat gray.',
    cost: 'nothing',
    hides: { 'learning-rate-too-low': 'critical' },
  },
  'wrong-scaling': {
    stage: 'pipeline',
    kind: 'cause',
    severity: 'critical',
    about:
      'A network expects pixels in the range that it was trained on. In another range, its filters get values that they were not trained on.',
    cost: { passes: 2, of: 'sample', when: 'where statistics cannot tell' },
    hides: { 'learning-rate-too-low': 'critical' },
  },
  'channel-order': {
    stage: 'pipeline',
    kind: 'cause',
    severity: 'warning',
    about: 'Red and blue are swapped: a network that was trained on brown seeds sees blue ones.',
    cost: { passes: 2, of: 'sample' },
  },
  'height-width-swapped': {
    stage: 'pipeline',
    kind: 'cause',
    severity: 'warning',
    about: 'Images are squeezed the wrong way, so that what is round becomes long.',
    cost: 'nothing',
  },
  'train-validation-mismatch': {
    stage: 'pipeline',
    kind: 'cause',
    severity: 'critical',
    about:
      'Training and validation preprocess images differently, so what is learned on one does not hold on the other.',
    cost: 'nothing',
  },
  'augmentation-too-strong': {
    stage: 'pipeline',
    kind: 'cause',
    severity: 'warning',
    about:
      'Rotated, shifted and zoomed, an image can lose what shows its class. Each epoch draws new changes, too many for a short training to learn.',
    cost: { passes: 1, of: 'sample', needs: 'augmentation' },
    hides: { 'learning-rate-too-low': 'warning' },
  },
  'frozen-batch-norm': {
    stage: 'network',
    kind: 'cause',
    severity: 'critical',
    about:
      "Batch normalization subtracts a mean and divides by a standard deviation. In inference it uses stored averages. In training, this recipe's Keras version uses the mean and deviation of the current batch, even though the layer is frozen. So the head is trained on features that it never sees again.",
    cost: { passes: 1, of: 'sample', mode: 'training', needs: 'batch statistics' },
    hides: { 'learning-rate-too-low': 'warning' },
    blurs: { 'wrong-scaling': 'info' },
  },
  'small-batch-norm': {
    stage: 'network',
    kind: 'cause',
    severity: 'warning',
    about:
      'In training, batch normalization takes mean and variance from the images of a batch, and a handful of images gives a poor estimate.',
    cost: 'nothing',
  },
  'nothing-trainable': {
    stage: 'network',
    kind: 'cause',
    severity: 'critical',
    about: 'No weight is free to change, so nothing is learned.',
    cost: 'nothing',
  },
  'weights-not-loaded': {
    stage: 'network',
    kind: 'cause',
    severity: 'critical',
    about: 'The backbone was never trained: frozen, it gives the head random features.',
    cost: 'nothing',
    hides: { 'learning-rate-too-low': 'critical' },
  },
  'head-too-large': {
    stage: 'network',
    kind: 'cause',
    severity: 'warning',
    about: 'With that many weights per image, the head can memorize the images.',
    cost: 'nothing',
  },
  'learning-rate-too-high': {
    stage: 'training',
    kind: 'cause',
    severity: 'critical',
    about: 'Each step changes the weights by so much that it undoes what the steps before have learned.',
    cost: 'nothing',
  },
  'learning-rate-too-low': {
    stage: 'training',
    kind: 'cause',
    severity: 'critical',
    about: 'The steps are so small that training ends long before it converges.',
    cost: 'nothing',
  },
  overfitting: {
    stage: 'training',
    kind: 'symptom',
    severity: 'warning',
    about: 'The training images are memorized; what holds for them does not hold for others.',
    cost: 'nothing',
    hides: { 'too-few-steps': 'info' },
    confirms: { 'head-too-large': 'warning' },
  },
  underfitting: {
    stage: 'training',
    kind: 'symptom',
    severity: 'critical',
    about: 'Not even the training images are learned.',
    cost: 'nothing',
  },
  'too-few-steps': {
    stage: 'training',
    kind: 'cause',
    severity: 'warning',
    about: 'Training ends while it is still improving.',
    cost: 'nothing',
  },
  'unknown-monitor': {
    stage: 'training',
    kind: 'cause',
    severity: 'critical',
    about: 'The metric to monitor is never logged, so no epoch counts as the best.',
    cost: 'nothing',
  },
  'checkpoint-not-best': {
    stage: 'training',
    kind: 'cause',
    severity: 'warning',
    about: 'The epoch that was kept is not the one with the best validation accuracy.',
    cost: 'nothing',
  },
  'not-reproducible': {
    stage: 'training',
    kind: 'cause',
    severity: 'warning',
    about: 'The same recipe and seed give another result, so a difference between recipes may be chance.',
    cost: 'second run',
  },
  'baseline-not-beaten': {
    stage: 'result',
    kind: 'symptom',
    severity: 'critical',
    about: 'Something far simpler is as accurate as the network, so the training has not paid off.',
    cost: { passes: 1, of: 'evaluation', atMost: 500, needs: 'run' },
  },
  'worst-class': {
    stage: 'result',
    kind: 'symptom',
    severity: 'warning',
    about: 'The mean over the classes hides that one of them is rarely recognized.',
    cost: 'nothing',
  },
  miscalibrated: {
    stage: 'result',
    kind: 'cause',
    severity: 'info',
    about: 'The probabilities of the network say too much or too little about how often it is correct.',
    cost: 'nothing',
  },
  'difference-is-noise': {
    stage: 'result',
    kind: 'cause',
    severity: 'info',
    about: 'Another seed or other validation images could turn the order of the two runs around.',
    cost: 'nothing',
  },
} as const;

/** Name of a check, as findings, reports and JSON give it. */
export type CheckName = keyof typeof CHECKS;

/** In the order of the stages. */
export const CHECK_NAMES: readonly CheckName[] = Object.keys(CHECKS) as CheckName[];

/** What the register says of a check. */
export function checkInfo(check: CheckName): CheckInfo {
  return CHECKS[check];
}

/** A relation of one check to others. */
export type Relation = 'hides' | 'confirms' | 'blurs';

type OnlyChecks<Name extends CheckName> = Name;
type NamedBy<Info> = { [R in Relation]: Info extends Record<R, infer Named> ? keyof Named : never }[Relation];
/** Checks that others hide, confirm or blur. An error here means that a relation names a check that does not exist. */
export type RelatedCheck = OnlyChecks<NamedBy<(typeof CHECKS)[CheckName]>>;
