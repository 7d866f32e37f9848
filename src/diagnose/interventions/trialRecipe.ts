import { countBatchNormalizations } from '../../backbones/architectures/registry.js';
import { headLayers, unitsOf } from '../../backbones/pretrained/head.js';
import { sum } from '../../base/sum.js';
import { epochsOf, phasesOf, withChanges } from '../../recipe/recipe.js';
import type { Recipe } from '../../recipe/recipeType.js';
import { withEpochs } from '../../recipe/variants.js';
import { type TrainingKind, trainingPasses, WITH_GRADIENT } from '../../run/estimateTrainingSeconds.js';
import { imagesOfEpoch, stepsOfEpoch } from '../../training/batches.js';
import type { TrialSample } from './trialSample.js';

/** How much a trial may cost. */
export interface TrialLimits {
  /** Training steps on features that are computed once, and the seconds that they may take. */
  steps: number;
  headSeconds: number;
  /** Seconds of a trial whose steps run the backbone. */
  seconds: number;
  /** Seconds of one image through the backbone in inference. */
  secondsPerPass: number;
}

/** A recipe as it is trained on a sample. */
export interface TrialRecipe {
  recipe: Recipe;
  kind: TrainingKind;
  /** Training steps at most. */
  steps: number;
}

/** Views of augmented images in a trial: enough to see what augmentation changes. */
const VIEWS = 2;
/**
 * Views where the statistics of each batch are used, and epochs of a trial for each: a head that sees the same batches again
 * and again learns them by heart, and what the statistics cost is not seen. Measured on the drawn seeds at 80x160, one
 * scaling instead of two, after five epochs: 30 % with new batches in every epoch, 55 % with two views.
 */
const BATCH_VIEWS = 4;
const EPOCHS_OF_VIEW = 2;
/** The upper third of a backbone is the part that is commonly unfrozen. */
const SHARE_ABOVE_BLOCK = 1 / 3;

/**
 * A recipe on a sample: as many training steps as on all images, where the limits allow, in as many more epochs as the sample
 * is smaller, since a learning rate is too low or too high for a number of steps.
 *
 * @param numTraining training images of the dataset
 */
export function trialRecipe(
  recipe: Recipe,
  sample: TrialSample,
  numTraining: number,
  limits: TrialLimits,
): TrialRecipe {
  const { kind } = trainingPasses(recipe, sample.images);
  const [perEpoch, perEpochOfRecipe] = [sample.numTraining, numTraining].map((count) =>
    stepsOfEpoch(count, recipe),
  ) as [number, number];
  const stepsOfRecipe = epochsOf(recipe) * perEpochOfRecipe;
  const epochsWanted = Math.max(1, Math.round(stepsOfRecipe / perEpoch));
  const most =
    kind === 'training on features that are computed once' ||
    (kind === 'training through frozen layers' && canRunOnce(recipe))
      ? Math.min(limits.steps, limits.headSeconds / secondsOfStep(recipe)) / perEpoch
      : limits.seconds / secondsOfEpoch(recipe, sample, limits.secondsPerPass);
  const epochs = Math.max(1, recipe.phases.length, Math.min(epochsWanted, Math.floor(most)));
  const views = usesBatchStatistics(recipe) ? BATCH_VIEWS : VIEWS;
  const { augmentation, augmentedViews } = recipe;
  const changed = withChanges(withEpochsOnSample(recipe, epochs, sample.numTraining, numTraining), {
    ...((augmentation || usesBatchStatistics(recipe)) && { augmentedViews: Math.min(views, augmentedViews ?? views) }),
    temperatureScaling: false,
  });
  return { recipe: changed, kind, steps: epochsOf(changed) * perEpoch };
}

/**
 * A recipe with other epochs on a sample: what counts epochs, such as patience, counts as many more as the epochs of the
 * sample are shorter.
 *
 * @param numInSample training images of the sample
 * @param numTraining training images of the dataset
 */
export function withEpochsOnSample(recipe: Recipe, epochs: number, numInSample: number, numTraining: number): Recipe {
  const longer = stepsOfEpoch(numTraining, recipe) / stepsOfEpoch(numInSample, recipe);
  const scaled = (epochCount: number): number => Math.max(1, Math.round(epochCount * longer));
  const { reduceOnPlateau } = recipe;
  return withChanges(withEpochs(recipe, Math.min(1000, epochs)), {
    patience: scaled(recipe.patience),
    lastBatch: numInSample < recipe.batchSize ? 'keep' : recipe.lastBatch,
    ...(reduceOnPlateau && {
      reduceOnPlateau: { ...reduceOnPlateau, patience: scaled(reduceOnPlateau.patience) },
    }),
  });
}

/**
 * Most steps of trials on features that are computed once, so that trials of one recipe and of changes of it have as many:
 * where the recipe uses the statistics of each batch, no more than its views allow.
 */
export function stepsOfViews(recipe: Recipe, numTraining: number, most: number): number {
  if (!usesBatchStatistics(recipe)) return most;
  return Math.min(most, BATCH_VIEWS * EPOCHS_OF_VIEW * stepsOfEpoch(numTraining, recipe));
}

/** Whether features of frozen layers depend on the other images of a batch. */
function usesBatchStatistics(recipe: Recipe): boolean {
  return (
    canRunOnce(recipe) && recipe.batchNormalization !== 'moving' && countBatchNormalizations(recipe.backbone.name) > 0
  );
}

/** Frozen layers that use the statistics of the batch, and do not change, can run in batches that are drawn once. */
function canRunOnce(recipe: Recipe): boolean {
  return phasesOf(recipe).every(
    ({ recipe: { unfrozen, batchNormalization, mixup } }) =>
      unfrozen.above === 'nothing' && batchNormalization !== 'batch-and-update' && mixup === 0,
  );
}

/** Seconds of an epoch whose steps run the backbone, validation included. */
function secondsOfEpoch(recipe: Recipe, sample: TrialSample, secondsPerPass: number): number {
  const { numSelection, numEvaluation } = sample;
  const numTraining = imagesOfEpoch(sample.numTraining, recipe);
  const shares = phasesOf(recipe).map(({ recipe: { unfrozen, mixup, batchNormalization } }) => {
    if (unfrozen.above === 'nothing')
      return { step: 1, validation: batchNormalization === 'moving' && mixup === 0 ? 0 : 1 };
    const share = unfrozen.above === 'everything' ? 1 : SHARE_ABOVE_BLOCK;
    return { step: WITH_GRADIENT * share, validation: share };
  });
  const passes = shares.map(({ step, validation }) => step * numTraining + validation * (numSelection + numEvaluation));
  return Math.max(1e-3, (secondsPerPass * sum(passes)) / passes.length);
}

/** What determines the features of frozen layers: trials that share it share them. */
export function featuresKey(recipe: Recipe): string {
  return JSON.stringify(
    phasesOf(recipe).map(({ recipe: phase }) => {
      const { height, width, interpolation, backbone, scaling, unfrozen, batchNormalization, batchSize } = phase;
      const { augmentation, seed, mixup, precision } = phase;
      const inBatches = batchNormalization === 'moving' ? null : [batchNormalization, batchSize, seed];
      const drawn = augmentation && [augmentation, seed];
      return [height, width, interpolation, backbone, scaling, unfrozen.above, inBatches, drawn, mixup > 0, precision];
    }),
  );
}

/** Seconds that a trial takes, before it runs. */
export function trialSeconds(
  { recipe, kind, steps }: TrialRecipe,
  sample: TrialSample,
  { secondsPerPass }: TrialLimits,
  areFeaturesKept: boolean,
): number {
  const { numTraining, numSelection, numEvaluation, images } = sample;
  const head = OVERHEAD + steps * secondsOfStep(recipe);
  if (kind === 'training on features that are computed once' || canRunOnce(recipe)) {
    const views = recipe.augmentation === null && !usesBatchStatistics(recipe) ? 1 : (recipe.augmentedViews ?? 1);
    return head + (areFeaturesKept ? 0 : secondsPerPass * (numTraining * views + numSelection + numEvaluation));
  }
  const epochs = epochsOf(recipe);
  const prefix = areFeaturesKept ? 0 : secondsPerPass * images.length;
  return OVERHEAD + prefix + epochs * secondsOfEpoch(recipe, sample, secondsPerPass);
}

/** Loading a backbone and building the graphs. Measured: 0.6 s for EfficientNetLite0, 1.3 s for InceptionV3. */
const OVERHEAD = 1;
/** A step of a linear head on cached features. Measured: 0.5 to 1 ms. */
const SECONDS_PER_STEP = 1e-3;
/** A step for each million of weights of hidden layers. Measured: 3 to 4 ms with Adam on 2,048 features and 1,024 units. */
const SECONDS_PER_MILLION = 1.5e-3;
/** Features of most backbones. */
const FEATURES = 2048;

/** Pixels of an image for each place of the maps of most backbones, both ways. */
const STRIDE = 32;

export function secondsOfStep({ head, height, width }: Pick<Recipe, 'head' | 'height' | 'width'>): number {
  const units = unitsOf(head);
  const isFlat = headLayers(head).some(({ layer }) => layer === 'Flatten');
  const places = isFlat ? Math.ceil(height / STRIDE) * Math.ceil(width / STRIDE) : 1;
  const weights = sum(units, (count, i) => count * (units[i - 1] ?? FEATURES * places));
  return SECONDS_PER_STEP + (SECONDS_PER_MILLION * weights) / 1e6;
}
