import { z } from 'zod';
import { BATCH_NORMALIZATION_POLICIES } from '../backbones/batchNormalization.js';
import { BACKBONE_NAMES } from '../backbones/registry.js';
import { FILL_MODES } from '../preprocess/augmentation.js';
import { SCALING_MODES } from '../preprocess/scaling.js';
import { METRICS } from '../training/callbacks/metric.js';
import type { Recipe } from './recipe.js';

/** An object that has these fields and no others; the message on another one lists them. */
function object<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  return z.strictObject(shape, {
    error: ({ code }) => (code === 'unrecognized_keys' ? `allowed are ${Object.keys(shape).join(', ')}` : undefined),
  });
}

/** A message on a value of `step` or `name` that there is not. */
function oneOf(...names: readonly string[]): { error: (issue: { code?: string }) => string | undefined } {
  return {
    error: ({ code }) => (code === 'invalid_union' ? `allowed are ${names.join(', ')}` : undefined),
  };
}

const share = z.number().min(0).lt(1);
const positive = z.number().positive();
const steps = z.int().min(1);
const norm = positive.nullable().default(null);

const perChannel = (value: z.ZodNumber) => z.tuple([value, value, value]);

const scalingStep = z.discriminatedUnion(
  'step',
  [
    object({ step: z.literal('preprocess_input'), mode: z.enum(SCALING_MODES) }),
    object({ step: z.literal('rescale'), factor: positive }),
    object({ step: z.literal('samplewise_center') }),
    object({ step: z.literal('samplewise_std_normalization') }),
    object({ step: z.literal('featurewise_center'), mean: perChannel(z.number()) }),
    object({ step: z.literal('featurewise_std_normalization'), deviation: perChannel(positive) }),
  ],
  oneOf(
    'preprocess_input',
    'rescale',
    'samplewise_center',
    'samplewise_std_normalization',
    'featurewise_center',
    'featurewise_std_normalization',
  ),
);

const factors = (factor: z.ZodNumber) =>
  z.tuple([factor, factor]).refine(([low, high]) => low <= high, 'the lower of the two factors is expected first');

const augmentation = object({
  rotationRange: z.number().min(0).max(180),
  widthShiftRange: z.number().min(0).max(1024),
  heightShiftRange: z.number().min(0).max(1024),
  shearRange: z.number().min(0).max(90),
  zoomRange: z.union([share, factors(z.number().positive().max(100))]),
  horizontalFlip: z.boolean(),
  verticalFlip: z.boolean().optional(),
  channelShiftRange: z.number().min(0).max(255).optional(),
  brightnessRange: factors(z.number().min(0).max(100)).optional(),
  fillMode: z.enum(FILL_MODES).optional(),
  cval: z.number().min(0).max(255).optional(),
});

// Defaults of optimizers and of reduceOnPlateau are those of Keras 3.
const COMMON = { weightDecay: z.number().min(0).default(0), clipnorm: norm, globalClipnorm: norm };
const ADAM = { beta1: share.default(0.9), beta2: share.default(0.999), epsilon: positive.default(1e-7), ...COMMON };

const optimizer = z
  .discriminatedUnion(
    'name',
    [
      object({ name: z.literal('Adam'), ...ADAM }),
      object({ name: z.literal('AdamW'), ...ADAM, weightDecay: z.number().min(0).default(0.004) }),
      object({
        name: z.literal('RMSprop'),
        rho: share.default(0.9),
        momentum: share.default(0),
        epsilon: positive.default(1e-7),
        centered: z.boolean().default(false),
        ...COMMON,
      }),
      object({
        name: z.literal('SGD'),
        momentum: share.default(0),
        nesterov: z.boolean().default(false),
        ...COMMON,
      }),
    ],
    oneOf('Adam', 'AdamW', 'RMSprop', 'SGD'),
  )
  .refine(({ clipnorm, globalClipnorm }) => clipnorm === null || globalClipnorm === null, {
    path: ['globalClipnorm'],
    message: 'at most one of clipnorm and globalClipnorm is given',
  });

const piecewise = object({
  name: z.literal('PiecewiseConstantDecay'),
  boundaries: z.array(z.int().min(0)).min(1),
  factors: z.array(positive),
})
  .refine(({ boundaries }) => boundaries.every((step, i) => i === 0 || step > boundaries[i - 1]), {
    path: ['boundaries'],
    message: 'rising steps are expected',
  })
  .refine(({ boundaries, factors }) => factors.length === boundaries.length + 1, {
    path: ['factors'],
    message: 'one more than boundaries is expected',
  });

const schedule = z.discriminatedUnion(
  'name',
  [
    object({ name: z.literal('Constant') }),
    object({
      name: z.literal('CosineDecay'),
      warmupSteps: z.int().min(0).default(0),
      warmupFrom: z.number().min(0).default(0),
      decaySteps: steps.nullable().default(null),
      alpha: z.number().min(0).max(1).default(0),
    }),
    object({
      name: z.literal('ExponentialDecay'),
      decaySteps: steps,
      decayRate: positive,
      staircase: z.boolean().default(false),
    }),
    piecewise,
    // fastai's defaults.
    object({
      name: z.literal('OneCycle'),
      pctStart: z.number().gt(0).lt(1).default(0.25),
      div: z.number().min(1).default(25),
      divFinal: z.number().min(1).default(1e5),
    }),
  ],
  oneOf('Constant', 'CosineDecay', 'ExponentialDecay', 'PiecewiseConstantDecay', 'OneCycle'),
);

const loss = z.discriminatedUnion(
  'name',
  [
    object({ name: z.literal('CategoricalCrossentropy'), labelSmoothing: share.default(0) }),
    object({
      name: z.literal('CategoricalFocalCrossentropy'),
      alpha: z.union([positive, z.array(positive).min(2)]).default(0.25),
      gamma: z.number().min(0).default(2),
      labelSmoothing: share.default(0),
    }),
  ],
  oneOf('CategoricalCrossentropy', 'CategoricalFocalCrossentropy'),
);

const reduceOnPlateau = object({
  monitor: z.enum(METRICS).default('val_loss'),
  factor: z.number().gt(0).lt(1).default(0.1),
  patience: z.int().min(1).default(10),
  minDelta: z.number().min(0).default(1e-4),
  cooldown: z.int().min(0).default(0),
  minLearningRate: z.number().min(0).default(0),
});

/** What a recipe has to be. Fields that came after the first recipes were stored have the value that those ran with. */
export const recipeSchema: z.ZodType<Recipe> = object({
  height: z.int().min(16).max(1024),
  width: z.int().min(16).max(1024),
  interpolation: z.enum(['nearest', 'bilinear']),
  backbone: object({ name: z.enum(BACKBONE_NAMES), weights: z.string().min(1) }),
  unfrozen: object({ above: z.string(), batchNormalization: z.boolean() }),
  batchNormalization: z.enum(BATCH_NORMALIZATION_POLICIES),
  head: object({ units: z.array(z.int().positive()), dropout: share }),
  scaling: z.array(scalingStep),
  augmentation: augmentation.nullable(),
  augmentedViews: z.int().min(1).max(1000).nullable().default(null),
  optimizer: optimizer.prefault({ name: 'Adam' }),
  learningRate: positive.max(10),
  backboneRate: positive.max(1000).default(1),
  schedule: schedule.prefault({ name: 'Constant' }),
  reduceOnPlateau: reduceOnPlateau.nullable().default(null),
  loss: loss.prefault({ name: 'CategoricalCrossentropy' }),
  classWeight: z.enum(['none', 'balanced']),
  batchSize: z.int().min(1).max(512),
  lastBatch: z.enum(['drop', 'keep']).default('drop'),
  epochs: z.int().min(1).max(1000),
  monitor: z.enum(METRICS).default('val_accuracy'),
  minDelta: z.number().min(0).default(0),
  patience: z.int().min(1),
  seed: z.int().min(0),
}).refine((recipe) => recipe.reduceOnPlateau === null || recipe.schedule.name === 'Constant', {
  path: ['reduceOnPlateau'],
  message: 'a plateau lowers only a rate that no schedule gives: null, or the schedule Constant, is expected',
});
