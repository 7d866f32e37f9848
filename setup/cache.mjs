import * as fs from 'node:fs';
import * as path from 'node:path';
import { SetupError } from './setupError.mjs';

/** Makes the cache's folders, which all working copies of the user share. */
export function makeCache(cache) {
  const probe = path.join(cache, `.probe-${process.pid}`);
  try {
    for (const folder of ['environments', 'addons']) fs.mkdirSync(path.join(cache, folder), { recursive: true });
    fs.writeFileSync(probe, '');
    fs.rmSync(probe);
  } catch (error) {
    throw new SetupError(
      `The cache folder ${cache} cannot be written (${error.code}).\n` +
        'Make it writable, or set XDG_CACHE_HOME to a folder that is.',
    );
  }
}
