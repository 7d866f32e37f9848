import { homedir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { cacheFolder } from '../../src/base/cacheFolder.js';

/** Plain JavaScript, without types. */
const { cacheFolder: ofSetup } = (await import(
  pathToFileURL(path.join(import.meta.dirname, '../../setup.mjs')).href
)) as { cacheFolder: (env: object, platform: string) => string };

test.each(['linux', 'darwin'] as const)('the cache folder on %s is that of the set-up', (platform) => {
  for (const env of [{}, { XDG_CACHE_HOME: '' }, { XDG_CACHE_HOME: '/elsewhere/cache' }]) {
    expect(cacheFolder(env, platform, homedir())).toBe(ofSetup(env, platform));
  }
});
