import { FEW_VALUES } from '../checks/script/integerPixels.js';
import type { CheckDocs, CheckOf } from './checkDocs.js';

/** Documentation of the checks of a script's text. */
export const SCRIPT_DOCS: Readonly<Record<CheckOf<'script'>, CheckDocs>> = {
  'flags-without-compile': {
    why: 'It is the step of fine-tuning that is forgotten most often, and Keras says nothing of it.',
    measured: 'The flags of all layers at the last `compile` before each `fit`, compared with those at the `fit`.',
    threshold: 'Critical where a flag differs at a `fit` after the first one.',
    source: "Keras' guide of transfer learning: `compile` freezes the behavior of the model.",
  },
  'statistics-not-fitted': {
    why: '`ImageDataGenerator(featurewise_center=True)` needs `fit`, and a `Normalization` layer `adapt`. Keras only warns.',
    measured:
      'Standardizations by the data set on the way of the images, and whether something calls `fit` or `adapt`.',
    threshold: 'Critical where nothing does.',
    source:
      'Measured with Keras 3.15: without `fit`, the generator returns 255 for 255; without `adapt`, the layer too.',
  },
  'crop-after-resize': {
    why: '`preprocessing_function` gets images that are `target_size` already; few expect that.',
    measured: 'Crops behind the resize of a generator that reads files. Random crops are augmentation.',
    threshold: 'Critical where the crop is as large as `target_size`, so that it does nothing; otherwise a warning.',
    source: "Keras' issue 9049: 99 % in training, 89 % on images that were cropped from the files.",
  },
  'integer-pixels': {
    why: 'Files hold bytes, and NumPy and TensorFlow compute with the type they get.',
    measured: 'The type and range of values before and after each step of the images.',
    threshold: `Critical where a result leaves the range of its integers, or values no more than ${FEW_VALUES} apart become integers.`,
    source:
      'Measured with NumPy 2 and Keras 3.15: in bytes, 100 - 128 is 228; `preprocess_input` of a tensor of bytes makes 152 of 255 in mode `caffe`, and raises an error in the other modes.',
  },
  'input-shape-mismatch': {
    why: 'The size stands in two places of a script, and is changed in one.',
    measured: '`input_shape` of the base, compared with the size and the channels of the images that reach it.',
    threshold: 'Critical where they differ. What the text does not say is not compared.',
    source: 'Keras 3.15 raises an error for functional models; `Sequential` and older versions go on.',
  },
  'head-on-classes': {
    why: '`include_top` is True by default, and the script runs without an error.',
    measured:
      "Whether a dense layer stands on the output of a base with its own classifier; what is taken from the base's inner layers is no finding.",
    threshold: 'Critical.',
    source: 'The definition of `include_top` in keras.applications.',
  },
};
