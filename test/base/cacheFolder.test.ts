import { homedir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { cacheFolder } from '../../setup/base/cacheFolder.cjs';
import { weightsFolder } from '../../src/base/cacheFolder.js';

test('the cache folder is where the system has such folders, or where XDG_CACHE_HOME says', () => {
  for (const env of [{}, { XDG_CACHE_HOME: '' }]) {
    expect(cacheFolder(env, 'linux', '/home/ann')).toBe('/home/ann/.cache/thaw');
    expect(cacheFolder(env, 'darwin', '/Users/ann')).toBe('/Users/ann/Library/Caches/thaw');
  }
  expect(cacheFolder({ XDG_CACHE_HOME: '/elsewhere/cache' }, 'darwin', '/Users/ann')).toBe('/elsewhere/cache/thaw');
});

test('weights are kept in the cache folder of setup', () => {
  expect(weightsFolder()).toBe(path.join(cacheFolder(process.env, process.platform, homedir()), 'weights'));
});
