/**
 * `npm run lock:python` makes setup/locks anew of requirements.txt, for every Python and platform in one file: markers
 * say which line is for which. Versions that are locked stay, unless they no longer fit or `-- --upgrade` is given.
 */
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { writeAtomic } from './base/wholeFile.cjs';
import { run } from './commands.mjs';
import { findPython } from './findPython.mjs';
import { ASKED, askedLine, lockFile } from './pythonLocks.mjs';

/**
 * What TensorFlow 2.22.0rc0 asks for instead. It names keras-nightly, which has the same files as Keras. And uv reads
 * what its package for Python 3.10 asks for; that for 3.14 asks for h5py 3.15.1.
 */
const OVERRIDES = `keras-nightly; python_version < '3'
h5py>=3.15.1,<3.16; python_version >= '3.14'
h5py>=3.11,<3.15; python_version < '3.14'
`;

const OLDEST_PYTHON = '3.10';

const folder = fs.mkdtempSync(path.join(tmpdir(), 'thaw-lock-'));
try {
  const uv = await bringUv();
  for (const name of Object.keys(ASKED)) await lock(uv, name);
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}

/** Puts the uv that setup uses into the temporary folder. */
async function bringUv() {
  const { python } = await findPython();
  await must(python, ['-m', 'venv', path.join(folder, 'venv')]);
  const bin = path.join(folder, 'venv', 'bin');
  await must(path.join(bin, 'python'), ['-m', 'pip', 'install', '--quiet', ASKED.uv().trim()]);
  return path.join(bin, 'uv');
}

async function lock(uv, name) {
  fs.writeFileSync(path.join(folder, `${name}.in`), ASKED[name]());
  const made = path.join(folder, `${name}.txt`);
  if (fs.existsSync(lockFile(name))) fs.copyFileSync(lockFile(name), made);
  const args = ['pip', 'compile', `${name}.in`, '--universal', '--python-version', OLDEST_PYTHON, '--generate-hashes'];
  // A lock names no registry: which one is asked is the user's.
  args.push('--no-emit-index-url', '--no-header', '--no-strip-extras', '--quiet', '--output-file', `${name}.txt`);
  // With and without a GPU, the versions are the same.
  if (name === 'gpu') args.push('--constraint', 'cpu.txt');
  fs.writeFileSync(path.join(folder, 'overrides.txt'), OVERRIDES);
  args.push('--override', 'overrides.txt');
  // What reads its weights needs nothing that it needs.
  if (name === 'weights') args.push('--no-deps');
  await must(uv, [...args, ...process.argv.slice(2)]);
  const header = '# Made by `npm run lock:python`: not to be edited by hand.\n';
  await writeAtomic(lockFile(name), `${header}${askedLine(name)}\n${fs.readFileSync(made, 'utf8')}`);
  console.log(path.relative('.', lockFile(name)));
}

async function must(command, args) {
  const { code, output } = await run(command, args, { cwd: folder });
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${output}`);
}
