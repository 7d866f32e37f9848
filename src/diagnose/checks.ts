/** When a check can run: from the images alone, or once the recipe, the network, a training or its result is there. */
export type Stage = 'data' | 'pipeline' | 'network' | 'training' | 'result';

/** What a check is, in the one place that names it. */
export interface CheckInfo {
  stage: Stage;
  /** A cause costs accuracy by itself. A symptom follows from a cause and goes once that is fixed, so it ranks behind. */
  kind: 'cause' | 'symptom';
  /** What the fault does, for somebody who has never heard of it. Left out where the finding's own words say it. */
  about?: string;
  /** Findings that this one explains, by check, and the least severity from which on it does. */
  hides?: Readonly<Record<string, 'critical' | 'warning' | 'info'>>;
}

/** Every check, in the order of the stages. */
export const CHECKS = {
  'class-order-mismatch': {
    stage: 'data',
    kind: 'cause',
    about: 'Answers are counted for classes in another order than the one that the network learns.',
  },
  'class-missing': { stage: 'data', kind: 'cause' },
  'label-conflict': {
    stage: 'data',
    kind: 'cause',
    about: 'The same picture stands in two classes: one of the two labels is wrong, whatever the network answers.',
  },
  'duplicate-across-splits': {
    stage: 'data',
    kind: 'cause',
    about:
      'The network is evaluated on pictures that it was trained on: the accuracy is too good, and new pictures will show it.',
  },
  'group-leak': {
    stage: 'data',
    kind: 'cause',
    about:
      'Pictures of one origin are in both splits. The network can recognize the origin instead of the class, and the accuracy is too good.',
  },
  shortcut: {
    stage: 'data',
    kind: 'cause',
    about:
      'Something beside the subject gives the class away. The network may learn that, and fail where it is missing.',
  },
  'split-shift': { stage: 'data', kind: 'cause' },
  'suspect-label': {
    stage: 'data',
    kind: 'cause',
    about: 'A classifier that never saw these pictures is sure that they show another class.',
  },
  'class-imbalance': { stage: 'data', kind: 'cause' },
  'tiny-class': { stage: 'data', kind: 'cause' },
  'image-quality': { stage: 'data', kind: 'cause' },
  'unreadable-image': { stage: 'data', kind: 'cause' },
  'unusual-encoding': { stage: 'data', kind: 'cause' },
  'upscaled-input': { stage: 'data', kind: 'cause' },
  'near-duplicate': { stage: 'data', kind: 'cause' },
  'exact-duplicate': { stage: 'data', kind: 'cause' },
  'double-preprocessing': {
    stage: 'pipeline',
    kind: 'cause',
    about:
      'A network expects pixels in the range that it was trained on. Scaled twice, they all lie close to one value: to the network, a picture is nearly one flat gray.',
    hides: { 'learning-rate-too-low': 'critical' },
  },
  'wrong-scaling': {
    stage: 'pipeline',
    kind: 'cause',
    about:
      'A network expects pixels in the range that it was trained on. In another range, its filters see values that they have never seen.',
    hides: { 'learning-rate-too-low': 'critical' },
  },
  'channel-order': {
    stage: 'pipeline',
    kind: 'cause',
    about: 'Red and blue are swapped: a network that was trained on brown seeds sees blue ones.',
  },
  'height-width-swapped': {
    stage: 'pipeline',
    kind: 'cause',
    about: 'Pictures are squeezed the wrong way, so that what is round becomes long.',
  },
  'train-validation-mismatch': {
    stage: 'pipeline',
    kind: 'cause',
    about:
      'Training and validation prepare their pictures differently, so what is learned on the one does not hold on the other.',
  },
  'augmentation-too-strong': {
    stage: 'pipeline',
    kind: 'cause',
    about:
      'Rotated, shifted and zoomed, a picture can lose what shows its class. Each epoch draws new changes, and a short training does not get through with them.',
    hides: { 'learning-rate-too-low': 'warning' },
  },
  'frozen-batch-norm': {
    stage: 'network',
    kind: 'cause',
    about:
      'A batch-normalization layer subtracts a mean and divides by a standard deviation. To predict, it takes averages that it has stored. To train, the Keras version of this recipe takes those of the few pictures in the batch, though the layer is frozen. So the head is trained on features that it never sees again.',
    hides: { 'learning-rate-too-low': 'warning' },
  },
  'small-batch-norm': {
    stage: 'network',
    kind: 'cause',
    about:
      'In training, a batch-normalization layer takes mean and variance from the pictures of a batch, and a handful of pictures gives a poor estimate.',
  },
  'nothing-trainable': {
    stage: 'network',
    kind: 'cause',
    about: 'No weight is free to change, so nothing is learned.',
  },
  'weights-not-loaded': {
    stage: 'network',
    kind: 'cause',
    about: 'The backbone was never trained: frozen, it hands the head random features.',
    hides: { 'learning-rate-too-low': 'critical' },
  },
  'head-too-large': {
    stage: 'network',
    kind: 'cause',
    about: 'With so many weights for each picture the head can memorize the pictures.',
  },
  'learning-rate-too-high': {
    stage: 'training',
    kind: 'cause',
    about: 'Each step changes the weights by so much that it undoes what the step before has learned.',
  },
  'learning-rate-too-low': {
    stage: 'training',
    kind: 'cause',
    about: 'The steps are so short that the training ends long before it arrives.',
  },
  overfitting: {
    stage: 'training',
    kind: 'symptom',
    about: 'The training pictures are memorized; what holds for them does not hold for others.',
    hides: { 'too-few-steps': 'info' },
  },
  underfitting: { stage: 'training', kind: 'symptom', about: 'Not even the training pictures are learned.' },
  'too-few-steps': {
    stage: 'training',
    kind: 'cause',
    about: 'The training ends while it is still getting better.',
  },
  'unknown-monitor': {
    stage: 'training',
    kind: 'cause',
    about: 'The metric to monitor is never logged, so no epoch counts as the best.',
  },
  'checkpoint-not-best': {
    stage: 'training',
    kind: 'cause',
    about: 'The epoch that was kept is not the one that did best.',
  },
  'not-reproducible': { stage: 'training', kind: 'cause' },
  'baseline-not-beaten': { stage: 'result', kind: 'symptom' },
  'worst-class': { stage: 'result', kind: 'symptom' },
  miscalibrated: { stage: 'result', kind: 'cause' },
  'difference-is-noise': { stage: 'result', kind: 'cause' },
} as const;

/** Name of a check, as findings, reports and JSON give it. */
export type CheckName = keyof typeof CHECKS;

/** What the register says of a check. */
export function checkInfo(check: CheckName): CheckInfo {
  return CHECKS[check];
}
