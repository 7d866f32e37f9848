import { KERAS_APPLICATIONS_URL, type WeightStore } from '../backbones/pretrained/imagenetWeights.js';
import { defaultLimit } from '../base/cache/trimCache.js';
import { weightsFolder } from '../base/cacheFolder.js';
import { CACHE } from '../base/project.js';
import type { RunOptions } from '../run/runOptions.js';

/** Downloaded ImageNet weights: kept in the user's cache folder, fetched from where Keras fetches them. */
export function weightStore(): WeightStore {
  return { folder: weightsFolder(), baseUrl: KERAS_APPLICATIONS_URL, patience: 30_000 };
}

/**
 * Options of a run that keeps decoded images and features in the project's cache.
 *
 * @param gigabytes most that the cache may hold, in units of 2^30 bytes. Default: `defaultLimit`
 */
export async function projectCacheOptions(
  gigabytes?: number,
): Promise<Pick<RunOptions, 'cacheFolder' | 'cacheLimit' | 'date'>> {
  const cacheLimit = gigabytes === undefined ? await defaultLimit(CACHE) : gigabytes * 2 ** 30;
  return { cacheFolder: CACHE, cacheLimit, date: () => new Date() };
}
