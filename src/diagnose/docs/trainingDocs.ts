import { percentOf } from '../../metrics/format.js';
import { FAR_FOR_HIDDEN } from '../checks/script/learningRateOfScript.js';
import { LEAST_SHARE, MOST_SHARE } from '../checks/script/stepsOfScript.js';
import { JUMP, MOST_JUMPS, RISE, THROWN } from '../checks/training/learningRateTooHigh.js';
import {
  LEARNED_NOTHING,
  LEAST_EPOCHS,
  LEAST_FALL,
  STILL_HIGH,
  STRAIGHT,
} from '../checks/training/learningRateTooLow.js';
import { ROUNDING } from '../checks/training/notReproducible.js';
import { GAP, RISE as VALIDATION_RISE } from '../checks/training/overfitting.js';
import { FEW, LAST_EPOCHS, STILL_FALLING } from '../checks/training/tooFewSteps.js';
import type { CheckDocs, CheckOf } from './checkDocs.js';

/** Documentation of the checks of a training. */
export const TRAINING_DOCS: Readonly<Record<CheckOf<'training'>, CheckDocs>> = {
  'learning-rate-too-high': {
    why: 'The learning rate is the setting that most often decides whether a training succeeds.',
    measured:
      'The training loss of each epoch, compared with ln(classes), the loss of uniform predictions. Of a script, the rate of the optimizer, and whether it trains a pretrained base, or a head with a hidden layer of ReLU on a frozen one.',
    threshold: `Critical where the loss becomes NaN, or ends above ln(classes) after a rise by more than ${percentOf(RISE)} of it. A warning where the loss rises by more than ${percentOf(JUMP)} of ln(classes) in more than ${percentOf(MOST_JUMPS)} of the epochs, or is above ${THROWN} times ln(classes) in one. Of a script, for SGD and such a head: critical from ${FAR_FOR_HIDDEN.step.critical} on, or where the rate divided by 1 - momentum is ${FAR_FOR_HIDDEN.addedUp} or more; a warning from ${FAR_FOR_HIDDEN.step.warning} on.`,
    source:
      'Measured with frozen EfficientNetLite0. Rises are at most 0.04 ln(classes) at the best rates, and above 0.08 in 3 of 7 epochs at a hundred times that. Sound rates have no epoch above 1.2 ln(classes); a thousand times that rate reaches 12 to 23. SGD was measured with a head of 256 units on frozen InceptionV3 and EfficientNetLite0, 15 epochs, three seeds, against its best rate. Chosen on drawn seeds and clothes: 0.1 with momentum 0.9 costs 10 to 39 points of accuracy, 0.05 costs 2 to 17; without momentum 0.5 costs 32 to 77 and 0.2 costs 1 to 37. Tried on wheat kernels: 12 and 16, 6 and 10; 26 and 39, 16 and 18. Without a hidden layer, 1 with momentum 0.9 costs 1 to 6.',
  },
  'learning-rate-too-low': {
    why: 'A rate that is too low looks like a hard data set.',
    measured:
      'The training loss of each epoch: its total drop, and the drop in the second half compared with the first.',
    threshold: `From ${LEAST_EPOCHS} epochs on, where the loss falls in every epoch, by at most ${percentOf(LEAST_FALL)} in total, as fast at the end as at the beginning (${STRAIGHT} times), and stays above ${STILL_HIGH} ln(classes). Critical above ${LEARNED_NOTHING} ln(classes), otherwise a warning.`,
    source:
      'Measured with frozen EfficientNetLite0 on drawn seeds: sound rates have a drop of 78 % and more, a hundredth of them 3 to 24 %. The drop in the second half is at most 0.4 times that in the first at sound rates, and 0.9 to 1.1 times at rates that are too low.',
  },
  overfitting: {
    why: 'A wide gap shows that more data or a smaller head helps more than longer training.',
    measured:
      'Training and validation accuracy of the epoch that was kept, with their 95 % intervals, and the course of both losses.',
    threshold: `A warning where the accuracies are more than ${100 * GAP} points apart, beyond both intervals. Info where the validation loss rises by more than ${percentOf(VALIDATION_RISE)} above its lowest while the training loss falls. No finding where frozen or lagging batch normalization makes training and inference two networks.`,
    source: 'Measured on 862 wheat kernels: sound runs of frozen InceptionV3 have gaps of 12 to 23 points.',
  },
  underfitting: {
    why: 'What is not learned on the training images cannot hold for others.',
    measured:
      'Training accuracy, compared with the share of the largest class and with a cross-validated linear probe on the same frozen features.',
    threshold:
      'Critical where the 95 % interval of the training accuracy does not exceed the share of the largest class. A warning where it is below the interval of the probe.',
    source:
      'The conventional 95 % intervals. The probe is used only with balanced classes and without augmentation, where the two are comparable.',
  },
  'too-few-steps': {
    why: 'Five epochs are many steps on a large data set, and few on a small one.',
    measured:
      'Optimizer steps, and the drop of the validation loss in the last epochs. Of a script, the images of an epoch, which are `steps_per_epoch` batches, compared with the number of training images that it writes out or has in an array; and whether `steps_per_epoch` is a number of batches that is divided by the batch size again.',
    threshold: `Where the last epoch is the best, and the validation loss falls by ${percentOf(STILL_FALLING)} or more per epoch over the last ${LAST_EPOCHS}: a warning below ${FEW} steps, otherwise info. After a single epoch, a warning below ${FEW} steps. Of a script: a warning where an epoch has less than ${percentOf(LEAST_SHARE)} of the images or batches are divided twice, info where it has them more than ${MOST_SHARE} times.`,
    source:
      "The drop: a choice. Steps: Adam's running means reach back 10 and 1,000 steps (Kingma and Ba 2014, arXiv:1412.6980).",
  },
  'unknown-monitor': {
    why: 'Keras 2.3 renamed `val_acc` to `val_accuracy`, and only warns about the old name.',
    measured: 'The monitor of the recipe, compared with the metrics that are logged.',
    threshold: 'Any other name is critical.',
    source: 'Release notes of Keras 2.3.0.',
  },
  'checkpoint-not-best': {
    why: 'Without a checkpoint, or with one on a training metric, Keras keeps another epoch.',
    measured:
      'Validation accuracy of the epoch that was kept, compared with that of the best. Of a script, whether the best weights are loaded again, and whether the `mode` fits what is monitored.',
    threshold:
      'A warning where the best is above the 95 % interval of the one that was kept, otherwise info. Of a script: a warning.',
    source: "Wilson's interval.",
  },
  'not-reproducible': {
    why: 'Comparing recipes takes runs that can be repeated.',
    measured: 'Losses and accuracies of every epoch in two runs of the same recipe and seed.',
    threshold: `A warning where they differ by more than ${ROUNDING} relative to their size, otherwise info.`,
    source: 'Sums of 32-bit floats in another order differ by less.',
  },
};
