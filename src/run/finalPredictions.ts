import type { RawWeight } from '../backbones/network/initialWeights.js';
import type { WeightName } from '../backbones/network/layer.js';
import type { Classifier } from '../backbones/pretrained/classifier.js';
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

/** `[numExamples]` and `[numExamples][numClasses]`. */
interface Told {
  labels: number[];
  probabilities: number[][];
}

/** What the best epoch answers, after all that a recipe does to answers. */
export interface FinalPredictions extends Told {
  /** What the logits are divided by; undefined where the recipe fits none. */
  temperature?: number;
  /** To the images that the epoch was chosen by; undefined where they are those that it is told on. */
  selection?: Told;
}

/**
 * Answers of the best epoch to the validation images: over the views of the recipe's test-time augmentation, and with a
 * temperature where it asks for one. No image is answered with a temperature that was fitted on it: it is fitted on the
 * images to choose by, or, where those are the same that the run is told on, on each half of them for the other.
 *
 * @param probabilities of the pictures as they are, `[numExamples][numClasses]`, of all validation images
 * @param trained the weights that training changed, of the best epoch
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
    const model = openModel(wholeModel(classifier, trained, recipe), recipe.scaling);
    try {
      const paths = validation.map((image) => image.path);
      seen = await predictViews(model, paths, recipe, views, { interrupted });
    } finally {
      model.dispose();
    }
  }
  const told = answersOn('evaluation', validation, seen);
  const halved = validation.some(({ part }) => part !== undefined);
  const choosing = halved ? answersOn('selection', validation, seen) : undefined;
  if (!recipe.temperatureScaling) return { ...told, ...(choosing && { selection: choosing }) };
  const chosen = choosing ?? told;
  const temperature = fitTemperature(chosen.labels, chosen.probabilities);
  return {
    temperature,
    labels: told.labels,
    probabilities: halved ? withTemperature(told.probabilities, temperature) : withEachOthers(told, recipe.seed),
    ...(choosing && {
      selection: { ...choosing, probabilities: withTemperature(choosing.probabilities, temperature) },
    }),
  };
}

/** Each half with the temperature of the other. */
function withEachOthers({ labels, probabilities }: Told, seed: number): number[][] {
  const folds = stratifiedFolds(labels, 2, { seed });
  const temperatures = [0, 1].map((fold) => {
    const isOther = (_: unknown, i: number): boolean => folds[i] !== fold;
    return fitTemperature(labels.filter(isOther), probabilities.filter(isOther));
  });
  return probabilities.map((row, i) => withTemperature([row], temperatures[folds[i]])[0]);
}

function answersOn(
  part: ValidationPart,
  validation: readonly ScannedImage[],
  probabilities: readonly number[][],
): Told {
  return {
    labels: validation.filter((image) => isIn(image, part)).map(({ label }) => label),
    probabilities: probabilities.filter((_, i) => isIn(validation[i], part)),
  };
}
