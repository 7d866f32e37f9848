import * as path from 'node:path';
import { KERAS_APPLICATIONS_URL, type WeightStore } from '../backbones/pretrained/imagenetWeights.js';
import { defaultLimit } from '../base/cache/trimCache.js';
import { projectCache, weightsFolder } from '../base/cacheFolder.js';
import { PROJECT } from '../base/project.js';
import type { RunOptions } from '../run/runOptions.js';

export { PROJECT };

/** Where the project's runs are kept. */
export const RUNS: string = path.join(PROJECT, 'runs');
/** Where the project keeps what can be made again: scans, decoded pictures, features. */
export const CACHE: string = projectCache(PROJECT);
/** Of it, scans and surveys of images. */
export const SCANS: string = path.join(CACHE, 'scans');

/** Where downloaded weights are kept: in the user's cache folder. */
export function weightStore(): WeightStore {
  return { folder: weightsFolder(), baseUrl: KERAS_APPLICATIONS_URL, patience: 30_000 };
}

/** The cache of runs. @param gigabytes that it may hold; default as `defaultLimit` */
export async function projectCacheOptions(
  gigabytes?: number,
): Promise<Pick<RunOptions, 'cacheFolder' | 'cacheLimit' | 'date'>> {
  const cacheLimit = gigabytes === undefined ? await defaultLimit(CACHE) : gigabytes * 2 ** 30;
  return { cacheFolder: CACHE, cacheLimit, date: () => new Date() };
}
