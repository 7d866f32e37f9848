import { outputShapes } from '../../backbones/network/outputShapes.js';
import type { ScannedImage } from '../../dataset/scan.js';
import { tf } from '../../engine/tensorflow.js';
import type { FeatureOptions } from '../../features/featureOptions.js';
import { featuresOfImages } from '../../features/featuresOfImages.js';
import { endOfMaps, type OpenModel } from '../../features/openModel.js';
import { type Neighbor, nearestByCosine } from '../../metrics/nearest.js';
import type { Recipe } from '../../recipe/recipeType.js';

/**
 * The training images that a model sees as most like each of some others: by cosine distance of its pooled features.
 * Those of a frozen backbone are the ones that its run kept, and are read.
 *
 * @param queries e.g. mistakes
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
    if (features === undefined) throw new Error('Pooled features are too many to keep.');
    return features;
  };
  const known = await featuresOf(training);
  const asked = await featuresOf(queries);
  return nearestByCosine(asked, known, tf.util.sizeFromShape(shape), count);
}
