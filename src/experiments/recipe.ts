import { z } from 'zod';
import { BATCH_NORMALIZATION_POLICIES, type BatchNormalizationPolicy } from '../backbones/batchNormalization.js';
import type { Head, Unfrozen } from '../backbones/classifier.js';
import { BACKBONE_NAMES, type BackboneName } from '../backbones/registry.js';
import { UserError } from '../base/errors.js';
import type { Interpolation } from '../dataset/image.js';
import type { Augmentation } from '../preprocess/augmentation.js';
import { SCALING_MODES, type ScalingStep } from '../preprocess/scaling.js';

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
  /** Of Adam. */
  learningRate: number;
  classWeight: 'none' | 'balanced';
  batchSize: number;
  /** At most. */
  epochs: number;
  /** Epochs without a better validation accuracy after which training stops. */
  patience: number;
  /** Of initial weights, order, augmentation and dropout. */
  seed: number;
}

const share = z.number().min(0).lt(1);

const scalingStep = z.discriminatedUnion('step', [
  z.strictObject({ step: z.literal('preprocess_input'), mode: z.enum(SCALING_MODES) }),
  z.strictObject({ step: z.literal('rescale'), factor: z.number().positive() }),
]);

const augmentation = z.strictObject({
  rotationRange: z.number().min(0).max(180),
  widthShiftRange: share,
  heightShiftRange: share,
  shearRange: z.number().min(0).max(90),
  zoomRange: share,
  horizontalFlip: z.boolean(),
});

const schema: z.ZodType<Recipe> = z.strictObject({
  height: z.int().min(16).max(1024),
  width: z.int().min(16).max(1024),
  interpolation: z.enum(['nearest', 'bilinear']),
  backbone: z.strictObject({ name: z.enum(BACKBONE_NAMES), weights: z.string().min(1) }),
  unfrozen: z.strictObject({ above: z.string(), batchNormalization: z.boolean() }),
  batchNormalization: z.enum(BATCH_NORMALIZATION_POLICIES),
  head: z.strictObject({ units: z.array(z.int().positive()), dropout: share }),
  scaling: z.array(scalingStep),
  augmentation: augmentation.nullable(),
  learningRate: z.number().positive().max(10),
  classWeight: z.enum(['none', 'balanced']),
  batchSize: z.int().min(1).max(512),
  epochs: z.int().min(1).max(1000),
  patience: z.int().min(1),
  seed: z.int().min(0),
});

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
  learningRate: 1e-3,
  classWeight: 'none',
  batchSize: 4,
  epochs: 25,
  patience: 10,
  seed: 42,
};

/**
 * A recipe with fields replaced, checked.
 *
 * @throws UserError that names the field, what came and what is allowed
 */
export function withChanges(recipe: Recipe, changes: Partial<Recipe>): Recipe {
  return parseRecipe({ ...recipe, ...changes });
}

/** @throws UserError that names the first field that does not fit */
export function parseRecipe(value: unknown): Recipe {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const field = issue.path.join('.') || 'recipe';
  const received = issue.path.reduce<unknown>(
    (at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key],
    value,
  );
  throw new UserError(
    `Field '${field}' of the recipe does not fit: ${issue.message}.`,
    received ?? 'nothing',
    'Correct the field.',
  );
}
