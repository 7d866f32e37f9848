import type { ScannedImage } from '../dataset/scan.js';
import { tf, valuesOf } from '../engine/tensorflow.js';
import type { Recipe } from '../recipe/recipeType.js';
import { cacheOf, type FeatureOptions } from './featureOptions.js';
import { featuresDigest, openFeatures } from './features.js';
import { openPictures } from './pictures.js';

/** How features are computed. */
export interface FeatureMaker {
  /** From pixels `[n, height, width, 3]` in [0, 255], with scaling. */
  infer(pixels: tf.Tensor4D): tf.Tensor;
  /** Shape of the features of one image. */
  shape: number[];
  /** Digest of layers, weights, scaling and precision. */
  what: string;
}

/**
 * Computes or reads the features of all images, with the cache of runs.
 *
 * @returns features row by row; undefined if they do not fit into the cache
 */
export async function featuresOfImages(
  images: readonly ScannedImage[],
  { infer, shape, what }: FeatureMaker,
  recipe: Recipe,
  options: FeatureOptions,
): Promise<Float32Array | undefined> {
  const { height, width } = recipe;
  const pictures = await openPictures(images, recipe, cacheOf(options), 0);
  try {
    const features = await openFeatures(
      {
        keys: images.map((image) => image.digest),
        tensor: async (indices) => {
          const pixels = await pictures.read(indices);
          return () => tf.tensor4d(new Float32Array(pixels), [indices.length, height, width, 3]);
        },
        infer,
        shape,
        what: featuresDigest(what, recipe),
        epoch: 0,
      },
      recipe,
      options,
    );
    if (features === undefined) return undefined;
    try {
      const loaded = await features.read([...images.keys()]);
      return valuesOf(loaded);
    } finally {
      await features.close();
    }
  } finally {
    await pictures.close();
  }
}
