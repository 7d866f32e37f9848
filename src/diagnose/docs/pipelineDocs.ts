import { VISIBLE_STRETCH } from '../../dataset/distortedImages.js';
import { TELLS } from '../../measure/model/scalingMeasurement.js';
import { percentOf } from '../../metrics/format.js';
import { MOST_LOST } from '../checks/pipeline/augmentationTooStrong.js';
import { MOST_CHANCE } from '../checks/pipeline/channelOrder.js';
import { NARROW } from '../checks/pipeline/doublePreprocessing.js';
import { FAR_BETTER } from '../checks/pipeline/heightWidthSwapped.js';
import { SAME } from '../checks/pipeline/trainValidationMismatch.js';
import { FAR_SHIFT, FAR_ZOOM } from '../checks/script/augmentationOfScript.js';
import { FAR } from '../checks/script/scalingOfScript.js';
import type { CheckDocs, CheckOf } from './checkDocs.js';

/** Documentation of the checks of the input pipeline. */
export const PIPELINE_DOCS: Readonly<Record<CheckOf<'pipeline'>, CheckDocs>> = {
  'double-preprocessing': {
    why: "Keras' ImageDataGenerator applies `rescale` after `preprocessing_function`, so the two together scale twice. EfficientNets and MobileNetV3 begin with a scaling of their own, so any before it is the second.",
    measured:
      'The range of some images after all steps of the pipeline, compared with the range that the backbone expects.',
    threshold: `Critical where the range is at most ${percentOf(NARROW)} of the expected one, and the pipeline has two scaling steps or more, or one before a backbone that scales its input itself.`,
    source:
      'A second scaling by 1/255 leaves 0.4 % of the range. A dark photo can have a narrow range too, hence the second condition.',
  },
  'wrong-scaling': {
    why: 'Each family of pretrained weights expects its own scaling: [-1, 1], [0, 1], ImageNet mean and deviation, or BGR means.',
    measured:
      'Mean and variance of 96 images before the first batch normalization are compared with its moving statistics, as a divergence in nats, for every common scaling. Where that cannot decide, a linear probe on frozen features is cross-validated under both scalings. Of a saved model, its accuracy under every scaling shows which one it was trained with, unless its moving statistics lag behind. Of a script, the range of values that its steps leave is compared with the one that the base expects. Arrays of a file count as bytes where the first step is a scaling for bytes, which the finding says.',
    threshold: `Critical where another scaling fits ${TELLS} times better, or the probe's gain has a 95 % interval that excludes 0. Of a script: critical where the range is more than ${FAR} times narrower or wider, otherwise a warning.`,
    source:
      'Measured on photos, wheat kernels and drawn seeds with three backbones: [-1, 1] and [0, 1] taken for each other differ by a factor of 3.6 to 15; correct scaling and ImageNet mean and deviation differ by 0.6 to 9, so there the probe decides.',
  },
  'channel-order': {
    why: 'OpenCV reads BGR, and Caffe weights expect it.',
    measured:
      'A linear probe on frozen features is cross-validated with the channels as they are and with red and blue swapped, on the same images. Of a script, the order after all steps is compared with the one that the base expects, and the means that it subtracts with those of each channel.',
    threshold: `A warning where swapping gains accuracy, with a 95 % interval that excludes 0. Where the order is the one that the weights are registered with, McNemar's p must also be at most ${MOST_CHANCE}. Of a script: a warning where orders or means are swapped.`,
    source: 'Moving statistics cannot decide this: 0.28 against 0.25 nats on photos.',
  },
  'height-width-swapped': {
    why: "Keras' `target_size` is (height, width), while most image libraries say (width, height).",
    measured:
      'The median aspect ratio of the files, compared with that of the input as it is and with height and width swapped. Of a script, names such as `img_width` that stand where a function takes the height.',
    threshold: `A warning where, swapped, the median image is stretched at most ${VISIBLE_STRETCH} times, and otherwise more than ${FAR_BETTER.toFixed(2)} times as much.`,
    source: 'A choice: an image stretched by less than that looks natural.',
  },
  'train-validation-mismatch': {
    why: 'With two generators, it is easy to change the arguments of one.',
    measured:
      'The same images pass through both pipelines, without augmentation. Mean, standard deviation and size are compared. Of a script, the steps of validation, evaluation and prediction are compared with those of training: range, standardization, order of the channels, size, interpolation.',
    threshold: `Critical where mean or standard deviation differ by more than ${percentOf(SAME)} of the standard deviation, or the sizes differ. Of a script: critical where more than the interpolation differs, otherwise a warning; info where each side has the default of its loader in Keras, as in TensorFlow's tutorial with image_dataset_from_directory (bilinear) and load_img (nearest).`,
    source: 'The images are the same, so only rounding may differ.',
  },
  'augmentation-too-strong': {
    why: 'Augmentation that destroys the subject costs accuracy, most of all in short training runs.',
    measured: 'A linear probe, fitted on unaugmented images, is evaluated on other images, unaugmented and augmented.',
    threshold: `A warning where the probe loses more than ${percentOf(MOST_LOST)} of its accuracy above chance, with the whole 95 % interval. Info where it loses less, but significantly. In a script: a warning where \`zoom_range\` reaches a factor of ${FAR_ZOOM.alone}, or of ${FAR_ZOOM.shifted} together with shifts of ${FAR_SHIFT} or more of both sides.`,
    source:
      'A choice: beyond half, an augmented image is more often taken for another class than for its own. In a script: measured with a head of 256 units on frozen EfficientNetLite0 and MobileNetV2, 15 epochs, three seeds, against no augmentation. Chosen on drawn seeds and clothes: zooms of 1 to 4 cost 8 to 25 points of accuracy, of 1 to 3 cost 4 to 17, of 0.28 to 2 with shifts of 0.5 cost 3 to 17, of 0.5 to 2 alone 0 to 7. Tried on wheat kernels: 12 and 19, 10 and 13, 6 and 11, 7 and 8. Shear of 30 degrees with brightness of 0.1 to 3, one seed, cost nothing on average.',
  },
};
