import { z } from 'zod';
import { BACKBONE_NAMES, type BackboneName, REGISTRY } from '../backbones/architectures/registry.js';
import { BATCH_NORMALIZATION_POLICIES } from '../backbones/network/batchNormalization.js';
import { HEAD_ACTIVATIONS, headOfLayers, LAST_ACTIVATIONS, MAKES_VECTOR } from '../backbones/pretrained/head.js';
import { PRECISIONS } from '../engine/precision.js';
import { changesNothing, FILL_MODES } from '../preprocess/augmentation.js';
import { SCALING_MODES, type ScalingMode } from '../preprocess/scaling.js';
import { SAMPLINGS } from '../training/batches.js';
import { METRICS } from '../training/callbacks/metric.js';
import { givesLogits } from '../training/losses/lastLayer.js';
import type { Loss } from '../training/losses/loss.js';
import { allowed, choice, list, number, object, oneOf, text, truth, wholeNumber } from './fields.js';
import type { Recipe } from './recipeType.js';

const share = number({ from: 0, below: 1 });
const positive = number({ above: 0 });
const steps = wholeNumber({ from: 1 });
const norm = positive.nullable().default(null);

const perChannel = (value: z.ZodNumber) => z.tuple([value, value, value], 'three numbers are expected, one a channel');

const scalingStep = oneOf('step', [
  object({ step: z.literal('preprocess_input'), mode: choice(SCALING_MODES) }),
  object({ step: z.literal('rescale'), factor: positive }),
  object({ step: z.literal('samplewise_center') }),
  object({ step: z.literal('samplewise_std_normalization') }),
  object({ step: z.literal('featurewise_center'), mean: perChannel(number()) }),
  object({ step: z.literal('featurewise_std_normalization'), deviation: perChannel(positive) }),
]);

const factors = (factor: z.ZodNumber) =>
  z
    .tuple([factor, factor], 'two factors are expected')
    .refine(([low, high]) => low <= high, 'the lower factor is expected first');

const augmentation = object({
  rotationRange: number({ from: 0, to: 180 }).default(0),
  widthShiftRange: number({ from: 0, to: 1024 }).default(0),
  heightShiftRange: number({ from: 0, to: 1024 }).default(0),
  shearRange: number({ from: 0, to: 90 }).default(0),
  zoomRange: z
    .union([share, factors(number({ above: 0, to: 100 }))], {
      error: 'a number from 0 to below 1, or two factors with the lower one first, is expected',
    })
    .default(0),
  horizontalFlip: truth().default(false),
  // Left out where they are, so that older recipes keep their names of runs.
  verticalFlip: truth().optional(),
  channelShiftRange: number({ from: 0, to: 255 }).optional(),
  brightnessRange: factors(number({ from: 0, to: 100 })).optional(),
  fillMode: choice(FILL_MODES).optional(),
  cval: number({ from: 0, to: 255 }).optional(),
})
  .nullable()
  // One that changes nothing is none: what depends on whether there is one would be wrong.
  .transform((ranges) => (ranges !== null && changesNothing(ranges) ? null : ranges));

// Defaults of optimizers and of reduceOnPlateau are those of Keras 3.
const COMMON = { weightDecay: number({ from: 0 }).default(0), clipnorm: norm, globalClipnorm: norm };
const ADAM = { beta1: share.default(0.9), beta2: share.default(0.999), epsilon: positive.default(1e-7), ...COMMON };

const optimizer = oneOf('name', [
  object({ name: z.literal('Adam'), ...ADAM }),
  object({ name: z.literal('AdamW'), ...ADAM, weightDecay: number({ from: 0 }).default(0.004) }),
  object({
    name: z.literal('RMSprop'),
    rho: share.default(0.9),
    momentum: share.default(0),
    epsilon: positive.default(1e-7),
    centered: truth().default(false),
    ...COMMON,
  }),
  object({
    name: z.literal('SGD'),
    momentum: share.default(0),
    nesterov: truth().default(false),
    ...COMMON,
  }),
]).refine(({ clipnorm, globalClipnorm }) => clipnorm === null || globalClipnorm === null, {
  path: ['globalClipnorm'],
  message: 'only one of clipnorm and globalClipnorm may be set',
});

const piecewise = object({
  name: z.literal('PiecewiseConstantDecay'),
  boundaries: list(wholeNumber({ from: 0 }), 'steps').min(1, 'at least one step is expected'),
  factors: list(positive, 'factors'),
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
    warmupSteps: wholeNumber({ from: 0 }).default(0),
    warmupFrom: number({ from: 0 }).default(0),
    decaySteps: steps.nullable().default(null),
    alpha: number({ from: 0, to: 1 }).default(0),
  }),
  object({
    name: z.literal('ExponentialDecay'),
    decaySteps: steps,
    decayRate: positive,
    staircase: truth().default(false),
  }),
  piecewise,
  // fastai's defaults.
  object({
    name: z.literal('OneCycle'),
    pctStart: number({ above: 0, below: 1 }).default(0.25),
    div: number({ from: 1 }).default(25),
    divFinal: number({ from: 1 }).default(1e5),
  }),
]);

const fromLogits = truth().optional();

const loss = oneOf('name', [
  object({ name: z.literal('CategoricalCrossentropy'), labelSmoothing: share.default(0), fromLogits }),
  object({ name: z.literal('SparseCategoricalCrossentropy'), fromLogits }),
  object({
    name: z.literal('CategoricalFocalCrossentropy'),
    alpha: z
      .union([positive, list(positive, 'numbers').min(2)], {
        error: 'a number above 0, or a list with one for each class, is expected',
      })
      .default(0.25),
    gamma: number({ from: 0 }).default(2),
    labelSmoothing: share.default(0),
    fromLogits,
  }),
  object({ name: z.literal('BinaryCrossentropy'), labelSmoothing: share.default(0), fromLogits }),
  object({ name: z.literal('MeanSquaredError') }),
])
  // Left out where it is not, so that older recipes keep their names of runs.
  .transform((one): Loss => {
    if (!('fromLogits' in one)) return one as Loss;
    const { fromLogits: areLogits, ...others } = one;
    return { ...others, ...(areLogits && { fromLogits: true }) } as Loss;
  });

const activation = choice(HEAD_ACTIVATIONS);

/** Beyond what anybody trains; a number that is written wrong ends with a word, and not with the memory. */
const MOST_UNITS = 65_536;
const MOST_LAYERS = 100;
const MOST_PHASES = 100;

const side = wholeNumber({ from: 1, to: 64 });
const sides = z.union([side, z.tuple([side, side])], { error: 'a side of 1 to 64, or two of them, is expected' });

// Defaults are those of Keras.
const headLayer = oneOf('layer', [
  object({ layer: z.literal(['GlobalAveragePooling2D', 'GlobalMaxPooling2D', 'Flatten']) }),
  object({ layer: z.literal(['MaxPooling2D', 'AveragePooling2D']), poolSize: sides.default(2) }),
  object({
    layer: z.literal('BatchNormalization'),
    momentum: share.default(0.99),
    epsilon: positive.default(1e-3),
  }),
  object({ layer: z.literal('Dropout'), rate: share }),
  object({
    layer: z.literal('Dense'),
    units: wholeNumber({ from: 1, to: MOST_UNITS }),
    activation: activation.default('linear'),
    useBias: z.literal(false, 'false is expected, or no useBias').optional(),
  }),
  object({ layer: z.literal('Activation'), activation }),
]);

const head = object({
  units: list(wholeNumber({ from: 1, to: MOST_UNITS }), 'whole numbers')
    .max(MOST_LAYERS, `at most ${MOST_LAYERS} layers are expected`)
    .optional(),
  dropout: share.optional(),
  layers: list(headLayer, 'layers')
    .max(MOST_LAYERS, `at most ${MOST_LAYERS} layers are expected`)
    .refine((layers) => layers.filter(({ layer }) => MAKES_VECTOR.has(layer)).length === 1, {
      message: `one of ${[...MAKES_VECTOR].join(', ')} is expected, once`,
    })
    .optional(),
})
  .refine(({ units, dropout, layers }) => layers === undefined || (units === undefined && dropout === undefined), {
    path: ['layers'],
    message: 'layers are expected in place of units and dropout, not beside them',
  })
  .transform(({ units = [], dropout = 0, layers }) =>
    layers === undefined ? { units, dropout } : headOfLayers(layers),
  );

const reduceOnPlateau = object({
  monitor: choice(METRICS).default('val_loss'),
  factor: number({ above: 0, below: 1 }).default(0.1),
  patience: steps.default(10),
  minDelta: number({ from: 0 }).default(1e-4),
  cooldown: wholeNumber({ from: 0 }).default(0),
  minLearningRate: number({ from: 0 }).default(0),
});

const testTimeAugmentation = object({
  flip: truth().default(false),
  draws: wholeNumber({ from: 0, to: 100 }).default(0),
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
const logitAdjustment = number({ from: 0, to: 10 });
const mixup = number({ from: 0, to: 2 });
const epochs = wholeNumber({ from: 1, to: 1000 });
const stepsPerEpoch = wholeNumber({ from: 1, to: 1_000_000 }).nullable();
const learningRate = number({ above: 0, to: 10 });
const backboneRate = number({ above: 0, to: 1000 });
// A layer of Keras is trainable unless it is set otherwise.
const unfrozen = object({ above: text().default('everything'), batchNormalization: truth().default(true) });

const phase = object({
  trains: choice(['all', 'classifier']).optional(),
  epochs: epochs.optional(),
  stepsPerEpoch: stepsPerEpoch.optional(),
  unfrozen: unfrozen.optional(),
  optimizer: optimizer.optional(),
  learningRate: learningRate.optional(),
  backboneRate: backboneRate.optional(),
  schedule: schedule.optional(),
  augmentation: augmentation.optional(),
  classWeight: classWeight.optional(),
  sampling: sampling.optional(),
  logitAdjustment: logitAdjustment.optional(),
  mixup: mixup.optional(),
  patience: steps.optional(),
});

/** Learning rate of each optimizer of Keras. */
const LEARNING_RATES: Readonly<Record<string, number>> = { Adam: 1e-3, AdamW: 1e-3, RMSprop: 1e-3, SGD: 0.01 };

type Fields = Record<string, unknown>;

/** Fills in what depends on other fields. What is no recipe stays as it is. */
function withDependentDefaults(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const { learningRate, patience, epochs: most = 1, optimizer: by, backbone, ...others } = value as Fields;
  const { scaling, validationScaling } = others;
  const rate = LEARNING_RATES[nameOf(by) ?? 'Adam'];
  const name = nameOf(backbone) as BackboneName | undefined;
  const mode = name !== undefined && Object.hasOwn(REGISTRY, name) ? REGISTRY[name].file?.scaling : undefined;
  return {
    ...others,
    ...(by !== undefined && { optimizer: by }),
    backbone,
    epochs: most,
    learningRate: learningRate ?? rate,
    // `fit` has no early stopping unless it is told to.
    patience: patience ?? most,
    ...(Array.isArray(scaling) && { scaling: scaling.map((step) => withMode(step, mode)) }),
    ...(Array.isArray(validationScaling) && {
      validationScaling: validationScaling.map((step) => withMode(step, mode)),
    }),
  };
}

function nameOf(value: unknown): string | undefined {
  const name = (value as Fields | null | undefined)?.name;
  return typeof name === 'string' ? name : undefined;
}

/** `preprocess_input` without a mode is that of the backbone. */
function withMode(step: unknown, mode: ScalingMode | undefined): unknown {
  const isOfBackbone = (step as Fields | null)?.step === 'preprocess_input' && mode !== undefined;
  return isOfBackbone ? { mode, ...(step as Fields) } : step;
}

/** What refinements look at in a recipe and in each of its phases. */
interface InPhases {
  schedule?: { name: string };
  logitAdjustment?: number;
  mixup?: number;
}

function holdsInEachPhase(recipe: InPhases & { phases: InPhases[] }, holds: (one: InPhases) => boolean): boolean {
  return [recipe, ...recipe.phases].every(holds);
}

/**
 * Schema of a recipe. Only the backbone has to be given. What is left out has Keras' default; fields that are newer than
 * stored recipes have the value that those ran with, which is another for `lastBatch`, `monitor` and `optimizer.name`.
 */
export const recipeSchema: z.ZodType<Recipe> = z.preprocess(
  withDependentDefaults,
  object({
    height: wholeNumber({ from: 16, to: 1024 }).default(256),
    width: wholeNumber({ from: 16, to: 1024 }).default(256),
    interpolation: choice(['nearest', 'bilinear']).default('nearest'),
    backbone: object({ name: choice(BACKBONE_NAMES), weights: text().default('imagenet') }),
    unfrozen: unfrozen.prefault({}),
    batchNormalization: choice(BATCH_NORMALIZATION_POLICIES).default('moving'),
    head: head.prefault({}),
    lastActivation: choice(LAST_ACTIVATIONS).default('softmax'),
    scaling: list(scalingStep, 'steps').default([]),
    validationScaling: list(scalingStep, 'steps').nullable().default(null),
    augmentation: augmentation.default(null),
    augmentedViews: wholeNumber({ from: 1, to: 1000 }).nullable().default(null),
    optimizer: optimizer.prefault({ name: 'Adam' }),
    learningRate,
    backboneRate: backboneRate.default(1),
    schedule: schedule.prefault({ name: 'Constant' }),
    reduceOnPlateau: reduceOnPlateau.nullable().default(null),
    loss: loss.prefault({ name: 'CategoricalCrossentropy' }),
    classWeight: classWeight.default('none'),
    sampling: sampling.default('shuffled'),
    logitAdjustment: logitAdjustment.default(0),
    mixup: mixup.default(0),
    batchSize: wholeNumber({ from: 1, to: 512 }).default(32),
    lastBatch: choice(['drop', 'keep']).default('drop'),
    stepsPerEpoch: stepsPerEpoch.default(null),
    epochs: epochs.default(1),
    monitor: choice(METRICS).default('val_accuracy'),
    minDelta: number({ from: 0 }).default(0),
    patience: steps,
    testTimeAugmentation: testTimeAugmentation.nullable().default(null),
    temperatureScaling: truth().default(false),
    precision: choice(PRECISIONS).default('float32'),
    seed: wholeNumber({ from: 0 }).default(42),
    phases: list(phase, 'phases').max(MOST_PHASES, `at most ${MOST_PHASES} phases are expected`).default([]),
  })
    .refine(
      (recipe) =>
        recipe.reduceOnPlateau === null ||
        holdsInEachPhase(recipe, ({ schedule: one }) => one === undefined || one.name === 'Constant'),
      {
        path: ['reduceOnPlateau'],
        message: 'null is expected together with a schedule; reduceOnPlateau works with the schedule Constant only',
      },
    )
    .refine((recipe) => givesLogits(recipe) || holdsInEachPhase(recipe, ({ logitAdjustment: tau = 0 }) => tau === 0), {
      path: ['logitAdjustment'],
      message: '0 is expected unless a softmax is trained with a categorical loss of its probabilities',
    })
    .refine(
      ({ loss: { name }, ...recipe }) =>
        name !== 'SparseCategoricalCrossentropy' || holdsInEachPhase(recipe, ({ mixup: alpha = 0 }) => alpha === 0),
      { path: ['mixup'], message: '0 is expected with SparseCategoricalCrossentropy, whose labels cannot be mixed' },
    ),
);
