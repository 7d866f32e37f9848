import { outputShapes } from '../../backbones/network/outputShapes.js';
import type { ScannedImage } from '../../dataset/scan.js';
import { tf } from '../../engine/tensorflow.js';
import type { FeatureOptions } from '../../features/featureOptions.js';
import { featuresOfImages } from '../../features/featuresOfImages.js';
import { endOfMaps, type OpenModel } from '../../features/openModel.js';
import { type Neighbor, nearestByCosine } from '../../metrics/nearest.js';
import type { Recipe } from '../../recipe/recipeType.js';

/**
 * Finds the training images that a model sees as most similar to each query, by cosine distance of its pooled features.
 * Features of a frozen backbone are read from the cache of its run.
 *
 * @param queries e.g. misclassified images
 * @returns for each query, the nearest first; indices into `training`
 */
export async function nearestTraining(
  model: OpenModel,
  queries: readonly ScannedImage[],
  training: readonly ScannedImage[],
  recipe: Recipe,
  count: number,
  options: FeatureOptions,
): Promise<Neighbor[][]> {
  const { pooled } = endOfMaps(model.network);
  const { height, width } = recipe;
  // Of whole numbers, since height and width are given.
  const shape = outputShapes(model.network, [height, width, 3]).get(pooled)!.slice(1) as number[];
  const featuresOf = async (images: readonly ScannedImage[]): Promise<Float32Array> => {
    const features = await featuresOfImages(
      images,
      { infer: (pixels) => model.upTo(pooled, pixels), shape, what: model.digestUpTo(pooled) },
      recipe,
      options,
    );
    if (features === undefined) throw new Error('Pooled features are too large to cache.');
    return features;
  };
  const known = await featuresOf(training);
  const queried = await featuresOf(queries);
  return nearestByCosine(queried, known, tf.util.sizeFromShape(shape), count);
}
