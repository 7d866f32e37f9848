/**
 * When a check can run: from the text of a script alone, from the images alone, or once the recipe, the network, a training
 * or its result is there.
 */
export type Stage = 'script' | 'data' | 'pipeline' | 'network' | 'training' | 'result';

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
  /** The fault in at most ten words, as a verdict and a plot name it: `Images are scaled twice`. */
  headline: string;
  /** What the fault does, in one sentence, for somebody who has never heard of it. */
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
 * `one batch`: the recipe is trained on one batch of images for some steps. `second run`: the recipe is trained again.
 */
export type Cost = 'nothing' | 'survey' | 'features' | 'one batch' | 'second run' | Passes;

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
  'flags-without-compile': {
    stage: 'script',
    kind: 'cause',
    severity: 'critical',
    headline: 'Layers are frozen or unfrozen without compiling again',
    about: 'Which layers train is decided when a model is compiled; what is set later changes nothing.',
    cost: 'nothing',
  },
  'statistics-not-fitted': {
    stage: 'script',
    kind: 'cause',
    severity: 'critical',
    headline: 'Images are not standardized: nothing measures the statistics',
    about: 'A standardization by the mean and deviation of the data set changes nothing until they are measured.',
    cost: 'nothing',
  },
  'crop-after-resize': {
    stage: 'script',
    kind: 'cause',
    severity: 'critical',
    headline: 'Images are resized before they are cropped',
    about:
      'A generator of Keras resizes an image before it calls the function that crops it, so training sees other parts of images than the script means.',
    cost: 'nothing',
  },
  'integer-pixels': {
    stage: 'script',
    kind: 'cause',
    severity: 'critical',
    headline: 'Pixels are computed with integers',
    about:
      'Integers wrap around below 0 and above 255, and cut off what is behind the point: the images are destroyed.',
    cost: 'nothing',
  },
  'input-shape-mismatch': {
    stage: 'script',
    kind: 'cause',
    severity: 'critical',
    headline: 'Images have another shape than the model is built for',
    about: 'Images of another size or number of channels raise an error, or reach layers that are built for others.',
    cost: 'nothing',
  },
  'head-on-classes': {
    stage: 'script',
    kind: 'cause',
    severity: 'critical',
    headline: 'The head stands on the classes of ImageNet',
    about: 'The head sees how similar an image is to the 1,000 classes of ImageNet, and not the features behind that.',
    cost: 'nothing',
  },
  'unscaled-images': {
    stage: 'script',
    kind: 'cause',
    severity: 'warning',
    headline: 'A network that starts from random weights gets unscaled images',
    about:
      'Random weights are drawn for inputs near 1, and values of up to 255 make the outputs before training hundreds of times as large.',
    cost: 'nothing',
  },
  'flags-without-effect': {
    stage: 'script',
    kind: 'cause',
    severity: 'critical',
    headline: 'A flag freezes or unfreezes nothing',
    about: 'Other layers train than the script says, since the flag does not reach them.',
    cost: 'nothing',
  },
  'lower-layers-train': {
    stage: 'script',
    kind: 'cause',
    severity: 'warning',
    headline: 'The first layers train, and the last ones are frozen',
    about: 'The first layers hold what all images share; the last ones are those to adapt to new classes.',
    cost: 'nothing',
  },
  'unknown-layer-name': {
    stage: 'script',
    kind: 'cause',
    severity: 'critical',
    headline: 'No layer has the name that the flags depend on',
    about: 'The loop that freezes layers waits for a name that never comes, so other layers train than is meant.',
    cost: 'nothing',
  },
  'training-false-ignored': {
    stage: 'script',
    kind: 'cause',
    severity: 'warning',
    headline: 'The training=False of the base does not hold in fit',
    about:
      'Batch normalization of the base uses and updates statistics of the batches, which training=False should prevent.',
    cost: 'nothing',
  },
  'dropout-rate': {
    stage: 'script',
    kind: 'cause',
    severity: 'warning',
    headline: 'Dropout has a rate that is no share',
    about: 'The rate is the share of values to drop, and old versions of Keras drop nothing where it is 1 or more.',
    cost: 'nothing',
  },
  'decimal-comma': {
    stage: 'script',
    kind: 'cause',
    severity: 'critical',
    headline: 'A number is written with a decimal comma',
    about: 'In Python, a comma makes two numbers of it, which become two arguments or a tuple.',
    cost: 'nothing',
  },
  'class-weight-keys': {
    stage: 'script',
    kind: 'cause',
    severity: 'critical',
    headline: 'Class weights have other keys than the classes',
    about: 'Keras takes class weights by class number; others it ignores or refuses.',
    cost: 'nothing',
  },
  'inverted-class-weights': {
    stage: 'script',
    kind: 'cause',
    severity: 'critical',
    headline: 'Class weights are inverted',
    about: 'Weighted by its share, a rare class counts even less than without weights.',
    cost: 'nothing',
  },
  'dropout-too-high': {
    stage: 'script',
    kind: 'cause',
    severity: 'warning',
    headline: 'Dropout leaves next to nothing',
    about: 'A head that gets a tenth of its features or less in each step hardly learns.',
    cost: 'nothing',
  },
  'input-too-small': {
    stage: 'script',
    kind: 'cause',
    severity: 'warning',
    headline: 'Images are far too small for the backbone',
    about:
      'The filters expect details at the size of their training; of a tiny image the last feature map keeps one position.',
    cost: 'nothing',
  },
  'balanced-twice': {
    stage: 'script',
    kind: 'cause',
    severity: 'warning',
    headline: 'Classes are balanced twice',
    about: 'Classes that are drawn equally often need no weights: with them, the rare class counts too much.',
    cost: 'nothing',
  },
  'other-build': {
    stage: 'script',
    kind: 'cause',
    severity: 'critical',
    headline: 'The model is built otherwise than when it was saved',
    about: 'Weights fit into the model, but it computes something else with them than the one that was trained.',
    cost: 'nothing',
  },
  'last-layer-mismatch': {
    stage: 'script',
    kind: 'cause',
    severity: 'critical',
    headline: 'The last layer does not fit the loss',
    about: 'The outputs of the last layer are not what the loss takes, so little or nothing is learned.',
    cost: 'nothing',
  },
  'label-form-mismatch': {
    stage: 'script',
    kind: 'cause',
    severity: 'critical',
    headline: 'Labels do not fit the loss or the last layer',
    about: 'The loss compares labels of another form with the outputs.',
    cost: 'nothing',
  },
  'number-of-classes': {
    stage: 'script',
    kind: 'cause',
    severity: 'critical',
    headline: 'The last layer does not have one unit per class',
    about: 'The last layer has too many or too few units, or as many as there are batches or images.',
    cost: 'nothing',
  },
  'wrong-loss': {
    stage: 'script',
    kind: 'cause',
    severity: 'critical',
    headline: 'The loss is not for one class per image',
    about: 'Labels are one-hot, but the loss is one of yes-or-no answers or of numbers.',
    cost: 'nothing',
  },
  'misleading-metric': {
    stage: 'script',
    kind: 'cause',
    severity: 'critical',
    headline: 'The accuracy that is shown counts something else',
    about: 'What is called accuracy is not the share of images that are right.',
    cost: 'nothing',
  },
  'partial-evaluation': {
    stage: 'script',
    kind: 'cause',
    severity: 'warning',
    headline: 'A part of the images is not evaluated',
    about: '`steps` or `validation_steps` leave out a part of the images that the figure is said to be of.',
    cost: 'nothing',
  },
  'linear-layers': {
    stage: 'script',
    kind: 'cause',
    severity: 'warning',
    headline: 'Dense layers follow each other without an activation',
    about: 'Two dense layers without an activation between them compute what one can.',
    cost: 'nothing',
  },
  'augmented-validation': {
    stage: 'script',
    kind: 'cause',
    severity: 'warning',
    headline: 'Validation images are augmented',
    about: 'Validation images that are changed at random give an accuracy that is too low and never the same.',
    cost: 'nothing',
  },
  'leaking-split': {
    stage: 'script',
    kind: 'cause',
    severity: 'critical',
    headline: 'Validation images are trained on too',
    about: 'The accuracy is measured on images that the network has seen, and does not hold for new ones.',
    cost: 'nothing',
  },
  'ordered-split': {
    stage: 'script',
    kind: 'cause',
    severity: 'critical',
    headline: 'The split cuts off whole classes',
    about: 'Validation holds classes that training lacks, so they cannot be learned, and its accuracy is near 0.',
    cost: 'nothing',
  },
  'labels-by-position': {
    stage: 'script',
    kind: 'cause',
    severity: 'critical',
    headline: 'Labels are assigned by position to files in no order',
    about: 'Most images have the label of another class, so there is nothing to learn.',
    cost: 'nothing',
  },
  'shuffled-predictions': {
    stage: 'script',
    kind: 'cause',
    severity: 'critical',
    headline: 'Predictions and labels are in different orders',
    about: 'Each prediction, or each feature, stands beside the label of another image: the result is chance.',
    cost: 'nothing',
  },
  'selection-as-result': {
    stage: 'script',
    kind: 'cause',
    severity: 'warning',
    headline: 'The result is measured on images that chose the model',
    about: 'The best of many epochs or settings on some images is better there than on others.',
    cost: 'nothing',
  },
  'class-order-mismatch': {
    stage: 'data',
    kind: 'cause',
    severity: 'critical',
    headline: 'Predictions are read in another class order',
    about: 'The class order used to read predictions differs from the one used in training.',
    cost: 'features',
  },
  'class-missing': {
    stage: 'data',
    kind: 'cause',
    severity: 'critical',
    headline: 'A class is missing from one split',
    about:
      'A class in one split alone is never learned, or never measured, and shifts the index of every class after it.',
    cost: 'nothing',
  },
  'label-conflict': {
    stage: 'data',
    kind: 'cause',
    severity: 'critical',
    headline: 'The same image is in two classes',
    about: 'The same image in two classes has one wrong label, whatever the network predicts.',
    cost: 'survey',
  },
  'duplicate-across-splits': {
    stage: 'data',
    kind: 'cause',
    severity: 'critical',
    headline: 'The same images are in training and validation',
    about:
      'The network is evaluated on images that it was trained on: the accuracy is too good to hold for new images.',
    cost: 'survey',
  },
  'group-leak': {
    stage: 'data',
    kind: 'cause',
    severity: 'critical',
    headline: 'Images of one origin are in both splits',
    about:
      'A network that recognizes the origin of an image instead of its class has an accuracy that does not hold for new images.',
    cost: 'survey',
  },
  shortcut: {
    stage: 'data',
    kind: 'cause',
    severity: 'warning',
    headline: 'Something other than the subject gives classes away',
    about: 'The network may learn what gives the class away instead of the subject, and fail where that is missing.',
    cost: 'survey',
  },
  'split-shift': {
    stage: 'data',
    kind: 'cause',
    severity: 'warning',
    headline: 'Training and validation images differ',
    about: 'Validation images differ from training images, so the accuracy can be too low or too high.',
    cost: 'survey',
  },
  'suspect-label': {
    stage: 'data',
    kind: 'cause',
    severity: 'warning',
    headline: 'Some labels are probably wrong',
    about: 'A classifier that never saw these images is certain that they show another class.',
    cost: 'features',
  },
  'class-imbalance': {
    stage: 'data',
    kind: 'cause',
    severity: 'warning',
    headline: 'The classes are of very different sizes',
    about: 'A network that mostly predicts the large classes has a high accuracy, and learns the small ones badly.',
    cost: 'nothing',
  },
  'tiny-class': {
    stage: 'data',
    kind: 'cause',
    severity: 'warning',
    headline: 'A class has too few images',
    about:
      'A few images are too few to learn a class from, or to measure its recall, which counts fully in the balanced accuracy.',
    cost: 'nothing',
  },
  'image-quality': {
    stage: 'data',
    kind: 'cause',
    severity: 'warning',
    headline: 'Some images do not show their class',
    about: 'An image that does not show its class teaches nothing about it, and its prediction is a guess.',
    cost: 'survey',
  },
  'unreadable-image': {
    stage: 'data',
    kind: 'cause',
    severity: 'warning',
    headline: 'Some files cannot be decoded',
    about: 'A training in Keras stops at a file that cannot be decoded to its end.',
    cost: 'nothing',
  },
  'loader-difference': {
    stage: 'data',
    kind: 'cause',
    severity: 'critical',
    headline: 'A loader of Keras reads this folder differently',
    about:
      'Where a loader of Keras takes other files, classes or pixels than thaw, what is measured here may not hold for a training there.',
    cost: 'nothing',
  },
  'unusual-encoding': {
    stage: 'data',
    kind: 'cause',
    severity: 'warning',
    headline: 'Some files are decoded differently by different programs',
    about: 'Programs decode such files differently, so the network may get other pixels where it is used.',
    cost: 'survey',
  },
  'upscaled-input': {
    stage: 'data',
    kind: 'cause',
    severity: 'warning',
    headline: 'The input is larger than the files',
    about: 'Enlarging small files adds time but no detail, and makes images smoother than those of the pretraining.',
    cost: 'nothing',
  },
  'near-duplicate': {
    stage: 'data',
    kind: 'cause',
    severity: 'warning',
    headline: 'Some images are nearly the same',
    about: 'Near copies count more than once, in training and in the accuracy, and add hardly any information.',
    cost: 'survey',
  },
  'exact-duplicate': {
    stage: 'data',
    kind: 'cause',
    severity: 'warning',
    headline: 'Some images are copies of others',
    about: 'Copies count more than once, in training and in the accuracy, and add no information.',
    cost: 'nothing',
  },
  'double-preprocessing': {
    stage: 'pipeline',
    kind: 'cause',
    severity: 'critical',
    headline: 'Images are scaled twice',
    about: 'Scaled twice, all pixels are nearly equal, and the network sees flat gray.',
    cost: 'nothing',
    hides: {
      'learning-rate-too-low': 'critical',
      'batch-not-learned': 'critical',
      'first-loss': 'critical',
      'vanishing-gradients': 'critical',
      'dead-units': 'critical',
    },
  },
  'wrong-scaling': {
    stage: 'pipeline',
    kind: 'cause',
    severity: 'critical',
    headline: 'Images are in the wrong range of values',
    about:
      'In another range than that of its training, the filters of a network get values that they were not trained on.',
    cost: { passes: 2, of: 'sample', when: 'where statistics cannot tell' },
    hides: {
      'learning-rate-too-low': 'critical',
      'batch-not-learned': 'critical',
      'first-loss': 'critical',
      'vanishing-gradients': 'critical',
      'dead-units': 'critical',
    },
  },
  'channel-order': {
    stage: 'pipeline',
    kind: 'cause',
    severity: 'warning',
    headline: 'Red and blue are swapped',
    about: 'Red and blue are swapped: a network that was trained on brown seeds sees blue ones.',
    cost: { passes: 2, of: 'sample' },
  },
  'height-width-swapped': {
    stage: 'pipeline',
    kind: 'cause',
    severity: 'warning',
    headline: 'Height and width are swapped',
    about: 'Images are squeezed the wrong way, so that what is round becomes long.',
    cost: 'nothing',
  },
  'train-validation-mismatch': {
    stage: 'pipeline',
    kind: 'cause',
    severity: 'critical',
    headline: 'Validation images are preprocessed differently',
    about:
      'Training and validation preprocess images differently, so what is learned on one does not hold on the other.',
    cost: 'nothing',
  },
  'augmentation-too-strong': {
    stage: 'pipeline',
    kind: 'cause',
    severity: 'warning',
    headline: 'Augmentation is too strong',
    about:
      'Rotated, shifted and zoomed, an image can lose what shows its class, and a short training cannot learn all of its versions.',
    cost: { passes: 1, of: 'sample', needs: 'augmentation' },
    hides: { 'learning-rate-too-low': 'warning' },
  },
  'frozen-batch-norm': {
    stage: 'network',
    kind: 'cause',
    severity: 'critical',
    headline: 'Frozen batch normalization uses batch statistics',
    about:
      'The head is trained on features that are normalized by the mean and deviation of each batch, and evaluated on features normalized by stored averages, which it never saw.',
    cost: { passes: 1, of: 'sample', mode: 'training', needs: 'batch statistics' },
    hides: { 'learning-rate-too-low': 'warning' },
    blurs: { 'wrong-scaling': 'info' },
  },
  'lagging-batch-norm': {
    stage: 'network',
    kind: 'cause',
    severity: 'critical',
    headline: 'Moving statistics of batch normalization lag behind',
    about:
      'Batch normalization trains with the statistics of each batch and predicts with moving averages, which after few steps are still those from before training.',
    cost: 'nothing',
    hides: { 'learning-rate-too-low': 'critical' },
    blurs: { 'wrong-scaling': 'critical' },
  },
  'small-batch-norm': {
    stage: 'network',
    kind: 'cause',
    severity: 'warning',
    headline: 'Batch normalization trains on very small batches',
    about:
      'In training, batch normalization takes mean and variance from the images of a batch, and a handful of images gives a poor estimate.',
    cost: 'nothing',
  },
  'nothing-trainable': {
    stage: 'network',
    kind: 'cause',
    severity: 'critical',
    headline: 'Nothing can train',
    about: 'No weight is free to change, so nothing is learned.',
    cost: 'nothing',
  },
  'weights-not-loaded': {
    stage: 'network',
    kind: 'cause',
    severity: 'critical',
    headline: 'The pretrained weights are not loaded',
    about: 'The backbone was never trained: frozen, it gives the head random features.',
    cost: 'nothing',
    hides: {
      'learning-rate-too-low': 'critical',
      'batch-not-learned': 'critical',
      'first-loss': 'critical',
      'vanishing-gradients': 'critical',
      'dead-units': 'critical',
    },
  },
  'head-too-large': {
    stage: 'network',
    kind: 'cause',
    severity: 'warning',
    headline: 'The head is too large for these images',
    about: 'With that many weights per image, the head can memorize the images.',
    cost: 'nothing',
  },
  'batch-not-learned': {
    stage: 'training',
    kind: 'symptom',
    severity: 'critical',
    headline: 'One batch of images cannot be learned by heart',
    about: 'A training that cannot learn a few images by heart, whatever its settings, learns no others.',
    cost: 'one batch',
  },
  'first-loss': {
    stage: 'training',
    kind: 'symptom',
    severity: 'critical',
    headline: 'The first loss is far above that of uniform predictions',
    about:
      'Before it has learned anything, a network that is sure of its answers has to unlearn them first, since its features or its weights are too large.',
    cost: 'nothing',
  },
  'vanishing-gradients': {
    stage: 'training',
    kind: 'symptom',
    severity: 'warning',
    headline: 'No gradient reaches some layers',
    about: 'Layers without a gradient do not learn, though they are unfrozen.',
    cost: 'nothing',
  },
  'dead-units': {
    stage: 'training',
    kind: 'symptom',
    severity: 'critical',
    headline: 'Most units of a hidden layer are stuck',
    about: 'Units whose activation is flat for every image pass no gradient on, and no longer learn.',
    cost: 'nothing',
  },
  'regularization-too-strong': {
    stage: 'training',
    kind: 'cause',
    severity: 'critical',
    headline: 'Regularization drowns the loss',
    about: 'With so much dropout, weight decay or label smoothing, not even a few images can be learned by heart.',
    cost: 'nothing',
    hides: { 'learning-rate-too-low': 'warning', 'learning-rate-too-high': 'warning', 'dead-units': 'warning' },
  },
  'learning-rate-too-high': {
    stage: 'training',
    kind: 'cause',
    severity: 'critical',
    headline: 'The learning rate is too high',
    about: 'Each step changes the weights by so much that it undoes what the steps before have learned.',
    cost: 'nothing',
    hides: { 'dead-units': 'warning' },
  },
  'learning-rate-too-low': {
    stage: 'training',
    kind: 'cause',
    severity: 'critical',
    headline: 'The learning rate is too low',
    about: 'The steps are so small that training ends long before it converges.',
    cost: 'nothing',
  },
  overfitting: {
    stage: 'training',
    kind: 'symptom',
    severity: 'warning',
    headline: 'The network overfits',
    about: 'The training images are memorized; what holds for them does not hold for others.',
    cost: 'nothing',
    hides: { 'too-few-steps': 'info' },
    confirms: { 'head-too-large': 'warning' },
  },
  underfitting: {
    stage: 'training',
    kind: 'symptom',
    severity: 'critical',
    headline: 'The network underfits',
    about: 'Not even the training images are learned.',
    cost: 'nothing',
  },
  'too-few-steps': {
    stage: 'training',
    kind: 'cause',
    severity: 'warning',
    headline: 'Training is too short',
    about: 'Training ends while it is still improving.',
    cost: 'nothing',
  },
  'unknown-monitor': {
    stage: 'training',
    kind: 'cause',
    severity: 'critical',
    headline: 'The monitored metric does not exist',
    about: 'The metric to monitor is never logged, so no epoch counts as the best.',
    cost: 'nothing',
  },
  'checkpoint-not-best': {
    stage: 'training',
    kind: 'cause',
    severity: 'warning',
    headline: 'The kept epoch is not the best one',
    about: 'The epoch that was kept is not the one with the best validation accuracy.',
    cost: 'nothing',
  },
  'not-reproducible': {
    stage: 'training',
    kind: 'cause',
    severity: 'warning',
    headline: 'Training is not reproducible',
    about: 'The same recipe and seed give another result, so a difference between recipes may be chance.',
    cost: 'second run',
  },
  'baseline-not-beaten': {
    stage: 'result',
    kind: 'symptom',
    severity: 'critical',
    headline: 'A simple baseline is as good',
    about: 'Something far simpler is as accurate as the network, so the training has not paid off.',
    cost: { passes: 1, of: 'evaluation', atMost: 500, needs: 'run' },
  },
  'worst-class': {
    stage: 'result',
    kind: 'symptom',
    severity: 'warning',
    headline: 'One class is rarely recognized',
    about: 'The mean over the classes hides that one of them is rarely recognized.',
    cost: 'nothing',
  },
  'weak-slice': {
    stage: 'result',
    kind: 'symptom',
    severity: 'warning',
    headline: 'Images of one kind are predicted wrong more often',
    about: 'The accuracy on all images hides that it is far lower on some kind of them, such as the dark ones.',
    cost: 'survey',
  },
  miscalibrated: {
    stage: 'result',
    kind: 'cause',
    severity: 'info',
    headline: 'The probabilities are not calibrated',
    about: 'The probabilities of the network say too much or too little about how often it is correct.',
    cost: 'nothing',
  },
  'difference-is-noise': {
    stage: 'result',
    kind: 'cause',
    severity: 'info',
    headline: 'The difference may be chance',
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
