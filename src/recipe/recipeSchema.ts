import { z } from 'zod';
import { BACKBONE_NAMES } from '../backbones/architectures/registry.js';
import { BATCH_NORMALIZATION_POLICIES } from '../backbones/network/batchNormalization.js';
import { FILL_MODES } from '../preprocess/augmentation.js';
import { SCALING_MODES } from '../preprocess/scaling.js';
import { SAMPLINGS } from '../training/batches.js';
import { METRICS } from '../training/callbacks/metric.js';
import { allowed, choice, object, oneOf } from './fields.js';
import type { Recipe } from './recipeType.js';

const share = z.number().min(0).lt(1);
const positive = z.number().positive();
const steps = z.int().min(1);
const norm = positive.nullable().default(null);

const perChannel = (value: z.ZodNumber) => z.tuple([value, value, value]);

const scalingStep = oneOf('step', [
  object({ step: z.literal('preprocess_input'), mode: choice(SCALING_MODES) }),
  object({ step: z.literal('rescale'), factor: positive }),
  object({ step: z.literal('samplewise_center') }),
  object({ step: z.literal('samplewise_std_normalization') }),
  object({ step: z.literal('featurewise_center'), mean: perChannel(z.number()) }),
  object({ step: z.literal('featurewise_std_normalization'), deviation: perChannel(positive) }),
]);

const factors = (factor: z.ZodNumber) =>
  z.tuple([factor, factor]).refine(([low, high]) => low <= high, 'the lower factor is expected first');

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
  fillMode: choice(FILL_MODES).optional(),
  cval: z.number().min(0).max(255).optional(),
});

// Defaults of optimizers and of reduceOnPlateau are those of Keras 3.
const COMMON = { weightDecay: z.number().min(0).default(0), clipnorm: norm, globalClipnorm: norm };
const ADAM = { beta1: share.default(0.9), beta2: share.default(0.999), epsilon: positive.default(1e-7), ...COMMON };

const optimizer = oneOf('name', [
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
]).refine(({ clipnorm, globalClipnorm }) => clipnorm === null || globalClipnorm === null, {
  path: ['globalClipnorm'],
  message: 'only one of clipnorm and globalClipnorm may be set',
});

const piecewise = object({
  name: z.literal('PiecewiseConstantDecay'),
  boundaries: z.array(z.int().min(0)).min(1),
  factors: z.array(positive),
})
  .refine(({ boundaries }) => boundaries.every((step, i) => i === 0 || step > boundaries[i - 1]!), {
    path: ['boundaries'],
    message: 'increasing steps are expected',
  })
  .refine(({ boundaries, factors }) => factors.length === boundaries.length + 1, {
    path: ['factors'],
    message: 'one factor more than boundaries is expected',
  });

const schedule = oneOf('name', [
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
]);

const loss = oneOf('name', [
  object({ name: z.literal('CategoricalCrossentropy'), labelSmoothing: share.default(0) }),
  object({
    name: z.literal('CategoricalFocalCrossentropy'),
    alpha: z.union([positive, z.array(positive).min(2)]).default(0.25),
    gamma: z.number().min(0).default(2),
    labelSmoothing: share.default(0),
  }),
]);

const reduceOnPlateau = object({
  monitor: choice(METRICS).default('val_loss'),
  factor: z.number().gt(0).lt(1).default(0.1),
  patience: z.int().min(1).default(10),
  minDelta: z.number().min(0).default(1e-4),
  cooldown: z.int().min(0).default(0),
  minLearningRate: z.number().min(0).default(0),
});

const testTimeAugmentation = object({
  flip: z.boolean().default(false),
  draws: z.int().min(0).max(100).default(0),
}).refine(({ flip, draws }) => flip || draws > 0, 'flip, draws above 0, or both are expected');

const effectiveNumber = object({ name: z.literal('EffectiveNumber'), beta: share });
const CLASS_WEIGHTS = ['none', 'balanced'] as const;
const classWeight = z.union([z.enum(CLASS_WEIGHTS), effectiveNumber], {
  error: ({ input }) => {
    const received = (input as { name?: unknown } | null | undefined)?.name ?? input;
    return allowed([...CLASS_WEIGHTS, '{ name: EffectiveNumber, beta: 0.999 }'], received);
  },
});
const sampling = choice(SAMPLINGS);
const logitAdjustment = z.number().min(0).max(10);
const mixup = z.number().min(0).max(2);
const epochs = z.int().min(1).max(1000);
const learningRate = positive.max(10);
const backboneRate = positive.max(1000);
const unfrozen = object({ above: z.string(), batchNormalization: z.boolean() });

const phase = object({
  trains: choice(['all', 'classifier']).optional(),
  epochs: epochs.optional(),
  unfrozen: unfrozen.optional(),
  learningRate: learningRate.optional(),
  backboneRate: backboneRate.optional(),
  schedule: schedule.optional(),
  augmentation: augmentation.nullable().optional(),
  classWeight: classWeight.optional(),
  sampling: sampling.optional(),
  logitAdjustment: logitAdjustment.optional(),
  mixup: mixup.optional(),
  patience: steps.optional(),
});

/** Schema of a recipe. Fields that are newer than stored recipes default to the value that those recipes ran with. */
export const recipeSchema: z.ZodType<Recipe> = object({
  height: z.int().min(16).max(1024),
  width: z.int().min(16).max(1024),
  interpolation: choice(['nearest', 'bilinear']),
  backbone: object({ name: choice(BACKBONE_NAMES), weights: z.string().min(1) }),
  unfrozen,
  batchNormalization: choice(BATCH_NORMALIZATION_POLICIES),
  head: object({ units: z.array(z.int().positive()), dropout: share }),
  scaling: z.array(scalingStep),
  augmentation: augmentation.nullable(),
  augmentedViews: z.int().min(1).max(1000).nullable().default(null),
  optimizer: optimizer.prefault({ name: 'Adam' }),
  learningRate,
  backboneRate: backboneRate.default(1),
  schedule: schedule.prefault({ name: 'Constant' }),
  reduceOnPlateau: reduceOnPlateau.nullable().default(null),
  loss: loss.prefault({ name: 'CategoricalCrossentropy' }),
  classWeight,
  sampling: sampling.default('shuffled'),
  logitAdjustment: logitAdjustment.default(0),
  mixup: mixup.default(0),
  batchSize: z.int().min(1).max(512),
  lastBatch: choice(['drop', 'keep']).default('drop'),
  epochs,
  monitor: choice(METRICS).default('val_accuracy'),
  minDelta: z.number().min(0).default(0),
  patience: steps,
  testTimeAugmentation: testTimeAugmentation.nullable().default(null),
  temperatureScaling: z.boolean().default(false),
  seed: z.int().min(0),
  phases: z.array(phase).default([]),
}).refine(
  (recipe) =>
    recipe.reduceOnPlateau === null ||
    [recipe, ...recipe.phases].every(({ schedule: one }) => one === undefined || one.name === 'Constant'),
  {
    path: ['reduceOnPlateau'],
    message: 'null is expected together with a schedule; reduceOnPlateau works with the schedule Constant only',
  },
);
