import { MOST_SECONDS, ONE_BATCH } from '../../measure/model/oneBatch.js';
import { percentOf } from '../../metrics/format.js';
import { FAR_FOR_HIDDEN } from '../checks/script/learningRateOfScript.js';
import { LEAST_SHARE, MOST_SHARE } from '../checks/script/stepsOfScript.js';
import { FAR } from '../checks/training/batchNotLearned.js';
import { MOST_STUCK } from '../checks/training/deadUnits.js';
import { FAR_ABOVE } from '../checks/training/firstLoss.js';
import { THROWN as THROWN_BY_STEP } from '../checks/training/largeUpdates.js';
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
import { FLOOR } from '../checks/training/regularizationTooStrong.js';
import { LEAST_FALL as LEAST_FALL_OF_BATCH } from '../checks/training/smallUpdates.js';
import { FEW, LAST_EPOCHS, STILL_FALLING } from '../checks/training/tooFewSteps.js';
import { VANISHED } from '../checks/training/vanishingGradients.js';
import { LEARNED } from '../evidence/learnedBatch.js';
import { UPDATES } from '../evidence/updateBounds.js';
import type { CheckDocs, CheckOf } from './checkDocs.js';

/** Documentation of the checks of a training. */
export const TRAINING_DOCS: Readonly<Record<CheckOf<'training'>, CheckDocs>> = {
  'batch-not-learned': {
    why: 'A few images are learned by heart in seconds by a training that works. One that fails there has a fault that no other learning rate repairs.',
    measured: `The first phase is trained on one batch again and again, with its learning rate and without its schedule: ${ONE_BATCH.head.images.least} to ${ONE_BATCH.head.images.most} images for up to ${ONE_BATCH.head.steps} steps where the backbone is frozen, ${ONE_BATCH.backbone.images.least} to ${ONE_BATCH.backbone.images.most} for up to ${ONE_BATCH.backbone.steps} and ${MOST_SECONDS} seconds where it trains. Where an image stays wrong, without dropout, weight decay and label smoothing; and then with Adam.`,
    threshold: `Critical where no training learns the batch, and with Adam less than ${percentOf(LEARNED.partly)} of it is correct and the last loss is more than ${FAR} times that of uniform predictions. No finding where a run has learned more than half of what the largest class leaves.`,
    source:
      'Measured with heads on frozen EfficientNetLite0 (drawn seeds), EfficientNetLite1, SqueezeNet and MobileNetV2 (photos of clothes) and InceptionV3 (wheat kernels): usual rates learn the batch after 1 to 86 steps, and Adam at 0.01 after 4 to 15. With Adam at 0.01, images scaled twice leave 9 (MobileNetV2) to 15 (EfficientNetLite0) of 32 images wrong, at 0.76 of the loss of uniform predictions in the latter. Random features leave 16 (SqueezeNet) and 26 (MobileNetV2).',
  },
  'first-loss': {
    why: 'It is known beforehand: ln(classes), whatever the label smoothing, times the mean class weight of the batch.',
    measured:
      'The loss of the batch of `batch-not-learned` before the first step, compared with that of equal logits, by the loss of the recipe, its class weights and its logit adjustment.',
    threshold: `A warning above ${FAR_ABOVE.normalized} times that of equal logits where the backbone has batch normalization, and ${FAR_ABOVE.other} times where it has none; critical where it is not finite.`,
    source:
      'Measured on the same: sound recipes have 1 to 2.8 times with batch normalization, and 2.9 to 7.1 with SqueezeNet, which has none. Unscaled pixels have 4.3 with InceptionV3, but 1.4 with EfficientNetLite0.',
  },
  'vanishing-gradients': {
    why: 'Layers that no gradient reaches stay as they are, in deep networks that start from random weights, and below a head that is saturated.',
    measured:
      'The gradient of each layer of the head, and of each block of the backbone that trains, in the first step on the batch of `batch-not-learned`.',
    threshold: `A warning where the root mean square of the gradients of a group is below ${VANISHED}.`,
    source:
      "Keras' Adam divides by the root of the squared gradients plus an epsilon of 1e-7, so that it no longer makes up for a smaller gradient. `VanishingGradient` of SageMaker Debugger has the same threshold.",
  },
  'dead-units': {
    why: 'A learning rate or an input that is too large pushes units of relu below 0 for every image, from where no gradient brings them back.',
    measured:
      'The answers of the hidden layers of the head, after the steps of `batch-not-learned`: units of relu that are 0, or of sigmoid and tanh that are at their ends, for every image.',
    threshold: `A warning where ${percentOf(MOST_STUCK)} or more of the units of a layer are stuck, critical where all are.`,
    source:
      'Measured on the same: 0 to 33 % at rates up to 0.01 of Adam, 44 % at 0.03 without a loss of accuracy, 61 to 98 % at 0.1 and more, which cost 26 to 66 points. `DeadRelu` of SageMaker Debugger has half of a layer as well.',
  },
  'regularization-too-strong': {
    why: 'What is to keep a network from learning too much can keep it from learning anything.',
    measured:
      'One batch is trained with the dropout, weight decay and label smoothing of the recipe, and without, at the same learning rate, as in `batch-not-learned`. Augmentation has a check of its own, mixup an intervention; a penalty of weights in the loss is none that a recipe has.',
    threshold: `Where the batch is learned by heart without, and with them less than ${percentOf(LEARNED.mostly)} of it is: critical below ${percentOf(LEARNED.partly)}, otherwise a warning. Also where the entropy of the smoothed labels, the lowest possible loss, is ${percentOf(FLOOR.info)} or more of ln(classes): info, a warning from ${percentOf(FLOOR.warning)} and critical from ${percentOf(FLOOR.critical)} on.`,
    source:
      'Measured on the same: a dropout of 0.9 before a linear head leaves 81 to 100 % of the batch and costs 2 to 6 points. Before hidden layers it leaves 69 to 88 % and costs 22 to 37; 0.99 leaves 38 to 41 % and costs 34 to 69. A label smoothing of 0.5 costs 9, 26 and no points on the three sets, 0.9 costs 58, 50 and 2, and 0.99 costs 79, 54 and 20. A weight decay of 10 costs a linear head nothing, of 1 with SGD at 0.1 it costs 9 to 18.',
  },
  'learning-rate-too-high': {
    why: 'The learning rate is the setting that most often decides whether a training succeeds.',
    measured:
      'The training loss of each epoch, compared with ln(classes), the loss of uniform predictions. Without a run, and beside one, the steps on the batch of `batch-not-learned`: its loss, and what a step changes relative to the weights, by group of layers. Of a script, the rate of the optimizer, and whether it trains a pretrained base, or a head with a hidden layer of ReLU on a frozen one; a base at SGD 0.01 after a head that was trained at ten times as much is none.',
    threshold: `Critical where the loss becomes NaN, or ends above ln(classes) after a rise by more than ${percentOf(RISE)} of it. A warning where the loss rises by more than ${percentOf(JUMP)} of ln(classes) in more than ${percentOf(MOST_JUMPS)} of the epochs, or is above ${THROWN} times ln(classes) in one. Of a batch: where a step changes a group by more than ${UPDATES.most} of its weights, and the loss rises to more than ${THROWN_BY_STEP} times that of uniform predictions and its first, a warning, or is not finite, critical. Of a script, for SGD and such a head: critical from ${FAR_FOR_HIDDEN.step.critical} on, or where the rate divided by 1 - momentum is ${FAR_FOR_HIDDEN.addedUp} or more; a warning from ${FAR_FOR_HIDDEN.step.warning} on.`,
    source:
      'Measured with frozen EfficientNetLite0. Rises are at most 0.04 ln(classes) at the best rates, and above 0.08 in 3 of 7 epochs at a hundred times that. Sound rates have no epoch above 1.2 ln(classes); a thousand times that rate reaches 12 to 23. Bounds of a step: CS231n expects about 1e-3 of the weights, and two decades to either side are allowed. In heads with hidden layers, on drawn seeds, photos of clothes and wheat kernels, Adam at up to 0.01 changes a layer by up to 0.14 of its weights in a step and raises the loss to at most 5.4 times; 0.1 changes it by 0.34 to 0.44, raises the loss 29 to 2,000 times, and costs 26 to 66 points. Of a linear head, steps of 1.5 times its weights cost no accuracy, so that its size alone is no fault. SGD was measured with a head of 256 units on frozen InceptionV3 and EfficientNetLite0, 15 epochs, three seeds, against its best rate. Chosen on drawn seeds and clothes: 0.1 with momentum 0.9 costs 10 to 39 points of accuracy, 0.05 costs 2 to 17; without momentum 0.5 costs 32 to 77 and 0.2 costs 1 to 37. Tried on wheat kernels: 12 and 16, 6 and 10; 26 and 39, 16 and 18. Without a hidden layer, 1 with momentum 0.9 costs 1 to 6.',
  },
  'learning-rate-too-low': {
    why: 'A rate that is too low looks like a hard data set.',
    measured:
      'The training loss of each epoch: its total drop, and the drop in the second half compared with the first. Without a run, and beside one, the steps on the batch of `batch-not-learned`. Of a script, the rates of a schedule over all batches.',
    threshold: `From ${LEAST_EPOCHS} epochs on, where the loss falls in every epoch, by at most ${percentOf(LEAST_FALL)} in total, as fast at the end as at the beginning (${STRAIGHT} times), and stays above ${STILL_HIGH} ln(classes). Critical above ${LEARNED_NOTHING} ln(classes), otherwise a warning. Of a batch: where it is not learned by heart, and is with Adam, and its loss would fall by less than ${LEAST_FALL_OF_BATCH} times the first in as many steps as the recipe has; critical where a step changes the last layer by less than ${UPDATES.least} of its weights, info where ${percentOf(LEARNED.partly)} of the batch or more is learned. Info where a block of the backbone that trains at a lower rate than the head changes by less than that. Of a script, a warning where all steps of a schedule are worth less than 5 % of them at the first rate; where it does not say the batches of an epoch, where the schedule has no more steps than there are epochs, and less than 5 of an epoch count.`,
    source:
      'Measured with frozen EfficientNetLite0 on drawn seeds: sound rates have a drop of 78 % and more, a hundredth of them 3 to 24 %. The drop in the second half is at most 0.4 times that in the first at sound rates, and 0.9 to 1.1 times at rates that are too low. Of a batch of drawn seeds, photos of clothes or wheat kernels: at rates that cost 7 to 87 points of accuracy, the loss would fall by 0 to 1.9 times the first in the whole training, and at one that costs 23 by 3.9 times.',
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
      'Validation accuracy of the epoch that was kept, compared with that of the best. Of a script, whether the best weights are loaded again, whether the `mode` fits what is monitored, and whether a file that is named after the best epoch is written after each one.',
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
