/** A part of a training that faults belong to. */
export type FaultGroup = 'range' | 'freezing' | 'last layer' | 'validation' | 'training' | 'shape' | 'files' | 'images';

/** What a kind of fault is, in terms of Keras. */
export interface FaultKind {
  group: FaultGroup;
  /** In one or two sentences, so that a reader of a script can decide. */
  definition: string;
}

/** Kinds of faults, for which any tool can be scored: they name what is wrong, and not how it is found. */
export const FAULT_KINDS = {
  'wrong-range': {
    group: 'range',
    definition:
      'Pixels reach the backbone in another range or order of channels than its weights were trained with: divided by 255 where it expects -1..1 or means subtracted, not scaled at all, or by the `preprocess_input` of another backbone.',
  },
  'scaled-twice': {
    group: 'range',
    definition:
      'Two steps that each scale are applied one after the other: `rescale` and `preprocess_input`, or a generator and a backbone that rescales by itself.',
  },
  'channels-swapped': {
    group: 'range',
    definition: 'Images are BGR where RGB is expected, or the other way round, such as those of `cv2.imread`.',
  },
  'integer-pixels': {
    group: 'range',
    definition: 'Arithmetic on pixels is done in an integer type, and wraps around or is cut off.',
  },
  'statistics-not-fitted': {
    group: 'range',
    definition:
      '`featurewise_center`, `featurewise_std_normalization` or `Normalization` is used without its statistics.',
  },
  'crop-after-resize': {
    group: 'range',
    definition: 'A function crops or pads what the generator has resized already.',
  },
  'pipelines-differ': {
    group: 'range',
    definition: 'Training, validation, test or prediction preprocess images differently (augmentation aside).',
  },
  'wrong-layers-train': {
    group: 'freezing',
    definition:
      'Other layers train than the script means: nothing freezes the backbone, the flag is misspelled or set on something else, a slice or an index is of another list of layers, no layer has the name, or the head is frozen too.',
  },
  'flags-after-compile': {
    group: 'freezing',
    definition: '`trainable` is changed after the last `compile` of the model that is trained.',
  },
  'frozen-batch-norm': {
    group: 'freezing',
    definition:
      'Batch normalization of a frozen base uses, or updates, batch statistics in training: by the version of Keras, by `training=True`, or since `training=False` does not hold.',
  },
  'small-batch-norm': {
    group: 'freezing',
    definition: 'Batch normalization trains on batches of a few images, or for too few steps for its moving averages.',
  },
  'last-activation': {
    group: 'last layer',
    definition:
      'The activation of the last layer does not fit the loss or the number of units: softmax of one unit, none without `from_logits`, `from_logits` after a softmax, two softmaxes, relu.',
  },
  'number-of-classes': {
    group: 'last layer',
    definition: 'The last layer has another number of units than there are classes.',
  },
  'label-form': {
    group: 'last layer',
    definition:
      'Labels have another form than the loss takes: sparse loss and one-hot labels or the other way round, `class_mode="binary"` with more than two classes.',
  },
  'wrong-loss': {
    group: 'last layer',
    definition: 'The loss does not fit exclusive classes: binary cross-entropy or a regression loss on one-hot labels.',
  },
  'misleading-metric': {
    group: 'last layer',
    definition: 'What is shown as accuracy is not the share of images that are right.',
  },
  'linear-head': {
    group: 'last layer',
    definition: 'Dense layers follow each other without an activation between them.',
  },
  'augmented-validation': {
    group: 'validation',
    definition: 'Validation or test images are augmented at random.',
  },
  'leaking-split': {
    group: 'validation',
    definition:
      'Validation images are trained on, too: the same folder, copies, a split of shuffled data that is drawn anew, `take` and `skip` after a shuffle that reshuffles, views of one subject in both.',
  },
  'ordered-split': {
    group: 'validation',
    definition: 'A split takes the last rows of ordered data, so that classes are missing from one side.',
  },
  'labels-in-other-order': {
    group: 'validation',
    definition:
      'Predictions and labels, or class names, are compared in different orders: a shuffled generator and `.classes`, class names in another order than in training.',
  },
  'partial-evaluation': {
    group: 'validation',
    definition: '`steps` or `validation_steps` leave out a part of the images that the figure is said to be of.',
  },
  'selection-as-result': {
    group: 'validation',
    definition: 'The result is given on the images that chose the epoch or the settings.',
  },
  'monitor-name': {
    group: 'training',
    definition: 'A callback monitors a name that this version of Keras does not log.',
  },
  'best-epoch-lost': {
    group: 'training',
    definition:
      'Another epoch is kept or evaluated than the best: early stopping without the best weights, a checkpoint that is not loaded, `mode="min"` of an accuracy.',
  },
  'learning-rate-too-high': {
    group: 'training',
    definition: 'The learning rate destroys what is learned: of the head, or of unfrozen pretrained layers.',
  },
  'learning-rate-too-low': {
    group: 'training',
    definition: 'The learning rate is so low that the training ends long before it converges.',
  },
  'too-few-steps': {
    group: 'training',
    definition:
      'Epochs, or steps of an epoch, are far too few: a training sees a part of its images, or ends while it improves.',
  },
  'class-weights': {
    group: 'training',
    definition: 'Class weights have wrong keys, are inverted, or are applied twice.',
  },
  'too-much-regularization': {
    group: 'training',
    definition: 'Dropout, weight decay, label smoothing or augmentation drown the training.',
  },
  'sides-exchanged': {
    group: 'shape',
    definition: 'Width and height are exchanged where images are not square.',
  },
  'input-shape': {
    group: 'shape',
    definition:
      'Images have another size or number of channels than the model is built for, or one far too small for the backbone.',
  },
  'head-on-classes': {
    group: 'shape',
    definition: 'The head stands on the 1,000 classes of ImageNet (`include_top=True`) and not on features.',
  },
  'head-too-large': {
    group: 'shape',
    definition: 'A Flatten head has tens of millions of weights for a few thousand images.',
  },
  'weights-not-loaded': {
    group: 'files',
    definition:
      'Weights that are meant to be loaded are not: `weights=None`, `by_name=True` that fits nothing, a fresh model in their place.',
  },
  'other-build': {
    group: 'files',
    definition: 'A model is built otherwise than when its weights were saved, and computes something else with them.',
  },
  'class-folders': {
    group: 'images',
    definition:
      'The folders are not the classes: a hidden folder, a class that is missing from a split, files in the wrong place.',
  },
  'wrong-labels': {
    group: 'images',
    definition: 'Images are in the folder of another class, or the same image is in two.',
  },
  'copied-images': {
    group: 'images',
    definition: 'Many images are copies of others in the same split.',
  },
  'unreadable-images': {
    group: 'images',
    definition: 'Files cannot be decoded, or are blank, dark or blurred beyond recognition.',
  },
  'splits-differ': {
    group: 'images',
    definition: 'Validation images are of another kind than training images: light, camera, size.',
  },
  shortcut: {
    group: 'images',
    definition: 'Something other than the subject gives the class away: background, size, format.',
  },
  imbalance: {
    group: 'images',
    definition: 'Class sizes are so different, or a class so small, that the accuracy is that of the large classes.',
  },
} as const;

/** Name of a kind of fault; `other` is an answer that fits none, and is wrong in every case. */
export type FaultKindName = keyof typeof FAULT_KINDS;

/** In the order of the page. */
export const FAULT_KIND_NAMES: readonly FaultKindName[] = Object.keys(FAULT_KINDS) as FaultKindName[];

/** What the list says of a kind. */
export function faultKind(name: FaultKindName): FaultKind {
  return FAULT_KINDS[name];
}
