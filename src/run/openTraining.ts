import type { WeightName } from '../backbones/network/weights.js';
import { weightTensors } from '../backbones/network/weightTensors.js';
import { withoutDropout } from '../backbones/network/withoutDropout.js';
import type { Classifier } from '../backbones/pretrained/classifier.js';
import type { ScannedImage } from '../dataset/scan.js';
import { tf } from '../engine/tensorflow.js';
import type { FeatureOptions } from '../features/featureOptions.js';
import { createTailInputs } from '../features/tailInputs.js';
import type { Recipe } from '../recipe/recipeType.js';
import { epochBatches } from '../training/batches.js';
import { classWeightsOf } from '../training/classWeights.js';
import type { FitData } from '../training/fitClassifier.js';
import { logitOffsets } from '../training/losses/logitAdjustment.js';
import { createTrainer, type Trainer, type TrainerOptions } from '../training/trainer.js';
import type { PhasePlan } from './phasePlan.js';

/** A phase of a recipe, open for single steps instead of epochs; close it after use. */
export interface OpenTraining {
  recipe: Recipe;
  classifier: Classifier;
  /** All weights of the classifier as they are before training. */
  weights: ReadonlyMap<WeightName, tf.Tensor>;
  /** Its images, in the batches and with the weights that the recipe gives them. */
  data: Omit<FitData, 'validate'>;
  /** Creates a trainer that begins with these weights; the caller disposes it. */
  newTrainer(changes?: TrainerChanges): Trainer;
  close(): Promise<void>;
}

/** What a trainer has that is not the recipe's. */
export interface TrainerChanges extends Partial<TrainerOptions> {
  /** Whether dropout works. Default: true */
  dropout?: boolean;
}

/**
 * Opens a phase of a recipe on some training images. Features of frozen layers are cached for later runs.
 *
 * @param images training images, all or some
 * @param support number of training images of each class, in all
 */
export async function openTraining(
  { recipe, classifier }: PhasePlan,
  images: readonly ScannedImage[],
  support: readonly number[],
  options: FeatureOptions,
): Promise<OpenTraining> {
  const weights = weightTensors(classifier.weights);
  const dispose = (): void => tf.dispose([...weights.values()]);
  const labels = images.map(({ label }) => label);
  const classWeights = classWeightsOf(recipe.classWeight, support);
  try {
    const inputs = await createTailInputs(recipe, classifier, weights, [...images], [], options);
    return {
      recipe,
      classifier,
      weights,
      data: {
        labels,
        exampleWeights: labels.map((label) => classWeights[label]!),
        batches: (epoch) => epochBatches(labels, epoch, recipe),
        inputs: (batches, epoch) => inputs.training(batches, epoch),
      },
      newTrainer: ({ dropout = true, ...changes } = {}) =>
        createTrainer(dropout ? classifier : { ...classifier, tail: withoutDropout(classifier.tail) }, weights, {
          ...recipe,
          policy: recipe.batchNormalization,
          logitOffsets: logitOffsets(support, recipe.logitAdjustment),
          ...changes,
        }),
      close: async () => {
        await inputs.close();
        dispose();
      },
    };
  } catch (error) {
    dispose();
    throw error;
  }
}
