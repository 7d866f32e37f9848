/**
 * Sets the working copy up: npm packages, a Python environment, TensorFlow's addon for Node, the tslab kernel and the
 * compiled sources. Every step looks first whether its result is there, so a second run takes a moment, and a run that
 * was killed is completed by the next one: what is built becomes visible under its final name only once it is whole.
 *
 * No dependencies, and no syntax that Node 18 cannot read: this file must be able to say that Node 18 is too old.
 */
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';

const project = path.dirname(fileURLToPath(import.meta.url));
const local = path.join(project, '.thaw');
const packages = path.join(project, 'node_modules');
const tfjsNode = path.join(packages, '@tensorflow', 'tfjs-node-gpu');

const OLDEST_NODE = [20, 9];
/** TensorFlow 2.21 has wheels for these. The newest comes first, as it will be supported longest. */
const PYTHON_VERSIONS = ['3.13', '3.12', '3.11', '3.10'];
const PLATFORMS = ['linux-x64', 'linux-arm64', 'darwin-arm64'];
const NEEDED_BYTES = 4 * 2 ** 30;
const COMPILERS = ['g++', 'c++', 'clang++'];
/** Brings a C++ compiler through pip. 411 MB, so only where the machine has none. */
const COMPILER_PACKAGE = 'ziglang==0.15.2';
/** A lock is renewed every few seconds while its holder lives; one this old was left by a run that was killed. */
const STALE_LOCK_MS = 30_000;

/** A failure with a message written for the user; anything else is shown with its stack. */
export class SetupError extends Error {}

// ---------------------------------------------------------------------------------------------------------------------
// Checks, as pure functions

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
    `TensorFlow has no package for ${platform} on ${arch}. What serves: ${PLATFORMS.join(', ')}.` +
      (platform === 'win32' ? '\nOn Windows, run this in WSL 2.' : ''),
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

/** 'auto' takes the GPU where an NVIDIA driver is loaded. Only Linux on x64 has TensorFlow packages with CUDA. */
export function chooseDevice(wanted, hasNvidia, platform = `${process.platform}-${process.arch}`) {
  if (!['cpu', 'gpu', 'auto'].includes(wanted)) {
    throw new SetupError(`THAW_DEVICE must be cpu, gpu or auto. Received: ${wanted}.`);
  }
  if (platform !== 'linux-x64') return 'cpu';
  return wanted === 'auto' ? (hasNvidia ? 'gpu' : 'cpu') : wanted;
}

export function cacheFolder(env = process.env, platform = process.platform) {
  const base =
    env.XDG_CACHE_HOME || path.join(os.homedir(), ...(platform === 'darwin' ? ['Library', 'Caches'] : ['.cache']));
  return path.resolve(base, 'thaw');
}

export function requirementsFor(device, text) {
  return device === 'gpu' ? text.replace(/^tensorflow-cpu==/gm, 'tensorflow[and-cuda]==') : text;
}

// ---------------------------------------------------------------------------------------------------------------------
// Files

function digest(...parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex').slice(0, 16);
}

/** Paths and contents of the files below `folder`, in an order that does not depend on the disk. */
function contents(folder) {
  const files = fs.readdirSync(folder, { recursive: true }).map(String).sort();
  return files
    .filter((file) => fs.statSync(path.join(folder, file)).isFile())
    .flatMap((file) => [file, fs.readFileSync(path.join(folder, file))]);
}

/** The file's text, or undefined where there is none. */
function readText(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function readJson(file) {
  try {
    return JSON.parse(readText(file));
  } catch {
    return undefined;
  }
}

/** Under its name the file is either the old or the whole new one, whenever the run is killed. */
function writeWhole(file, content) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const unfinished = `${file}.${process.pid}`;
  fs.writeFileSync(unfinished, content);
  fs.renameSync(unfinished, file);
}

/** Makes `link` point at `target`. Returns whether it had to be changed. */
function pointAt(link, target) {
  try {
    if (fs.readlinkSync(link) === target) return false;
  } catch {}
  fs.mkdirSync(path.dirname(link), { recursive: true });
  fs.rmSync(link, { recursive: true, force: true });
  fs.symlinkSync(target, link);
  return true;
}

function freeBytesAt(place) {
  let existing = place;
  while (!fs.existsSync(existing)) existing = path.dirname(existing);
  const { bavail, bsize } = fs.statfsSync(existing);
  return bavail * bsize;
}

function makeCache(cache) {
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

/** Runs `work` while no other set-up does so under the same lock. Survives holders that were killed. */
async function locked(file, work) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const mine = `${process.pid} ${os.hostname()} ${randomBytes(8).toString('hex')}`;
  for (let waited = false; ; waited = true) {
    try {
      fs.writeFileSync(file, mine, { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (removeStale(file)) continue;
    if (!waited) console.log('Another set-up is running: waiting for it.');
    await new Promise((done) => setTimeout(done, 200));
  }
  const release = () => {
    if (readText(file) === mine) fs.rmSync(file, { force: true });
  };
  const renewal = setInterval(() => {
    const now = new Date();
    if (readText(file) === mine) fs.utimesSync(file, now, now);
  }, STALE_LOCK_MS / 10);
  process.once('exit', release);
  try {
    return await work();
  } finally {
    clearInterval(renewal);
    process.off('exit', release);
    release();
  }
}

/** Whether the lock was left by a run that was killed, and is now gone. */
function removeStale(lock) {
  const holder = readText(lock);
  if (holder === undefined) return true;
  const age = Date.now() - (fs.statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
  if (age < STALE_LOCK_MS && !isDead(holder)) return false;
  const moved = `${lock}.${process.pid}`;
  try {
    fs.renameSync(lock, moved);
    // Another run may have been quicker, and what was moved be its new lock: give that back.
    if (readText(moved) !== holder) fs.linkSync(moved, lock);
  } catch {}
  fs.rmSync(moved, { force: true });
  return true;
}

/** Process ids say something on their own machine only; the cache may be shared with others. */
function isDead(holder) {
  const [id, host] = holder.split(' ');
  if (host !== os.hostname()) return false;
  try {
    process.kill(Number(id), 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

// ---------------------------------------------------------------------------------------------------------------------
// Commands and what they print

const children = new Set();
let stepsDone = 0;

/** Settings of the user's shell that would make Python or pip install elsewhere than into our environment. */
function childEnvironment() {
  const env = { ...process.env, PIP_USER: '0', PIP_REQUIRE_VIRTUALENV: '0', PYTHONNOUSERSITE: '1' };
  for (const name of ['PYTHONHOME', 'PYTHONPATH', 'PIP_TARGET', 'PIP_PREFIX', 'NODE_OPTIONS']) delete env[name];
  return env;
}

/** Runs a command with its output captured. Never throws: `code` is undefined where it could not be started. */
function run(command, args, { cwd = project, env = {} } = {}) {
  return new Promise((done) => {
    let output = '';
    const child = spawn(command, args, {
      cwd,
      env: { ...childEnvironment(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.add(child);
    const collect = (chunk) => {
      output += chunk;
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', (error) => {
      children.delete(child);
      done({ code: undefined, output: `${command}: ${error.message}` });
    });
    child.on('close', (code) => {
      children.delete(child);
      done({ code: code ?? 1, output });
    });
  });
}

/** One line for a step: what is done, and how long it took. */
async function step(title, work) {
  process.stdout.write(`${title} ...`);
  const start = performance.now();
  try {
    const result = await work();
    process.stdout.write(` ${((performance.now() - start) / 1000).toFixed(1)} s\n`);
    stepsDone++;
    return result;
  } catch (error) {
    process.stdout.write(' failed\n');
    throw error;
  }
}

const NETWORK_FAILURE =
  /ENOTFOUND|ECONNREFUSED|ECONNRESET|EAI_AGAIN|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|NewConnectionError|ConnectTimeout|ReadTimeout|Name or service not known|name resolution|Network is unreachable|Connection refused|ProxyError|No matching distribution found/;

/** The beginning and end of what a command printed, without the addresses of the registries it asked. */
export function shownOutput(output) {
  const lines = output
    .replace(/\b(https?|git|ssh):\/\/[^\s'"<>)\],]+/g, '<address>')
    .replace(/\bhost='[^']*'/g, "host='<host>'")
    .replace(/\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ECONNRESET|resolve) '?[\w.:-]+'?/g, '$1 <host>')
    .trimEnd()
    .split('\n');
  const shown = lines.length > 40 ? [...lines.slice(0, 20), '...', ...lines.slice(-20)] : lines;
  return shown.map((line) => `  | ${line}`).join('\n');
}

function installFailure(what, output) {
  const reason = NETWORK_FAILURE.test(output)
    ? `${what} needs the network, and could not reach it.\nCheck the connection, the proxy and the registry settings`
    : `${what} failed.\nMend what the lines below name`;
  return new SetupError(`${reason}, then run the command again.\n${shownOutput(output)}`);
}

// ---------------------------------------------------------------------------------------------------------------------
// Steps

async function installPackages() {
  const lock = readText(path.join(project, 'package-lock.json'));
  if (lock === undefined) throw new SetupError('package-lock.json is missing: restore it with git checkout.');
  // `npm ci` removes node_modules first, and the stamp with it: a killed installation has none.
  const stamp = path.join(packages, '.thaw-stamp');
  const wanted = digest(lock, `${process.platform}-${process.arch}`);
  if (readText(stamp) === wanted) return;
  checkSpace(project);
  await step('Installing the npm packages', async () => {
    const options = ['--include=dev', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'];
    const { code, output } = await run('npm', ['ci', ...options]);
    if (code === undefined) throw new SetupError('npm was not found on the PATH. It comes with Node: install both.');
    if (code !== 0) throw installFailure('Installing the npm packages (npm ci)', output);
    writeWhole(stamp, wanted);
  });
}

const PROBE = `
import json, sys
try:
    import ensurepip, venv
    venv = True
except ImportError:
    venv = False
print(json.dumps(dict(version='.'.join(map(str, sys.version_info[:3])), python=sys.executable, base=sys.base_prefix,
    venv=venv)))
`;

/** The first Python that serves. THAW_PYTHON is meant: where it does not serve, no other one is taken instead. */
async function findPython() {
  const named = process.env.THAW_PYTHON;
  const candidates = named ? [named] : [...PYTHON_VERSIONS.map((version) => `python${version}`), 'python3', 'python'];
  const looked = [];
  for (const candidate of candidates) {
    const { code, output } = await run(candidate, ['-c', PROBE]);
    let found;
    try {
      found = JSON.parse(output.trim().split('\n').pop());
    } catch {}
    if (code !== 0 || !found) looked.push(`${candidate}: ${code === undefined ? 'not found' : 'does not run'}`);
    else if (!PYTHON_VERSIONS.includes(found.version.split('.').slice(0, 2).join('.'))) {
      looked.push(`${candidate}: Python ${found.version}, does not serve`);
    } else if (!found.venv) {
      looked.push(`${candidate}: Python ${found.version}, without venv (on Debian and Ubuntu: install python3-venv)`);
    } else return found;
  }
  throw new SetupError(
    `Python ${PYTHON_VERSIONS.slice().reverse().join(', ')} is needed, and none of these was found ` +
      `${named ? 'under THAW_PYTHON' : 'on the PATH'}. Looked for:\n` +
      `${looked.map((line) => `  ${line}`).join('\n')}\n` +
      'Install one of them, or set THAW_PYTHON to the path of one.',
  );
}

function hasNvidia() {
  const onPath = (process.env.PATH ?? '')
    .split(path.delimiter)
    .some((folder) => fs.existsSync(path.join(folder, 'nvidia-smi')));
  return onPath || fs.existsSync('/proc/driver/nvidia/version');
}

/**
 * The Python environment, shared by all working copies that ask for the same. An environment cannot be moved, so each
 * is built in a folder of its own, and exists for others once a small file beside names that folder.
 */
async function makePythonEnvironment(cache) {
  const device = chooseDevice(process.env.THAW_DEVICE || 'auto', hasNvidia());
  const requirements = requirementsFor(device, fs.readFileSync(path.join(project, 'requirements.txt'), 'utf8'));
  const asked = digest(requirements, process.platform, process.arch, process.env.THAW_PYTHON ?? '', cache);
  const isWhole = (environment) =>
    environment && fs.existsSync(environment.python) && fs.existsSync(path.join(environment.site, 'tensorflow'));

  // Asking each Python for its version takes longer than all the rest: done only when the question has changed.
  const file = path.join(local, 'environment.json');
  const last = readJson(file);
  if (last?.asked === asked && isWhole(last)) return last;

  const python = await findPython();
  const key = digest(requirements, process.platform, process.arch, python.version, python.base);
  const named = path.join(cache, 'environments', `${key}.json`);
  let environment = readJson(named);
  if (!isWhole(environment)) {
    makeCache(cache);
    await locked(path.join(cache, 'environments.lock'), async () => {
      environment = readJson(named);
      if (isWhole(environment)) return;
      removeUnfinished(path.join(cache, 'environments'));
      checkSpace(cache);
      const what = `Python ${python.version}, JupyterLab and TensorFlow for the ${device.toUpperCase()}`;
      environment = await step(`Installing ${what}`, async () => {
        const folder = path.join(cache, 'environments', `${key}-${randomBytes(4).toString('hex')}`);
        const list = `${folder}.txt`;
        fs.writeFileSync(list, requirements);
        const built = await buildEnvironment(
          folder,
          python,
          ['-r', list],
          'Installing the Python packages (pip install)',
        );
        fs.rmSync(list);
        writeWhole(named, JSON.stringify(built));
        return built;
      });
    });
  }
  const chosen = { python: environment.python, device, site: environment.site, asked };
  writeWhole(file, `${JSON.stringify(chosen, null, 2)}\n`);
  return chosen;
}

async function buildEnvironment(folder, python, requirements, what) {
  const made = await run(python.python, ['-m', 'venv', folder]);
  if (made.code !== 0) throw new SetupError(`${python.python} -m venv failed.\n${shownOutput(made.output)}`);
  const executable = path.join(folder, 'bin', 'python');
  const pip = ['-m', 'pip', 'install', '--prefer-binary', '--disable-pip-version-check', '--no-input'];
  const { code, output } = await run(executable, [...pip, ...requirements]);
  if (code !== 0) throw installFailure(what, output);
  const version = python.version.split('.').slice(0, 2).join('.');
  return { python: executable, site: path.join(folder, 'lib', `python${version}`, 'site-packages') };
}

/** Removes what killed runs left: folders that no file beside names. To be called under the lock only. */
function removeUnfinished(folder) {
  const entries = fs.readdirSync(folder);
  const whole = entries
    .filter((name) => name.endsWith('.json'))
    .map((name) => readJson(path.join(folder, name))?.python);
  for (const name of entries) {
    const entry = path.join(folder, name);
    if (name.endsWith('.json') || whole.some((python) => python?.startsWith(entry + path.sep))) continue;
    fs.rmSync(entry, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** What the linker and the loader ask for in the package's folder, as links into TensorFlow's Python package. */
function linkTensorFlow(site) {
  const [suffix, plain] = process.platform === 'darwin' ? ['.2.dylib', '.dylib'] : ['.so.2', '.so'];
  const tensorflow = path.join(site, 'tensorflow');
  const lib = path.join(tfjsNode, 'deps', 'lib');
  const links = [[path.join(tfjsNode, 'deps', 'include'), path.join(tensorflow, 'include')]];
  for (const [asked, name] of [
    ['libtensorflow_cc', 'libtensorflow_cc'],
    ['libtensorflow', 'libtensorflow_cc'],
    ['libtensorflow_framework', 'libtensorflow_framework'],
  ]) {
    links.push([
      path.join(lib, asked + (asked === 'libtensorflow' ? plain : suffix)),
      path.join(tensorflow, name + suffix),
    ]);
  }
  links.push([
    path.join(lib, `libtensorflow_framework${plain}`),
    path.join(tensorflow, `libtensorflow_framework${suffix}`),
  ]);
  // TensorFlow for the GPU looks for CUDA's libraries beside its own folder.
  const cuda = path.join(site, 'nvidia');
  if (fs.existsSync(cuda)) links.push([path.join(tfjsNode, 'deps', 'nvidia'), cuda]);
  return links.map(([link, target]) => pointAt(link, target)).some(Boolean);
}

function compilerArguments(output) {
  const mac = process.platform === 'darwin';
  const binding = path.join(tfjsNode, 'binding');
  const sources = fs
    .readdirSync(binding)
    .filter((name) => name.endsWith('.cc'))
    .sort();
  return [
    ...['-O2', '-std=c++17', '-shared', '-fPIC', '-DNAPI_VERSION=8', '-DNODE_GYP_MODULE_NAME=tfjs_binding'],
    ...['-I', path.join(packages, 'node-api-headers', 'include')],
    ...['-I', path.join(tfjsNode, 'deps', 'include'), '-I', tfjsNode],
    ...sources.map((name) => path.join(binding, name)),
    ...['-L', path.join(tfjsNode, 'deps', 'lib'), '-ltensorflow', '-ltensorflow_framework'],
    `-Wl,-rpath,${mac ? '@loader_path' : '$ORIGIN'}/../../deps/lib`,
    // Node itself brings the N-API functions; only macOS wants to be told that they come later.
    ...(mac ? ['-Wl,-undefined,dynamic_lookup'] : []),
    ...['-o', output],
  ];
}

const TRY_TENSORFLOW = `
const util = require('util');
util.isNullOrUndefined = (value) => value === null || value === undefined;
const tf = require('@tensorflow/tfjs-node-gpu');
if (tf.getBackend() !== 'tensorflow' || tf.ones([2]).sum().dataSync()[0] !== 2) process.exit(3);
`;

/** The addon needs only N-API: one build serves every Node, and is kept in the cache for the next working copy. */
async function makeAddon(cache, environment) {
  const relinked = linkTensorFlow(environment.site);
  const target = path.join(tfjsNode, 'lib', 'napi-v8', 'tfjs_binding.node');
  const stamp = path.join(path.dirname(target), 'thaw-stamp');
  const versions = path.join(environment.site, 'tensorflow', 'include', 'tensorflow', 'core', 'public');
  const source = digest(...contents(path.join(tfjsNode, 'binding')), ...contents(versions));
  const key = digest(
    source,
    environment.device,
    process.platform,
    process.arch,
    ...compilerArguments('').map(relative),
  );
  if (!relinked && readText(stamp) === key && fs.existsSync(target)) return;

  fs.rmSync(stamp, { force: true });
  const kept = path.join(cache, 'addons', `${key}.node`);
  if (!fs.existsSync(kept)) {
    makeCache(cache);
    await locked(path.join(cache, 'addons.lock'), async () => {
      if (fs.existsSync(kept)) return;
      for (const name of fs.readdirSync(path.join(cache, 'addons'))) {
        if (/^(unfinished|compiler)-/.test(name)) fs.rmSync(path.join(cache, 'addons', name), { recursive: true });
      }
      const built = path.join(cache, 'addons', `unfinished-${process.pid}.node`);
      await step("Compiling TensorFlow's addon for Node", () => compile(cache, environment, built));
      fs.renameSync(built, kept);
    });
  }
  await step('Trying TensorFlow in Node', async () => {
    writeWhole(target, fs.readFileSync(kept));
    const { code, output } = await run(process.execPath, ['-e', TRY_TENSORFLOW], {
      env: { TF_CPP_MIN_LOG_LEVEL: '2' },
    });
    if (code !== 0) {
      fs.rmSync(kept, { force: true });
      throw new SetupError(
        `TensorFlow does not load in Node.\nThe addon will be compiled anew when the command is run again.\n${shownOutput(output)}`,
      );
    }
    writeWhole(stamp, key);
  });
}

/** The same for every working copy, so that they share what was compiled. */
function relative(argument) {
  return argument.split(project).join('.');
}

async function compile(cache, environment, output) {
  const tried = [];
  for (const compiler of COMPILERS) {
    const result = await run(compiler, compilerArguments(output));
    if (result.code === 0) return;
    if (result.code !== undefined) tried.push(result.output);
  }
  // No compiler, or none that can do C++17: bring one, and remove it afterwards.
  checkSpace(cache);
  const version = /python(\d\.\d+)/.exec(environment.site)[1];
  const folder = path.join(cache, 'addons', `compiler-${randomBytes(4).toString('hex')}`);
  const what = 'No C++ compiler of this machine served (g++, c++, clang++), and installing one (pip install)';
  try {
    const zig = await buildEnvironment(folder, { python: environment.python, version }, [COMPILER_PACKAGE], what);
    const env = { ZIG_GLOBAL_CACHE_DIR: path.join(folder, 'zig'), ZIG_LOCAL_CACHE_DIR: path.join(folder, 'zig') };
    const result = await run(zig.python, ['-m', 'ziglang', 'c++', ...compilerArguments(output)], { env });
    if (result.code === 0) return;
    tried.push(result.output);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
  throw new SetupError(
    `TensorFlow's addon could not be compiled.\nInstall g++ (or clang) with C++17, then run the command again.\n` +
      tried.map(shownOutput).join('\n'),
  );
}

/** The kernel belongs to the working copy, not to the shared environment: both paths in it are this copy's own. */
function registerKernel() {
  const kernel = {
    argv: [process.execPath, path.join(packages, 'tslab', 'bin', 'tslab'), 'kernel', '--config-path={connection_file}'],
    display_name: 'TypeScript (tslab)',
    language: 'typescript',
    env: { TF_CPP_MIN_LOG_LEVEL: '3' },
  };
  const file = path.join(local, 'jupyter', 'kernels', 'tslab', 'kernel.json');
  const text = `${JSON.stringify(kernel, null, 2)}\n`;
  if (readText(file) !== text) writeWhole(file, text);
}

async function compileSources() {
  const config = fs.readFileSync(path.join(project, 'tsconfig.json'));
  const lock = fs.readFileSync(path.join(project, 'package-lock.json'));
  const wanted = digest(config, lock, ...contents(path.join(project, 'src')));
  const stamp = path.join(local, 'compiled');
  const dist = path.join(project, 'dist');
  if (readText(stamp) === wanted && fs.existsSync(dist)) return;
  await step('Compiling the TypeScript sources', async () => {
    // Compiled beside and exchanged: a source that was deleted leaves nothing, and an error leaves the last dist.
    const fresh = path.join(local, 'dist');
    fs.rmSync(fresh, { recursive: true, force: true });
    const tsc = path.join(packages, 'typescript', 'bin', 'tsc');
    const args = [tsc, '-p', 'tsconfig.json', '--noEmitOnError', '--outDir', fresh];
    const { code, output } = await run(process.execPath, args);
    if (code !== 0) throw new SetupError(`The sources do not compile. Mend them:\n${shownOutput(output)}`);
    fs.mkdirSync(fresh, { recursive: true });
    fs.rmSync(stamp, { force: true });
    fs.rmSync(dist, { recursive: true, force: true, maxRetries: 3 });
    fs.renameSync(fresh, dist);
    writeWhole(stamp, wanted);
  });
}

async function setUp() {
  const start = performance.now();
  checkNode(process.version);
  checkPlatform(process.platform, process.arch);
  const cache = cacheFolder();
  await locked(path.join(local, 'setup.lock'), async () => {
    await installPackages();
    const environment = await makePythonEnvironment(cache);
    await makeAddon(cache, environment);
    registerKernel();
    await compileSources();
  });
  if (stepsDone > 0) console.log(`Set up in ${((performance.now() - start) / 1000).toFixed(1)} s.`);
}

function isMain() {
  return process.argv[1] !== undefined && fs.realpathSync(process.argv[1]) === fileURLToPath(import.meta.url);
}

if (isMain()) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      for (const child of children) child.kill(signal);
      process.exit(130);
    });
  }
  setUp().catch((error) => {
    console.error(error instanceof SetupError ? `\n${error.message}` : error);
    process.exit(1);
  });
}
