import type { RawWeight, WeightName } from '../backbones/network/weights.js';
import type { Classifier } from '../backbones/pretrained/classifier.js';
import { withProbabilities } from '../backbones/pretrained/probabilities.js';
import { wholeModel } from '../backbones/pretrained/wholeModel.js';
import type { ValidationPart } from '../dataset/dataset.js';
import type { ScannedImage } from '../dataset/scan.js';
import { isIn } from '../dataset/validationParts.js';
import { openModel } from '../features/openModel.js';
import { stratifiedFolds } from '../learn/folds.js';
import { fitTemperature, withTemperature } from '../metrics/temperature.js';
import type { Recipe } from '../recipe/recipeType.js';
import { viewsOf } from '../recipe/views.js';
import type { RunOptions } from './runOptions.js';
import { predictViews } from './testTimeAugmentation.js';

/** True classes, `[numExamples]`, and probabilities, `[numExamples][numClasses]`. */
interface Predictions {
  labels: number[];
  probabilities: number[][];
}

/** Predictions of the best epoch on the evaluation part, after test-time augmentation and temperature scaling. */
export interface FinalPredictions extends Predictions {
  /** The logits were divided by it; undefined if the recipe fits none. */
  temperature?: number;
  /** Predictions on the selection part; undefined if the validation images have no parts. */
  selection?: Predictions;
}

/**
 * Predicts the validation images with the best epoch, averaged over the views of the recipe's test-time augmentation and with
 * a fitted temperature, if the recipe has these. No image gets a temperature that was fitted on it: it is fitted on the
 * selection part or, without parts, on one half of the images for the other half.
 *
 * @param probabilities of all validation images without views, `[numExamples][numClasses]`
 * @param trained weights of the best epoch that training changed
 */
export async function finalPredictions(
  recipe: Recipe,
  validation: readonly ScannedImage[],
  probabilities: number[][],
  { classifier, trained }: { classifier: Classifier; trained: ReadonlyMap<WeightName, RawWeight> },
  { interrupted }: Pick<RunOptions, 'interrupted'>,
): Promise<FinalPredictions> {
  let seen = probabilities;
  const views = viewsOf(recipe);
  if (views !== undefined) {
    const whole = wholeModel(classifier, trained, recipe);
    const network = withProbabilities(whole.network, probabilities[0]!.length);
    const model = openModel({ ...whole, network }, recipe.validationScaling ?? recipe.scaling);
    try {
      const paths = validation.map((image) => image.path);
      seen = await predictViews(model, paths, recipe, views, { interrupted, precision: recipe.precision });
    } finally {
      model.dispose();
    }
  }
  const evaluation = predictionsOn('evaluation', validation, seen);
  const hasParts = validation.some(({ part }) => part !== undefined);
  const selection = hasParts ? predictionsOn('selection', validation, seen) : undefined;
  if (!recipe.temperatureScaling) return { ...evaluation, ...(selection && { selection }) };
  const fitted = selection ?? evaluation;
  const temperature = fitTemperature(fitted.labels, fitted.probabilities);
  return {
    temperature,
    labels: evaluation.labels,
    probabilities: hasParts
      ? withTemperature(evaluation.probabilities, temperature)
      : withTemperaturesOfOtherHalf(evaluation, recipe.seed),
    ...(selection && {
      selection: { ...selection, probabilities: withTemperature(selection.probabilities, temperature) },
    }),
  };
}

/** Predictions of each half of the images with the temperature of the other half. */
function withTemperaturesOfOtherHalf({ labels, probabilities }: Predictions, seed: number): number[][] {
  const folds = stratifiedFolds(labels, 2, { seed });
  const temperatures = [0, 1].map((fold) => {
    const isOther = (_: unknown, i: number): boolean => folds[i] !== fold;
    return fitTemperature(labels.filter(isOther), probabilities.filter(isOther));
  });
  return probabilities.map((row, i) => withTemperature([row], temperatures[folds[i]!]!)[0]!);
}

function predictionsOn(
  part: ValidationPart,
  validation: readonly ScannedImage[],
  probabilities: readonly number[][],
): Predictions {
  return {
    labels: validation.filter((image) => isIn(image, part)).map(({ label }) => label),
    probabilities: probabilities.filter((_, i) => isIn(validation[i]!, part)),
  };
}
