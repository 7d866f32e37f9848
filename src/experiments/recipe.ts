import type { BatchNormalizationPolicy } from '../backbones/batchNormalization.js';
import type { Head, Unfrozen } from '../backbones/classifier.js';
import type { BackboneName } from '../backbones/registry.js';
import { UserError } from '../base/errors.js';
import type { Interpolation } from '../dataset/resize.js';
import type { Augmentation } from '../preprocess/augmentation.js';
import type { ScalingStep } from '../preprocess/scaling.js';
import type { LastBatch } from '../training/batches.js';
import type { Metric } from '../training/callbacks/metric.js';
import type { Loss } from '../training/losses/loss.js';
import type { Optimizer } from '../training/optimizers/optimizer.js';
import type { Schedule } from '../training/schedules/schedule.js';
import { recipeSchema } from './recipeSchema.js';

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
  classWeight: 'none' | 'balanced';
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
  /** Of initial weights, order, augmentation and dropout. */
  seed: number;
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

/** An object with a name, of which Keras' defaults fill in the rest. */
type Named<T> = T extends { name: string } ? Pick<T, 'name'> & Partial<T> : never;

/** Fields to replace; in those that are objects of Keras' arguments, Keras' defaults may be left out. */
export type RecipeChanges = Partial<
  Omit<Recipe, 'optimizer' | 'schedule' | 'loss' | 'reduceOnPlateau'> & {
    optimizer: Named<Optimizer>;
    schedule: Named<Schedule>;
    loss: Named<Loss>;
    reduceOnPlateau: Partial<ReduceOnPlateau> | null;
  }
>;

/**
 * The recipe of the reference case, value for value: InceptionV3 with a frozen base as Keras 2.1.3 to 2.3.1 ran it,
 * dense 1024, Adam 1e-3, batches of 4, 25 epochs, patience 10, Keras' full augmentation, and both scalings. Its
 * weights are those of nsfwjs, which an npm package can bring.
 */
export const REFERENCE_RECIPE: Recipe = {
  height: 227,
  width: 454,
  interpolation: 'nearest',
  backbone: { name: 'InceptionV3', weights: 'nsfwjs' },
  unfrozen: { above: 'nothing', batchNormalization: false },
  batchNormalization: 'batch',
  head: { units: [1024], dropout: 0 },
  scaling: [
    { step: 'preprocess_input', mode: 'tf' },
    { step: 'rescale', factor: 1 / 255 },
  ],
  augmentation: {
    rotationRange: 30,
    widthShiftRange: 0.2,
    heightShiftRange: 0.2,
    shearRange: 0.2,
    zoomRange: 0.2,
    horizontalFlip: true,
  },
  augmentedViews: null,
  optimizer: {
    name: 'Adam',
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-7,
    weightDecay: 0,
    clipnorm: null,
    globalClipnorm: null,
  },
  learningRate: 1e-3,
  backboneRate: 1,
  schedule: { name: 'Constant' },
  reduceOnPlateau: null,
  loss: { name: 'CategoricalCrossentropy', labelSmoothing: 0 },
  classWeight: 'none',
  batchSize: 4,
  lastBatch: 'drop',
  epochs: 25,
  monitor: 'val_accuracy',
  minDelta: 0,
  patience: 10,
  seed: 42,
};

/**
 * A recipe with fields replaced, checked.
 *
 * @throws UserError that names the field, what came and what is allowed
 */
export function withChanges(recipe: Recipe, changes: RecipeChanges): Recipe {
  return parseRecipe({ ...recipe, ...changes });
}

/**
 * A recipe that is whole: fields that came later, and that older recipes lack, get the value with which those ran.
 *
 * @throws UserError that names the first field that does not fit
 */
export function parseRecipe(value: unknown): Recipe {
  const result = recipeSchema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]] : issue.path;
  const received = path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], value);
  throw new UserError(
    issue.code === 'unrecognized_keys'
      ? `A recipe has no field '${path.join('.')}': ${issue.message}.`
      : `Field '${path.join('.') || 'recipe'}' of the recipe does not fit: ${issue.message}.`,
    received ?? 'nothing',
    'Correct the field.',
  );
}
