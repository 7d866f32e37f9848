import type { HeadLayer, PlainHead } from '../backbones/pretrained/head.js';
import { sum } from '../base/sum.js';
import type { Loss } from '../training/losses/loss.js';
import { ADAM, type Optimizer } from '../training/optimizers/optimizer.js';
import type { Schedule } from '../training/schedules/schedule.js';
import { parseFields } from './fields.js';
import { recipeSchema } from './recipeSchema.js';
import type { Phase, Recipe, ReduceOnPlateau, TestTimeAugmentation } from './recipeType.js';

/** An object with a name; other fields may be left out and have Keras' defaults. */
type Named<T> = T extends { name: string } ? Pick<T, 'name'> & Partial<T> : never;

/** A layer of a head; arguments that Keras has a default for may be left out. */
type HeadLayerChanges<T> = T extends { layer: string } ? Pick<T, 'layer'> & Partial<T> : never;

/** Fields of a recipe to replace. In objects of Keras arguments, those with Keras' default may be left out. */
export type RecipeChanges = Partial<
  Omit<Recipe, 'head' | 'optimizer' | 'schedule' | 'loss' | 'reduceOnPlateau' | 'testTimeAugmentation' | 'phases'> & {
    head: PlainHead | { layers: HeadLayerChanges<HeadLayer>[] };
    optimizer: Named<Optimizer>;
    schedule: Named<Schedule>;
    loss: Named<Loss>;
    reduceOnPlateau: Partial<ReduceOnPlateau> | null;
    testTimeAugmentation: Partial<TestTimeAugmentation> | null;
    phases: (Omit<Phase, 'schedule' | 'optimizer'> & { schedule?: Named<Schedule>; optimizer?: Named<Optimizer> })[];
  }
>;

/**
 * The recipe of the reference case, value for value: InceptionV3 with a frozen base as Keras 2.1.3 to 2.3.1 ran it,
 * dense 1024, Adam 1e-3, batches of 4, 25 epochs, patience 10, Keras' full augmentation, and both scalings: its faults
 * are there to be found. Its weights are those of nsfwjs, which an npm package brings.
 *
 * @example
 * const recipe = thaw.withChanges(thaw.REFERENCE_RECIPE, { epochs: 5 });
 */
export const REFERENCE_RECIPE: Recipe = {
  height: 227,
  width: 454,
  interpolation: 'nearest',
  backbone: { name: 'InceptionV3', weights: 'nsfwjs' },
  unfrozen: { above: 'nothing', batchNormalization: false },
  batchNormalization: 'batch',
  head: { units: [1024], dropout: 0 },
  lastActivation: 'softmax',
  scaling: [
    { step: 'preprocess_input', mode: 'tf' },
    { step: 'rescale', factor: 1 / 255 },
  ],
  validationScaling: null,
  augmentation: {
    rotationRange: 30,
    widthShiftRange: 0.2,
    heightShiftRange: 0.2,
    shearRange: 0.2,
    zoomRange: 0.2,
    horizontalFlip: true,
  },
  augmentedViews: null,
  optimizer: ADAM,
  learningRate: 1e-3,
  backboneRate: 1,
  schedule: { name: 'Constant' },
  reduceOnPlateau: null,
  loss: { name: 'CategoricalCrossentropy', labelSmoothing: 0 },
  classWeight: 'none',
  sampling: 'shuffled',
  logitAdjustment: 0,
  mixup: 0,
  batchSize: 4,
  lastBatch: 'drop',
  stepsPerEpoch: null,
  epochs: 25,
  monitor: 'val_accuracy',
  minDelta: 0,
  patience: 10,
  testTimeAugmentation: null,
  temperatureScaling: false,
  precision: 'float32',
  seed: 42,
  phases: [],
};

/**
 * Returns a copy of a recipe with some fields replaced. The recipe itself stays as it is.
 *
 * @param changes fields to replace, undefined leaves one as it is; Keras' defaults fill in what an optimizer, a schedule or
 * a loss leaves out
 * @throws UserError that names the first field that does not fit, what was given, and what is allowed
 *
 * @example
 * const slower = thaw.withChanges(recipe, { learningRate: 1e-4, optimizer: { name: 'AdamW' } });
 */
export function withChanges(recipe: Recipe, changes: RecipeChanges): Recipe {
  const replaced = Object.entries(changes).filter(([, value]) => value !== undefined);
  return parseRecipe({ ...recipe, ...Object.fromEntries(replaced) });
}

/**
 * Checks that a value, such as parsed JSON, is a recipe. Only `backbone` has to be given: Keras' defaults fill in the rest.
 * Fields that older recipes lack have the value with which those ran.
 *
 * @throws UserError that names the first field that does not fit
 */
export function parseRecipe(value: unknown): Recipe {
  return parseFields(recipeSchema, value, 'a recipe');
}

/** Most epochs of a recipe, over all its phases. */
export function epochsOf(recipe: Recipe): number {
  return sum(phasesOf(recipe), (phase) => phase.recipe.epochs);
}

/** The phases of a recipe in their order, each as a recipe without phases; one phase if the recipe has none. */
export function phasesOf(recipe: Recipe): { recipe: Recipe; trains: 'all' | 'classifier' }[] {
  if (recipe.phases.length === 0) return [{ recipe, trains: 'all' }];
  return recipe.phases.map(({ trains = 'all', ...changes }) => ({
    recipe: { ...recipe, ...changes, phases: [] },
    trains,
  }));
}
