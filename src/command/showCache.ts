import { cacheTable } from '../base/cache/cacheTable.js';
import { cachedFiles, trimCache } from '../base/cache/trimCache.js';
import { weightsFolder } from '../base/cacheFolder.js';
import { CACHE } from '../base/project.js';
import { EXIT } from './exit.js';

/**
 * Prints what the cache holds, and empties it if `empty`.
 *
 * @returns the exit code
 */
export async function showCache(empty: boolean): Promise<number> {
  console.log(`${CACHE}\n${cacheTable(await cachedFiles(CACHE))}`);
  if (empty) {
    await trimCache(CACHE, 0);
    const left = await cachedFiles(CACHE);
    console.log(
      left.length === 0 ? 'Emptied.' : `Emptied, except for files that a run is writing:\n${cacheTable(left)}`,
    );
  }
  const weights = weightsFolder();
  console.log(`\nDownloaded weights: ${weights}\n${cacheTable(await cachedFiles(weights))}`);
  return EXIT.ran;
}
