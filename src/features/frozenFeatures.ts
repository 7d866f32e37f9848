import { forward, INFERENCE } from '../backbones/network/forward.js';
import { weightTensors } from '../backbones/network/weightTensors.js';
import { buildClassifier } from '../backbones/pretrained/classifier.js';
import { loadBackbone } from '../backbones/pretrained/loadBackbone.js';
import { digest } from '../base/digest.js';
import { UserError } from '../base/errors.js';
import { sum } from '../base/sum.js';
import type { ScannedImage } from '../dataset/scan.js';
import { recorded } from '../engine/record.js';
import { scale } from '../engine/scale.js';
import { tf } from '../engine/tensorflow.js';
import type { FeatureMatrix } from '../learn/featureMatrix.js';
import { composedScaling } from '../preprocess/composedScaling.js';
import type { Recipe } from '../recipe/recipeType.js';
import type { FeatureOptions } from './featureOptions.js';
import { digestOfMaker } from './features.js';
import { featuresOfImages } from './featuresOfImages.js';

/** The frozen part of such a classifier is the backbone with global average pooling. */
const LINEAR_PROBE = { head: { units: [], dropout: 0 }, unfrozen: { above: 'nothing', batchNormalization: false } };

/** A layer before the last of a backbone. */
export interface Level {
  layer: string;
  channels: number;
}

/**
 * Features of a recipe's frozen backbone after global average pooling, with moving statistics and the recipe's scaling and
 * image size. They are computed once and cached.
 *
 * @param levels earlier layers, whose outputs follow: mean and standard deviation of each of their channels
 * @returns `[numExamples, featureChannels + 2 * channels of each level]`
 * @throws UserError if the features do not fit into the cache
 */
export async function frozenFeatures(
  images: readonly ScannedImage[],
  recipe: Recipe,
  options: FeatureOptions,
  levels: readonly Level[] = [],
): Promise<FeatureMatrix> {
  const { backbone: source, seed, scaling, precision } = recipe;
  const backbone = await loadBackbone(source.name, source.weights, seed, options.weightStore);
  const probed = { ...recipe, ...LINEAR_PROBE };
  const prefix = buildClassifier(backbone, probed, 2).prefix!;
  const stages = composedScaling(scaling);
  const maker = digestOfMaker(prefix, backbone.weights, stages, precision);
  const what = levels.length === 0 ? maker : digest({ maker, levels });
  const weights = weightTensors(backbone.weights);
  const infer = recorded(
    ([pixels]) => {
      const scaled = scale(pixels as tf.Tensor4D, stages);
      const { output, outputs } = forward(prefix, weights, scaled, INFERENCE);
      return [tf.concat([output, ...levels.flatMap(({ layer }) => meanAndDeviation(outputs.get(layer)!))], 1)];
    },
    { precision },
  );
  try {
    const numFeatures = backbone.expectation.featureChannels + 2 * sum(levels, ({ channels }) => channels);
    const features = await featuresOfImages(
      images,
      { infer: (pixels) => infer([pixels])[0]!, shape: [numFeatures], what },
      recipe,
      options,
    );
    if (features === undefined) {
      throw new UserError(
        'The features of all images are expected to fit into the cache.',
        { images: images.length, features: numFeatures },
        'Use fewer images per class, or a larger cache.',
      );
    }
    return { values: features, numExamples: images.length, numFeatures };
  } finally {
    infer.dispose();
    tf.dispose([...weights.values()]);
  }
}

/** Over the places of feature maps `[batch, rows, columns, channels]`, each `[batch, channels]`. */
function meanAndDeviation(maps: tf.Tensor): tf.Tensor[] {
  const { mean, variance } = tf.moments(maps, [1, 2]);
  return [mean, tf.sqrt(variance)];
}
