import { buildClassifier, type Classifier } from '../backbones/classifier.js';
import { loadBackbone } from '../backbones/loadBackbone.js';
import type { ScannedImage } from '../dataset/scan.js';
import { drawPictures, type PictureSample } from '../experiments/pictureSample.js';
import { type OpenBackbone, openBackbone, type Passage, pooledFeatures } from '../experiments/pooledFeatures.js';
import { probeOutcomes } from '../experiments/probe.js';
import { cacheOf, type RunOptions } from '../experiments/progress.js';
import type { Recipe } from '../experiments/recipe.js';
import { composedScaling } from '../preprocess/composedScaling.js';
import type { ScalingStep } from '../preprocess/scaling.js';

/** A recipe on images, opened to be measured; to be disposed. */
export interface Subject {
  recipe: Recipe;
  images: readonly ScannedImage[];
  classNames: readonly string[];
  backbone: OpenBackbone;
  classifier: Classifier;
  /** Training pictures that everything is measured on, as many of each class as there are. */
  sample: PictureSample;
  /** Features of a sample, in inference and unaugmented but for what is given; kept in the cache. */
  features(sample: PictureSample, scaling: readonly ScalingStep[], passage?: Partial<Passage>): Promise<Float32Array>;
  /** Whether a linear probe under a scaling is right about each picture of the sample; fitted once for each scaling. */
  outcomes(scaling: readonly ScalingStep[], swapped?: boolean): Promise<boolean[]>;
  dispose(): void;
}

/**
 * Pictures that a probe is measured on: the 95 % interval of a paired difference is then some 4 to 8 points to each side,
 * and a pass of InceptionV3 at 227x454 takes 15 s on two cores.
 */
export const PROBE_PICTURES = 300;

export async function openSubject(
  recipe: Recipe,
  images: readonly ScannedImage[],
  classNames: readonly string[],
  options: Pick<RunOptions, 'cacheFolder' | 'cacheLimit' | 'date' | 'weightStore'>,
): Promise<Subject> {
  const { backbone, head, unfrozen, seed } = recipe;
  const loaded = await loadBackbone(backbone.name, backbone.weights, seed, options.weightStore);
  const training = images.filter(({ split }) => split === 'training');
  const sample = await drawPictures(training, PROBE_PICTURES, recipe);
  const classifier = buildClassifier(loaded, head, classNames.length, unfrozen, seed);
  const opened = openBackbone(loaded);
  const { batchNormalization: policy, batchSize } = recipe;
  const features: Subject['features'] = (pictures, scaling, passage) =>
    pooledFeatures(opened, pictures, { scaling, policy, batchSize, ...passage }, cacheOf(options));
  const known = new Map<string, Promise<boolean[]>>();
  const probe = async (scaling: readonly ScalingStep[], swapped: boolean): Promise<boolean[]> => {
    const values = await features(sample, scaling, { swapped });
    return probeOutcomes(values, [values], sample.labels, classNames.length)[0];
  };
  return {
    recipe,
    images,
    classNames,
    backbone: opened,
    classifier,
    sample,
    features,
    outcomes: (scaling, swapped = false) => {
      const key = JSON.stringify([composedScaling(scaling), swapped]);
      const outcomes = known.get(key) ?? probe(scaling, swapped);
      known.set(key, outcomes);
      return outcomes;
    },
    dispose: opened.dispose,
  };
}
