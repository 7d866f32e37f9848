import type { CheckDocs, CheckOf } from './checkDocs.js';

/** Documentation of the checks of a script's text. */
export const SCRIPT_DOCS: Readonly<Record<CheckOf<'script'>, CheckDocs>> = {
  'flags-without-compile': {
    why: 'It is the step of fine-tuning that is forgotten most often, and Keras says nothing of it.',
    measured: 'The flags of all layers at the last `compile` before each `fit`, compared with those at the `fit`.',
    threshold: 'Critical where a flag differs at a `fit` after the first one.',
    source: "Keras' guide of transfer learning: `compile` freezes the behavior of the model.",
  },
  'last-layer-mismatch': {
    why: 'A loss takes any numbers, and Keras trains on without an error.',
    measured: 'Units and activations of the last dense layer, and `from_logits` of the loss.',
    threshold:
      'Critical for softmax of one unit, softmax twice, a categorical loss of one unit, no probabilities without `from_logits`; `from_logits` after a softmax by version; info for sigmoids of classes.',
    source:
      'Trained with TensorFlow 1.10, 2.0, 2.3, 2.4, 2.6, 2.13 and Keras 3.15: from TensorFlow 2.4 on, a loss from logits takes the logits from before a softmax. Two softmaxes: the loss is at least ln((e + C - 1) / e).',
  },
  'label-form-mismatch': {
    why: 'The error that Keras raises names shapes, not the setting; TensorFlow 2.2 and 2.3 raise none for binary labels.',
    measured: 'The form and the number of classes of the labels that reach `fit`, the loss, and the units.',
    threshold:
      'Critical where they do not fit; info for more units than classes. Nothing where one of them is not visible.',
    source:
      'Trained with TensorFlow 1.10, 2.0, 2.3, 2.4, 2.6, 2.13 and Keras 3.15: all raise an error, but two units with binary labels in 2.3.',
  },
  'misleading-metric': {
    why: "Keras chooses the metric behind 'accuracy' by loss and shapes, and the choice changed between versions.",
    measured:
      'Metrics of the last `compile`, the loss, the form of the labels, and whether a loaded model is compiled again.',
    threshold:
      'Critical where the version of Keras is known to count each output, or where a loaded model is evaluated in TensorFlow 2.3; a warning where the version decides and is not known.',
    source:
      "Measured: 'accuracy' of five sigmoids with binary cross-entropy is 0.656 in TensorFlow 1.10 and 2.0, and 0.188, the share of images, from 2.3 on. A model with sparse labels has 0.375 before and 0.188 after loading in TensorFlow 2.3, and the same in 2.0, 2.4, 2.6 and 2.13.",
  },
  'linear-layers': {
    why: 'A hidden layer is usually meant to add a nonlinearity, and Dense has none by default.',
    measured: 'Dense layers of the head without an activation that are followed by another one.',
    threshold: 'Info: it costs weights, hardly accuracy.',
    source: 'A product of two matrices is a matrix.',
  },
  'augmented-validation': {
    why: 'One `ImageDataGenerator` with `validation_split` augments both of its subsets.',
    measured: 'Random changes on the way of validation images, outside of the model.',
    threshold: 'A warning for any random change.',
    source: 'keras-preprocessing issue 218: both subsets get the augmentation.',
  },
  'leaking-split': {
    why: 'The accuracy looks good, and nothing in the log says why.',
    measured: 'Source, subset, seed and cuts of training and validation images.',
    threshold:
      'Critical for the same images, overlapping subsets, seeds that differ, `take` and `skip` after a shuffle that draws a new order at each pass; a warning where the shuffle reaches over 8 batches only.',
    source:
      'Measured: of 100 elements, 12 to 18 of the 20 taken ones are among the 80 others of the same pass; none with `reshuffle_each_iteration=False`. tensorflow issue 59279.',
  },
  'ordered-split': {
    why: '`validation_split` takes the last rows before anything is shuffled.',
    measured: 'Whether rows stand class by class where they are cut.',
    threshold: 'Critical where the text shows that they do.',
    source:
      'keras issue 8346: validation accuracy 0.000. Documentation of `fit` and of `image_dataset_from_directory`.',
  },
  'shuffled-predictions': {
    why: 'Generators and datasets shuffle by default; `classes` and `filenames` do not follow.',
    measured: 'Outputs and labels that go into one function or comparison, and the order of both.',
    threshold: 'Critical where the outputs are of a shuffled pass, and the labels of the files or of another pass.',
    source: 'keras issues 11427, 11227: evaluate is good, the confusion matrix at chance.',
  },
  'selection-as-result': {
    why: 'The choice of the best epoch fits the images that it is made on.',
    measured:
      'Whether `evaluate` reads the validation images of a training that stops or keeps its best epoch by them.',
    threshold: 'Info.',
    source: 'The maximum of noisy figures is too high on average.',
  },
};
