import { weightTensors } from '../backbones/network/weightTensors.js';
import { loadBackbone } from '../backbones/pretrained/loadBackbone.js';
import { support } from '../dataset/classFolders.js';
import { ofSplit } from '../dataset/dataset.js';
import type { ScannedImage } from '../dataset/scan.js';
import { tf } from '../engine/tensorflow.js';
import { createTailInputs, type TailInputs } from '../features/tailInputs.js';
import { checkFit } from '../recipe/checkFit.js';
import { phasesOf } from '../recipe/recipe.js';
import type { Recipe } from '../recipe/recipeType.js';
import { epochBatches } from '../training/batches.js';
import { classWeightsOf } from '../training/classWeights.js';
import {
  LEARNING_RATE_RANGE,
  type LearningRateRange,
  type LearningRateRangeOptions,
  learningRateRange,
} from '../training/learningRateRange.js';
import { logitOffsets } from '../training/losses/logitAdjustment.js';
import { type SuggestedRates, suggestedRates } from '../training/suggestedRates.js';
import { createTrainer } from '../training/trainer.js';
import { planPhases } from './phasePlan.js';
import type { RunOptions } from './runOptions.js';

/** The curve of a learning-rate range test, and the learning rates that it suggests. */
export type RateSearch = LearningRateRange & { suggestions: SuggestedRates };

/**
 * Trains a recipe for some steps with a rising learning rate, and suggests learning rates. The recipe's own learning rate and
 * schedule are ignored; of several phases, the first is trained. Features of frozen layers are cached for later runs.
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
  const { recipe, classifier } = planPhases(whole, loaded, numClasses)[0]!;
  const weights = weightTensors(classifier.weights);
  const labels = training.map(({ label }) => label);
  const trainingSupport = support({ classNames, examples: training });
  const classWeights = classWeightsOf(recipe.classWeight, trainingSupport);
  const trainer = createTrainer(classifier, weights, {
    ...recipe,
    policy: recipe.batchNormalization,
    logitOffsets: logitOffsets(trainingSupport, recipe.logitAdjustment),
  });
  let inputs: TailInputs | undefined;
  try {
    inputs = await createTailInputs(recipe, classifier, weights, training, [], options);
    const data = {
      labels,
      exampleWeights: labels.map((label) => classWeights[label]!),
      batches: (epoch: number) => epochBatches(labels, epoch, recipe),
      inputs: inputs.training,
    };
    const test = await learningRateRange(trainer, data, options);
    return { ...test, suggestions: suggestedRates(test, options.steps ?? LEARNING_RATE_RANGE.steps) };
  } finally {
    await inputs?.close();
    trainer.dispose();
    tf.dispose([...weights.values()]);
  }
}
