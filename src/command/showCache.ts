import { cacheTable } from '../base/cache/cacheTable.js';
import { cachedFiles, trimCache } from '../base/cache/trimCache.js';
import { weightsFolder } from '../base/cacheFolder.js';
import { CACHE } from '../base/project.js';
import { EXIT } from './exit.js';

/** Tells what is kept, and empties it if that is asked for. */
export async function showCache(empty: boolean): Promise<number> {
  console.log(`${CACHE}\n${cacheTable(await cachedFiles(CACHE))}`);
  if (empty) {
    await trimCache(CACHE, 0);
    const left = await cachedFiles(CACHE);
    console.log(left.length === 0 ? 'Emptied.' : `Emptied, but for what a run is writing:\n${cacheTable(left)}`);
  }
  const weights = weightsFolder();
  console.log(`\nDownloaded weights, in ${weights}\n${cacheTable(await cachedFiles(weights))}`);
  return EXIT.ran;
}
