import { LEAST_GAIN } from '../../measure/model/modelPhases.js';
import { DIFFERS } from '../../measure/model/trainInferenceGap.js';
import { percentOf } from '../../metrics/format.js';
import { MANY } from '../checks/network/headTooLarge.js';
import { HELD_BY_RUN } from '../checks/network/laggingBatchNorm.js';
import { LEAST_BATCH } from '../checks/network/smallBatchNorm.js';
import { NEARLY_ALL } from '../checks/network/weightsNotLoaded.js';
import { HELD } from '../checks/script/laggingBatchNormOfScript.js';
import { GAP } from '../checks/training/overfitting.js';
import { type CheckDocs, type CheckOf, pointsOf } from './checkDocs.js';

/** Documentation of the checks of the network. */
export const NETWORK_DOCS: Readonly<Record<CheckOf<'network'>, CheckDocs>> = {
  'frozen-batch-norm': {
    why: 'In Keras 2.1.3 to 2.3.1, `trainable = False` did not stop batch normalization from using batch statistics (Keras PR 9965). In Keras 3.0 to 3.15, `fit` ignores that the base was called with `training=False` (Keras issue 20285): once it is unfrozen, its batch normalization trains. docs/batch-normalization.md has a table of the versions.',
    measured:
      'The same batches pass through the backbone in training and in inference mode, and the outputs of every batch normalization are compared. A linear probe is trained on features in training mode and evaluated on features in inference mode; its accuracy is compared with that of a probe on moving statistics. A saved model is evaluated on its training images in both modes.',
    threshold: `A warning where a layer differs by more than ${DIFFERS} standard deviations; critical where the probe loses accuracy, with a 95 % interval that excludes 0. A saved model: critical where batch statistics gain ${pointsOf(LEAST_GAIN)} of accuracy or more, with an interval that excludes 0.`,
    source: 'A choice: a tenth of the deviation among images.',
  },
  'lagging-batch-norm': {
    why: "Each training step moves the averages by 1 % of the way at Keras' default momentum of 0.99: after 90 steps they hold 40 % of their initial values, and with a momentum of 0.999, as in MobileNetV2, 91 %. Validation is then far worse than training, which is easily taken for overfitting.",
    measured:
      'A saved model is evaluated on its training images in both modes. Its moving statistics are compared with those of the images in training mode: least squares give the share of the initial values, mean 0 and variance 1, that they hold. Of a recipe, the share after its steps is momentum^steps, and the accuracies are those of its run. Of a script, it is that share alone, after all trainings, where new batch normalization trains.',
    threshold: `Critical where a saved model gains ${pointsOf(LEAST_GAIN)} of accuracy or more with batch statistics, with an interval that excludes 0, and most of its batch normalization trains, or its moving statistics hold initial values. Of a recipe: where training accuracy is more than ${100 * GAP} points above validation accuracy, beyond both intervals, and the share is ${percentOf(HELD_BY_RUN)} or more. Of a script: critical where the share is more than ${percentOf(HELD.critical)}, a warning where it is more than ${percentOf(HELD.warning)}.`,
    source:
      'Measured on drawn faces with Keras 3.15. A CNN after 90 steps of momentum 0.99 holds 41 to 46 %, MobileNetV2 after 60 steps of 0.999 holds 94 %, with an R² of 0.75 or more. After 450 steps of 0.9, and in pretrained weights, share and R² are below 0.01.',
  },
  'small-batch-norm': {
    why: 'Fine-tuning on large images often leaves memory for small batches only.',
    measured: 'The batch size, and the batch-normalization layers that use batch statistics in training.',
    threshold: `A warning below ${LEAST_BATCH} images per batch.`,
    source:
      'Wu and He 2018 (Group Normalization, arXiv:1803.08494): ResNet-50 on ImageNet has an error of 23.7 % with 16 images per batch, 24.8 % with 8, 27.3 % with 4 and 34.7 % with 2.',
  },
  'nothing-trainable': {
    why: 'Keras reads `trainable` in `compile()`, so a change after it has no effect.',
    measured:
      'The weights that an optimizer changes, in the whole network and in the backbone. Of a script, also the epochs from `initial_epoch` to `epochs`.',
    threshold:
      'Critical where no weight is trainable, or no epoch is trained. A warning where the backbone is to be unfrozen and none of its weights is.',
    source: 'None needed.',
  },
  'weights-not-loaded': {
    why: '`weights=None`, or `load_weights(by_name=True)` with other layer names, leaves random weights without an error.',
    measured:
      'A Kolmogorov-Smirnov test compares each kernel with the distribution of its initializer. Batch normalization is compared with its initial values. Of a script, `weights=None` under frozen layers, names of layers that fit no weight, and a second stage that is built anew and loads nothing of the first, whose weights were saved.',
    threshold: `Critical where ${percentOf(NEARLY_ALL)} or more of the kernels are distributed as initialized. A warning where two of them are, or one and a batch normalization. Of a script: critical; a warning for a second stage that is built anew.`,
    source: 'The test rejects one random kernel in a hundred, so not quite all have to pass.',
  },
  'head-too-large': {
    why: 'A dense layer on flattened features quickly has more weights than all other layers.',
    measured: 'Weights of the head divided by training images.',
    threshold: `Above ${MANY} weights per image, with hidden layers: info, and a warning where a run overfits.`,
    source:
      'A choice. To guarantee an error e takes in the order of weights / e images (Baum and Haussler 1989); a linear head from 2,048 features to 7 classes on 300 images per class has 7 weights per image.',
  },
};
