import { buildClassifier, type Classifier } from '../../backbones/pretrained/classifier.js';
import { loadBackbone } from '../../backbones/pretrained/loadBackbone.js';
import { ofSplit } from '../../dataset/dataset.js';
import type { ScannedImage } from '../../dataset/scan.js';
import { cacheOf } from '../../features/featureOptions.js';
import { drawPictures, firstPictures, type PictureSample, PROBE_PICTURES } from '../../features/pictureSample.js';
import { type OpenBackbone, openBackbone, type Passage, pooledFeatures } from '../../features/pooledFeatures.js';
import { probeOutcomes } from '../../learn/probe.js';
import { composedScaling } from '../../preprocess/composedScaling.js';
import type { ScalingStep } from '../../preprocess/scaling.js';
import type { Recipe } from '../../recipe/recipeType.js';
import type { RunOptions } from '../../run/runOptions.js';

/** A recipe and its images, opened for measuring; dispose it after use. */
export interface OpenRecipe {
  recipe: Recipe;
  images: readonly ScannedImage[];
  classNames: readonly string[];
  backbone: OpenBackbone;
  classifier: Classifier;
  /** Training images that everything is measured on, as balanced as the classes allow. */
  sample: PictureSample;
  /** Cached features of a sample, in inference mode and unaugmented unless `passage` says otherwise. */
  features(sample: PictureSample, scaling: readonly ScalingStep[], passage?: Partial<Passage>): Promise<Float32Array>;
  /** Whether a linear probe under a scaling is correct on each image of the sample; fitted once for each scaling. */
  outcomes(scaling: readonly ScalingStep[], swapped?: boolean): Promise<boolean[]>;
  /** The same with the first images of the sample, so many at most. Dispose either, not both. */
  withFewer(count: number): OpenRecipe;
  dispose(): void;
}

/**
 * Loads the backbone of a recipe and decodes a sample of its training images.
 *
 * @throws UserError where the recipe does not fit its backbone
 */
export async function openRecipe(
  recipe: Recipe,
  images: readonly ScannedImage[],
  classNames: readonly string[],
  options: Pick<RunOptions, 'cacheFolder' | 'cacheLimit' | 'date' | 'weightStore'>,
): Promise<OpenRecipe> {
  const { backbone, seed } = recipe;
  const loaded = await loadBackbone(backbone.name, backbone.weights, seed, options.weightStore);
  const training = ofSplit(images, 'training');
  const sample = await drawPictures(training, PROBE_PICTURES, recipe);
  const classifier = buildClassifier(loaded, recipe, classNames.length);
  const opened = openBackbone(loaded, recipe.precision);
  const { batchNormalization: policy, batchSize } = recipe;
  const features: OpenRecipe['features'] = (pictures, scaling, passage) =>
    pooledFeatures(opened, pictures, { scaling, policy, batchSize, ...passage }, cacheOf(options));
  const withSample = (measured: PictureSample): OpenRecipe => {
    const known = new Map<string, Promise<boolean[]>>();
    const probe = async (scaling: readonly ScalingStep[], swapped: boolean): Promise<boolean[]> => {
      const values = await features(measured, scaling, { swapped });
      return probeOutcomes(values, [values], measured.labels, classNames.length)[0]!;
    };
    return {
      recipe,
      images,
      classNames,
      backbone: opened,
      classifier,
      sample: measured,
      features,
      outcomes: (scaling, swapped = false) => {
        const key = JSON.stringify([composedScaling(scaling), swapped]);
        const outcomes = known.get(key) ?? probe(scaling, swapped);
        known.set(key, outcomes);
        return outcomes;
      },
      withFewer: (count) => withSample(firstPictures(measured, count)),
      dispose: opened.dispose,
    };
  };
  return withSample(sample);
}
