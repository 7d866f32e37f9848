import type { BackboneName } from '../backbones/architectures/registry.js';
import type { BatchNormalizationPolicy } from '../backbones/network/batchNormalization.js';
import type { Head, Unfrozen } from '../backbones/pretrained/classifier.js';
import type { Interpolation } from '../dataset/resize.js';
import type { Augmentation } from '../preprocess/augmentation.js';
import type { ScalingStep } from '../preprocess/scaling.js';
import type { LastBatch, Sampling } from '../training/batches.js';
import type { Metric } from '../training/callbacks/metric.js';
import type { ClassWeight } from '../training/classWeights.js';
import type { Loss } from '../training/losses/loss.js';
import type { Optimizer } from '../training/optimizers/optimizer.js';
import type { Schedule } from '../training/schedules/schedule.js';

/** Everything that a run follows from, in Keras' terms. */
export interface Recipe {
  /** In pixels. */
  height: number;
  width: number;
  interpolation: Interpolation;
  /**
   * Weights: `imagenet` or `nsfwjs`, where a package brings them; `imagenet` of InceptionV3, ResNet50, MobileNetV2 and
   * VGG16, from the cache folder or downloaded; `random`; or the path of a file of Keras' or tfjs' weights (`.h5`,
   * `.weights.h5`, `.keras`, `model.json`). What each backbone has is checked when it is loaded.
   */
  backbone: { name: BackboneName; weights: string };
  unfrozen: Unfrozen;
  batchNormalization: BatchNormalizationPolicy;
  head: Head;
  /** In the order in which they run; ImageDataGenerator runs preprocess_input before rescale. */
  scaling: ScalingStep[];
  augmentation: Augmentation | null;
  /**
   * How many changes are drawn of each picture: epoch e sees view (e - 1) mod augmentedViews, so that frozen layers run
   * once a view instead of once an epoch. Null draws anew in every epoch, as Keras.
   */
  augmentedViews: number | null;
  optimizer: Optimizer;
  /** Of the head: the first, or the largest where the schedule rises before it falls. */
  learningRate: number;
  /** Learning rate of the backbone's weights over that of the head's. */
  backboneRate: number;
  schedule: Schedule;
  /** Null is none. Not together with a schedule, as in Keras. */
  reduceOnPlateau: ReduceOnPlateau | null;
  loss: Loss;
  /** Of the loss of each example, by its class: `balanced` as scikit-learn's, or Cui's effective number of samples. */
  classWeight: ClassWeight;
  /** What an epoch draws: every example once, or every class as often. */
  sampling: Sampling;
  /**
   * Tau of Menon's logit adjustment: tau times the logarithm of each class's share in training is added to the logits in
   * the loss, also in that of validation, and not in what the model answers. 1 is the paper's, 0 none.
   */
  logitAdjustment: number;
  /**
   * Alpha of Zhang's mixup, in [0, 2]: pictures of a batch are mixed with each other, and their labels and weights alike,
   * by a share drawn from Beta(alpha, alpha); 0.2 is usual, 0 none. Training accuracy counts the label that weighs more.
   */
  mixup: number;
  batchSize: number;
  lastBatch: LastBatch;
  /** At most. */
  epochs: number;
  /** What tells the best epoch, which is kept, and when to stop. */
  monitor: Metric;
  /** How much better an epoch has to be for training not to stop. The epoch that is kept is the best all the same. */
  minDelta: number;
  /** Epochs without a better one after which training stops. */
  patience: number;
  /**
   * Views that the probabilities of the best epoch are averaged over, beside the picture as it is; null is none. Epochs are
   * chosen by pictures as they are.
   */
  testTimeAugmentation: TestTimeAugmentation | null;
  /**
   * Whether the logits of the best epoch are divided by a temperature, fitted on validation pictures (Guo et al. 2017): it
   * changes how sure the answers are, and none of them. No picture is told with a temperature that was fitted on it.
   */
  temperatureScaling: boolean;
  /** Of initial weights, order, augmentation and dropout. */
  seed: number;
  /**
   * Trainings one after the other, each from the best epoch of the one before, with a new optimizer; what a phase does
   * not say is the recipe's. The run's best epoch is that of the last. [] is one training.
   */
  phases: Phase[];
}

type PhaseFields =
  | 'epochs'
  | 'unfrozen'
  | 'learningRate'
  | 'backboneRate'
  | 'schedule'
  | 'augmentation'
  | 'classWeight'
  | 'sampling'
  | 'logitAdjustment'
  | 'mixup'
  | 'patience';

export interface Phase extends Partial<Pick<Recipe, PhaseFields>> {
  /**
   * `all` that is unfrozen and the head, or the last dense layer alone, drawn anew: with balanced sampling that is Kang's
   * classifier retraining. Default `all`.
   */
  trains?: 'all' | 'classifier';
}

/** At least one of the two. */
export interface TestTimeAugmentation {
  /** Whether the mirror image is a view. */
  flip: boolean;
  /** How many changes are drawn from the recipe's augmentation, or gentle ones where it has none. */
  draws: number;
}

/** Arguments of Keras' callback of the same name. */
export interface ReduceOnPlateau {
  monitor: Metric;
  /** What the rate is multiplied with, in (0, 1). */
  factor: number;
  /** Epochs without a better one before that. */
  patience: number;
  minDelta: number;
  /** Epochs after a reduction that do not count. */
  cooldown: number;
  minLearningRate: number;
}
