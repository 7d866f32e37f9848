import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bench, beforeSetup, bench, compiler, npm, npmOffline, python } from './standIns';

let copy: Bench;

/** Whether a call of a stand-in installs what a lock of setup/locks names. */
function installs(call: string, lock: string): boolean {
  return call.includes('pip install') && call.includes('--require-hashes') && call.endsWith(`${lock}.txt`);
}

/** What the stand-ins of pip and uv left in the environment. */
function inSite(name: string): string {
  const { site } = JSON.parse(fs.readFileSync(path.join(copy.project, '.thaw/environment.json'), 'utf8'));
  return fs.readFileSync(path.join(site, name), 'utf8');
}

beforeEach(() => {
  copy = bench();
  copy.command('npm', npm);
  copy.command('g++', compiler);
});
afterEach(() => copy.remove());

describe('a machine that lacks something', () => {
  it('names the Node version when Node is too old', async () => {
    const { code, output } = await copy.run(
      beforeSetup(copy, "Object.defineProperty(process, 'version', { value: 'v18.20.4' });"),
    );
    expect(code).toBe(1);
    expect(output).toContain('Node 20.9 or newer is needed, this is Node 18.20.4.');
    expect(copy.calls()).toEqual([]);
  });

  it('installs nothing on a disk with less than 4 GB free', async () => {
    const { code, output } = await copy.run(
      beforeSetup(copy, "require('fs').statfsSync = () => ({ bavail: 3, bsize: 2 ** 30 });"),
    );
    expect(code).toBe(1);
    expect(output).toContain('4.0 GB of free disk space are needed');
    expect(output).toContain('has 3.0 GB');
    expect(copy.calls()).toEqual([]);
  });

  it('says which Pythons are supported and where it looked when there is none', async () => {
    const { code, output } = await copy.run();
    expect(code).toBe(1);
    expect(output).toContain('Python 3.10 to 3.14 is needed');
    for (const name of ['python3.13', 'python3.10', 'python3.14', 'python3', 'python'])
      expect(output).toContain(`${name}: not found`);
    for (const system of ['Debian, Ubuntu', 'Fedora', 'macOS', 'Windows'])
      expect(output).toMatch(new RegExp(`^  ${system} +\\S`, 'm'));
  });

  it.each(['3.9.18', '3.15.0'])('does not take Python %s', async (version) => {
    copy.command('python3', python(version));
    const { code, output } = await copy.run();
    expect(code).toBe(1);
    expect(output).toContain(`python3: Python ${version}, not supported`);
    expect(output).toContain('Python 3.10 to 3.14 is needed');
  });

  it('takes no other Python than the one in THAW_PYTHON', async () => {
    copy.command('python3.12', python('3.12.1'));
    const { code, output } = await copy.run({ THAW_PYTHON: '/nowhere/python' });
    expect(code).toBe(1);
    expect(output).toContain('/nowhere/python: not found');
  });

  it('passes over a Python without venv', async () => {
    copy.command('python3.13', python('3.13.0', false));
    const alone = await copy.run();
    expect(alone.output).toContain('install python3-venv');
    copy.command('python3.11', python('3.11.7'));
    expect((await copy.run()).code).toBe(0);
  });

  it('names the cache folder when it cannot be written', async () => {
    copy.command('python3.12', python('3.12.1'));
    const file = path.join(copy.project, 'a-file');
    fs.writeFileSync(file, '');
    const { code, output } = await copy.run({ XDG_CACHE_HOME: file });
    expect(code).toBe(1);
    expect(output).toContain(`The cache folder ${path.join(file, 'thaw')} cannot be written`);
  });

  it('rejects a device that there is not', async () => {
    const { code, output } = await copy.run({ THAW_DEVICE: 'tpu' });
    expect(code).toBe(1);
    expect(output).toContain('THAW_DEVICE must be cpu, gpu or auto. Received: tpu.');
  });

  it('names the step that needed the network, npm', async () => {
    copy.command('npm', npmOffline);
    const { code, output } = await copy.run();
    expect(code).toBe(1);
    expect(output).toContain('Installing the npm packages (npm ci) needs the network, and could not reach it.');
    expect(output).not.toContain('packages.example');
  });

  it('names the step that needed the network, pip, and goes on from there the next time', async () => {
    copy.command('python3.12', python('3.12.1'));
    const offline = await copy.run({ STAND_IN_PIP: 'offline' });
    expect(offline.code).toBe(1);
    expect(offline.output).toContain('Installing the Python packages (pip install) needs the network');
    expect(offline.output).not.toContain('packages.example');
    const online = await copy.run();
    expect(online.code).toBe(0);
    expect(online.output).not.toContain('npm packages');
  });

  it('brings a compiler where none works, and does not keep it', async () => {
    copy.command('g++', 'process.exit(1);');
    copy.command('python3.12', `${python('3.12.1')}\nif (args[1] === 'ziglang') { ${compiler} }`);
    const { code } = await copy.run();
    expect(code).toBe(0);
    expect(copy.calls().some((call) => installs(call, 'compiler'))).toBe(true);
    expect(fs.readdirSync(path.join(copy.cache, 'thaw', 'addons'))).toEqual([expect.stringMatching(/^\w+\.node$/)]);
  });
});

describe('a machine that has everything', () => {
  beforeEach(() => copy.command('python3.12', python('3.12.1')));

  it('is set up with one line a step, and has nothing to do the second time', async () => {
    const first = await copy.run();
    expect(first.code).toBe(0);
    expect(first.output.trim().split('\n')).toEqual([
      expect.stringMatching(/^Installing the npm packages \(about .*\) \.{3,} [\d.]+ s$/),
      expect.stringMatching(
        /^Installing Python 3\.12\.1, JupyterLab and TensorFlow for the CPU \(about .*\) \.{3,} [\d.]+ s$/,
      ),
      expect.stringMatching(/^Compiling TensorFlow's addon for Node \(up to a minute\) \.{3,} [\d.]+ s$/),
      expect.stringMatching(/^Trying TensorFlow in Node \.{3,} [\d.]+ s$/),
      expect.stringMatching(/^Compiling the TypeScript sources \(.*\) \.{3,} [\d.]+ s$/),
      expect.stringMatching(/^Setup took [\d.]+ s\.$/),
    ]);
    const calls = copy.calls();
    expect(await copy.run()).toEqual({ code: 0, output: '' });
    expect(copy.calls()).toEqual(calls);
  });

  it('answers the question of JupyterLab for news in the defaults of its environment, and not in the settings of a user', async () => {
    copy.command('python3.12', python('3.12.1'));
    expect((await copy.run()).code).toBe(0);
    const environment = JSON.parse(fs.readFileSync(path.join(copy.project, '.thaw/environment.json'), 'utf8'));
    const folder = path.dirname(path.dirname(environment.python));
    const file = path.join(folder, 'share/jupyter/lab/settings/overrides.d/thaw.json');
    expect(JSON.parse(fs.readFileSync(file, 'utf8'))).toEqual({
      '@jupyterlab/apputils-extension:notification': { fetchNews: 'false', checkForUpdates: false },
    });
  });

  it('registers the kernel in the working copy, with absolute paths', async () => {
    await copy.run();
    const file = path.join(copy.project, '.thaw/jupyter/kernels/tslab/kernel.json');
    const { argv } = JSON.parse(fs.readFileSync(file, 'utf8'));
    const tslab = path.join(copy.project, 'setup/tslab.cjs');
    expect(argv).toEqual([process.execPath, tslab, 'kernel', '--config-path={connection_file}']);
  });

  it('writes the extension of JupyterLab into the working copy, and again where it is gone', async () => {
    await copy.run();
    const folder = path.join(copy.project, '.thaw/jupyter/labextensions/thaw');
    const { name, version, jupyterlab } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
    expect({ name, version }).toEqual({ name: 'thaw', version: '1.0.0' });
    fs.rmSync(folder, { recursive: true });
    await copy.run();
    expect(fs.existsSync(path.join(folder, jupyterlab._build.load))).toBe(true);
  });

  it('shares the Python environment and the addon with a second working copy', async () => {
    await copy.run();
    const { code, output } = await copy.clone().run();
    expect(code).toBe(0);
    expect(output).not.toContain('Installing Python');
    expect(output).not.toContain("Compiling TensorFlow's addon");
  });

  it('builds the environment once when two working copies start together', async () => {
    const outcomes = await Promise.all([copy.run(), copy.clone().run()]);
    expect(outcomes.map(({ code }) => code)).toEqual([0, 0]);
    expect(copy.calls().filter((call) => installs(call, 'cpu'))).toHaveLength(1);
  });

  it('is completed by the next run after a kill', async () => {
    const child = copy.start({ STAND_IN_UV: 'hang' });
    const closed = new Promise((done) => child.once('exit', done));
    while (!copy.calls().some((call) => installs(call, 'cpu'))) {
      await new Promise((done) => setTimeout(done, 50));
    }
    child.kill('SIGKILL');
    await closed;
    const { code, output } = await copy.run();
    expect(code).toBe(0);
    expect(output).toContain('Installing Python');
    // One environment and the file that names it: what the killed run left is gone.
    expect(fs.readdirSync(path.join(copy.cache, 'thaw', 'environments'))).toHaveLength(2);
    expect(await copy.run()).toEqual({ code: 0, output: '' });
  });

  it.runIf(process.platform === 'linux' && process.arch === 'x64')('asks for CUDA on a GPU', async () => {
    const { output } = await copy.run({ THAW_DEVICE: 'gpu' });
    expect(output).toContain('TensorFlow for the GPU');
    const asked = inSite('asked.txt');
    expect(asked).toMatch(/^tensorflow\[and-cuda\]==/m);
    expect(asked).not.toMatch(/^tensorflow-cpu/m);
  });

  it.runIf(process.platform === 'linux' && process.arch === 'x64')(
    'takes the GPU by itself where nvidia-smi is',
    async () => {
      copy.command('nvidia-smi', '');
      expect((await copy.run({ THAW_DEVICE: 'auto' })).output).toContain('TensorFlow for the GPU');
    },
  );

  it('installs the npm packages again under another Node, which may take more of them', async () => {
    await copy.run();
    const other = beforeSetup(copy, "Object.defineProperty(process, 'version', { value: 'v99.0.0' });");
    const { code, output } = await copy.run(other);
    expect(code).toBe(0);
    expect(output).toContain('Installing the npm packages');
    expect(output).not.toContain('Installing Python');
  });

  it('makes a new environment where the lock has changed, and none for a comment in it', async () => {
    const lock = path.join(copy.project, 'setup/locks/cpu.txt');
    await copy.run();
    fs.appendFileSync(lock, '# a comment\n');
    expect(await copy.run()).toEqual({ code: 0, output: '' });
    fs.appendFileSync(lock, 'another==1.0 --hash=sha256:0\n');
    expect((await copy.run()).output).toContain('Installing Python');
  });

  it('compiles again after a source has changed, and nothing else', async () => {
    await copy.run();
    fs.writeFileSync(path.join(copy.project, 'src', 'index.ts'), 'export const changed = true;');
    const { output } = await copy.run();
    expect(output).toMatch(/^Compiling the TypeScript sources \(.*\) \.{3,} [\d.]+ s\nSetup took [\d.]+ s\.\n$/);
  });
});

describe('this working copy', () => {
  it('has one TensorFlow, which danfojs uses too', () => {
    const script = `
      require('./setup/base/isNullOrUndefined.cjs');
      const tf = require('@tensorflow/tfjs-node-gpu');
      const same = require('danfojs-node').tensorflow === tf && require('@tensorflow/tfjs-node') === tf;
      console.log(JSON.stringify([same, tf.getBackend(), tf.ones([2]).arraySync()]));`;
    const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' };
    const root = path.resolve(__dirname, '../..');
    const output = execFileSync(process.execPath, ['-e', script], { cwd: root, env, encoding: 'utf8', stdio: 'pipe' });
    expect(JSON.parse(output)).toEqual([true, 'tensorflow', [1, 1]]);
  });
});
