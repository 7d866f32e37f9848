import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { checkNode, checkPlatform, checkSpace } from '../../setup/checks.mjs';

test('Node 20.9 and later are taken, and what is older is named', () => {
  for (const version of ['v20.9.0', 'v20.20.2', 'v22.0.0', 'v24.1.0', '100.0.0']) checkNode(version);
  for (const version of ['v20.8.1', 'v18.20.4', 'v9.9.9']) {
    expect(() => checkNode(version)).toThrow(
      `Node 20.9 or newer is needed, this is Node ${version.slice(1)}.\nInstall Node 22 or 24`,
    );
  }
});

test('platforms that TensorFlow has packages for are taken, and named where another comes', () => {
  for (const [platform, arch] of [
    ['linux', 'x64'],
    ['linux', 'arm64'],
    ['darwin', 'arm64'],
  ])
    checkPlatform(platform, arch);
  expect(() => checkPlatform('darwin', 'x64')).toThrow(
    'no package for darwin on x64. Supported: linux-x64, linux-arm64, darwin-arm64.',
  );
  expect(() => checkPlatform('win32', 'x64')).toThrow('run this in WSL 2');
});

test('less than 4 GB free is too little, and a folder that is not there yet is asked of its parent', () => {
  checkSpace('/cache', 4 * 2 ** 30);
  expect(() => checkSpace('/cache', 3.5 * 2 ** 30)).toThrow(
    '4.0 GB of free disk space are needed to install, /cache has 3.5 GB.',
  );
  const missing = path.join(tmpdir(), 'not-there', 'nor-this');
  expect(() => checkSpace(missing)).not.toThrow('ENOENT');
});
