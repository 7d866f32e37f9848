import { homedir } from 'node:os';
import * as path from 'node:path';

/** The user's folder for what thaw can fetch or make again: that of setup.mjs. */
export function cacheFolder(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
  home: string,
): string {
  const base = env.XDG_CACHE_HOME || path.join(home, ...(platform === 'darwin' ? ['Library', 'Caches'] : ['.cache']));
  return path.resolve(base, 'thaw');
}

/** Where downloaded weights are kept, in the user's folder. */
export function weightsFolder(): string {
  return path.join(cacheFolder(process.env, process.platform, homedir()), 'weights');
}
