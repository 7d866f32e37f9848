import { openRows } from '../../base/cache/keptRows.js';
import type { Cache } from '../../base/cache/rowFiles.js';
import { digest } from '../../base/digest.js';
import { random, shuffled } from '../../base/random.js';
import { type FeatureMatrix, rowsOf } from '../../learn/featureMatrix.js';
import { principalComponents } from '../../learn/pca.js';
import { trustworthiness } from '../../learn/trustworthiness.js';
import { type UmapOptions, umap } from '../../learn/umap.js';

/** Raised whenever the same features would lie elsewhere on a map. */
const MAP_VERSION = 1;
/** Principal components that neighbors are looked for in. Source: the usual step before UMAP and t-SNE, scikit-learn's advice. */
const COMPONENTS = 50;
/** Neighbors and images by which a map is judged: ranks among all images of a large set would take long. */
const JUDGED = { neighbors: 15, images: 1000 };

/** Where images lie on a map by their features. */
export interface ImageMap {
  /** `[numImages, 2]` */
  places: FeatureMatrix;
  /** How far neighbors on the map are neighbors of the features, at most 1. Undefined where there are too few images. */
  trust: number | undefined;
}

/**
 * Places images in the plane by their features: of length 1, reduced to 50 principal components, then UMAP. So their distances are
 * those of the cosine. The places are kept beside the features, under all that they depend on.
 *
 * @param features one row for each image
 * @param cache undefined keeps nothing
 * @throws Interrupted if the work was interrupted
 */
export async function imageMap(
  features: FeatureMatrix,
  cache: Cache | undefined,
  { seed = 0, onProgress }: UmapOptions = {},
): Promise<ImageMap> {
  const { numExamples } = features;
  let reduced: FeatureMatrix | undefined;
  const reduce = (): FeatureMatrix => {
    reduced ??= principalComponents(ofLengthOne(features), COMPONENTS, seed).scores;
    return reduced;
  };
  const make = async (): Promise<Uint8Array> => {
    const { values } = await umap(reduce(), { seed, onProgress });
    const map = { values, numExamples, numFeatures: 2 };
    const row = new Float32Array(values.length + 1);
    row.set(values);
    row[values.length] = trustOf(reduce(), map) ?? Number.NaN;
    return new Uint8Array(row.buffer);
  };
  const what = digest({ MAP_VERSION, seed, numExamples, components: COMPONENTS }, bytesOf(features.values));
  const rowBytes = 4 * (2 * numExamples + 1);
  const rows = await openRows({ cache, name: ['map', what], keys: ['places'], rowBytes, make, memory: 0 });
  try {
    const kept = await rows.read([0]);
    const row = new Float32Array(kept.slice().buffer);
    const trust = row[2 * numExamples]!;
    return {
      places: { values: row.slice(0, 2 * numExamples), numExamples, numFeatures: 2 },
      trust: Number.isNaN(trust) ? undefined : trust,
    };
  } finally {
    await rows.close();
  }
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** Trustworthiness on some of the images. */
function trustOf(features: FeatureMatrix, map: FeatureMatrix): number | undefined {
  const all = [...Array(features.numExamples).keys()];
  const judged = shuffled(all, random('judged images')).slice(0, JUDGED.images);
  if (judged.length <= 2 * JUDGED.neighbors) return undefined;
  return trustworthiness(rowsOf(features, judged), rowsOf(map, judged), JUDGED.neighbors);
}

function ofLengthOne({ values, numExamples, numFeatures }: FeatureMatrix): FeatureMatrix {
  const scaled = new Float32Array(values.length);
  for (let i = 0; i < numExamples; i++) {
    const row = values.subarray(i * numFeatures, (i + 1) * numFeatures);
    const length = Math.sqrt(row.reduce((total, value) => total + value * value, 0)) || 1;
    for (let j = 0; j < numFeatures; j++) scaled[i * numFeatures + j] = row[j]! / length;
  }
  return { values: scaled, numExamples, numFeatures };
}
