import { buildClassifier, withoutPrefix } from '../backbones/classifier.js';
import { loadBackbone } from '../backbones/loadBackbone.js';
import type { ScannedImage } from '../dataset/scan.js';
import { tf } from '../engine/tensorflow.js';
import { epochBatches } from '../training/batches.js';
import { classWeightsOf } from '../training/classWeights.js';
import { logitOffsets } from '../training/losses/logitAdjustment.js';
import { RANGE_TEST, type RangeTest, type RangeTestOptions, rangeTest } from '../training/rangeTest.js';
import { type SuggestedRates, suggestedRates } from '../training/suggestedRates.js';
import { createTrainer } from '../training/trainer.js';
import { checkFit } from './checkFit.js';
import type { RunOptions } from './progress.js';
import { phasesOf, type Recipe } from './recipe.js';
import { createTailInputs, type TailInputs } from './tailInputs.js';

export type RateSearch = RangeTest & { suggestions: SuggestedRates };

/**
 * Trains a recipe for some steps at rising learning rates and suggests one to begin with; rate and schedule of the recipe
 * do not count, all else does; of several phases the first is trained. The features of frozen layers are those that a run of the recipe needs as well.
 *
 * @param whole the recipe
 * @throws UserError where the recipe does not fit, or the loss diverges before there is a curve
 */
export async function findLearningRate(
  whole: Recipe,
  images: readonly ScannedImage[],
  classNames: readonly string[],
  options: RunOptions & RangeTestOptions,
): Promise<RateSearch> {
  const [{ recipe }] = phasesOf(whole);
  const training = images.filter(({ split }) => split === 'training');
  const numClasses = classNames.length;
  checkFit(recipe, training.length, images.length - training.length, numClasses);
  const { backbone, head, unfrozen, seed, batchNormalization: policy } = recipe;
  const loaded = await loadBackbone(backbone.name, backbone.weights, seed, options.weightStore);
  const built = buildClassifier(loaded, head, numClasses, unfrozen, seed);
  const classifier = policy === 'batch-and-update' ? withoutPrefix(built) : built;
  const weights = new Map([...classifier.weights].map(([name, { shape, values }]) => [name, tf.tensor(values, shape)]));
  const labels = training.map(({ label }) => label);
  const support = classNames.map((_, label) => labels.filter((own) => own === label).length);
  const classWeights = classWeightsOf(recipe.classWeight, support);
  const trainer = createTrainer(classifier, weights, {
    ...recipe,
    policy,
    logitOffsets: logitOffsets(support, recipe.logitAdjustment),
  });
  let inputs: TailInputs | undefined;
  try {
    inputs = await createTailInputs(recipe, classifier, weights, training, [], options);
    const data = {
      labels,
      exampleWeights: labels.map((label) => classWeights[label]),
      batches: (epoch: number) => epochBatches(labels, epoch, recipe),
      inputs: inputs.training,
    };
    const test = await rangeTest(trainer, data, options);
    return { ...test, suggestions: suggestedRates(test, options.steps ?? RANGE_TEST.steps) };
  } finally {
    await inputs?.close();
    trainer.dispose();
    tf.dispose([...weights.values()]);
  }
}
