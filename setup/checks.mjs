import * as fs from 'node:fs';
import * as path from 'node:path';
import { SetupError } from './setupError.mjs';

const OLDEST_NODE = [20, 9];
const PLATFORMS = ['linux-x64', 'linux-arm64', 'darwin-arm64'];
const NEEDED_BYTES = 4 * 2 ** 30;

export function checkNode(version) {
  const [major, minor] = version.replace(/^v/, '').split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  throw new SetupError(
    `Node ${OLDEST_NODE.join('.')} or newer is needed, this is Node ${version.replace(/^v/, '')}.\n` +
      'Install Node 22 or 24 and run the command again.',
  );
}

export function checkPlatform(platform, arch) {
  if (PLATFORMS.includes(`${platform}-${arch}`)) return;
  throw new SetupError(
    `TensorFlow has no package for ${platform} on ${arch}. Supported: ${PLATFORMS.join(', ')}.` +
      (platform === 'win32' ? '\nOn Windows, run this in WSL 2: README.md says how, under "Where it runs".' : ''),
  );
}

/** @param freeBytes what is free on the disk of `place`; asked of the system when left out */
export function checkSpace(place, freeBytes = freeBytesAt(place)) {
  if (freeBytes >= NEEDED_BYTES) return;
  const gigabytes = (bytes) => (bytes / 2 ** 30).toFixed(1);
  throw new SetupError(
    `${gigabytes(NEEDED_BYTES)} GB of free disk space are needed to install, ${place} has ${gigabytes(freeBytes)} GB.\n` +
      'Free some space, or set XDG_CACHE_HOME to a folder on another disk.',
  );
}

function freeBytesAt(place) {
  let existing = place;
  while (!fs.existsSync(existing)) existing = path.dirname(existing);
  const { bavail, bsize } = fs.statfsSync(existing);
  return bavail * bsize;
}
