import { loadBackbone } from '../backbones/pretrained/loadBackbone.js';
import { support } from '../dataset/classFolders.js';
import { ofSplit } from '../dataset/dataset.js';
import type { ScannedImage } from '../dataset/scan.js';
import { checkFit } from '../recipe/checkFit.js';
import { phasesOf } from '../recipe/recipe.js';
import type { Recipe } from '../recipe/recipeType.js';
import {
  LEARNING_RATE_RANGE,
  type LearningRateRange,
  type LearningRateRangeOptions,
  learningRateRange,
  meanRange,
} from '../training/learningRateRange.js';
import { type SuggestedRates, suggestedRates } from '../training/suggestedRates.js';
import { openTraining } from './openTraining.js';
import { planPhases } from './phasePlan.js';
import type { RunOptions } from './runOptions.js';

/** The curve of a learning-rate range test, and the learning rates that it suggests. */
export type RateSearch = LearningRateRange & {
  suggestions: SuggestedRates;
  /** Tests with other batches that the curve is the mean of. */
  numTests: number;
};

/**
 * Images behind each loss of the curve, at least, where only the head runs: a hundred of its steps take half a second. One
 * test with batches of 4 is noise. On the drawn seeds its curve fell by 0.15 in all, half of that at one batch.
 */
const IMAGES_OF_LOSS = 32;
/** More than a test has: each test gets other batches. */
const EPOCHS_OF_TEST = 1000;

/**
 * Trains a recipe for some steps with a rising learning rate, and suggests learning rates. The recipe's own learning rate and
 * schedule are ignored; of several phases, the first is trained. Where only the head trains, and its batches are small, the
 * curve is the mean of several tests. Features of frozen layers are cached for later runs.
 *
 * @throws UserError if the recipe does not fit, or the loss diverges before there is a curve
 */
export async function findLearningRate(
  whole: Recipe,
  images: readonly ScannedImage[],
  classNames: readonly string[],
  options: RunOptions & LearningRateRangeOptions,
): Promise<RateSearch> {
  const training = ofSplit(images, 'training');
  const numClasses = classNames.length;
  checkFit(phasesOf(whole)[0]!.recipe, training.length, images.length - training.length, numClasses);
  const loaded = await loadBackbone(whole.backbone.name, whole.backbone.weights, whole.seed, options.weightStore);
  const plan = planPhases(whole, loaded, numClasses)[0]!;
  const { recipe } = plan;
  const counts = support({ classNames, examples: training });
  const { data, newTrainer, close } = await openTraining(plan, training, counts, options);
  try {
    const testOf = async (order: number): Promise<LearningRateRange> => {
      // A new one for each test: a trainer keeps the state of its optimizer.
      const trainer = newTrainer();
      const batches = (epoch: number): number[][] => data.batches(epoch + order * EPOCHS_OF_TEST);
      try {
        return await learningRateRange(trainer, { ...data, batches }, options);
      } finally {
        trainer.dispose();
      }
    };
    const numTests = runsHeadAlone(recipe) ? Math.ceil(IMAGES_OF_LOSS / recipe.batchSize) : 1;
    const tests: LearningRateRange[] = [];
    while (tests.length < numTests && !options.interrupted?.()) tests.push(await testOf(tests.length));
    const test = meanRange(tests);
    return { ...test, numTests, suggestions: suggestedRates(test, options.steps ?? LEARNING_RATE_RANGE.steps) };
  } finally {
    await close();
  }
}

/** Whether the features of the backbone are computed once. */
function runsHeadAlone({ unfrozen, batchNormalization, mixup, augmentation }: Recipe): boolean {
  return unfrozen.above === 'nothing' && batchNormalization === 'moving' && mixup === 0 && augmentation === null;
}
