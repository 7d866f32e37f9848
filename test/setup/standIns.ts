import { type ChildProcess, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

const root = path.resolve(__dirname, '../..');

/** What a run of setup.mjs answered. */
export interface Outcome {
  code: number | null;
  /** standard output and standard error together */
  output: string;
}

/** A temporary working copy with its own cache and its own PATH, on which only stand-ins are found. */
export interface Bench {
  project: string;
  cache: string;
  /**
   * Puts a Node script on the PATH under `name`; it finds its arguments in `args`, and `fs` and `path` loaded.
   *
   * @returns its path
   */
  command(name: string, script: string): string;
  /** The stand-ins called so far, one line each: name and arguments. */
  calls(): string[];
  start(env?: Record<string, string>): ChildProcess;
  run(env?: Record<string, string>): Promise<Outcome>;
  /** A second working copy beside, with the same PATH and cache. */
  clone(): Bench;
  remove(): void;
}

/** Installs the least that the later steps look at: an addon's source, a compiler of TypeScript, a TensorFlow. */
export const npm = `
const folder = 'node_modules/@tensorflow/tfjs-node-gpu';
fs.rmSync('node_modules', { recursive: true, force: true });
fs.mkdirSync(folder + '/binding', { recursive: true });
fs.writeFileSync(folder + '/binding/addon.cc', '');
fs.writeFileSync(folder + '/index.js',
  "module.exports = { getBackend: () => 'tensorflow', ones: () => ({ sum: () => ({ dataSync: () => [2] }) }) };");
fs.mkdirSync('node_modules/typescript/bin', { recursive: true });
fs.writeFileSync('node_modules/typescript/bin/tsc',
  "const fs = require('fs'); const out = process.argv[process.argv.indexOf('--outDir') + 1];" +
  "fs.mkdirSync(out + '/lab', { recursive: true }); fs.writeFileSync(out + '/index.js', '');" +
  "fs.writeFileSync(out + '/lab/container.js', '');");
`;

export const npmOffline = `
console.error('npm error code ENOTFOUND');
console.error('npm error network request to https://packages.example/zod failed, reason: getaddrinfo ENOTFOUND packages.example');
process.exit(1);
`;

export const compiler = `fs.writeFileSync(args[args.indexOf('-o') + 1], 'compiled');`;

/**
 * A Python of the given version whose venv, pip and uv leave what the later steps look at. STAND_IN_PIP and STAND_IN_UV:
 * offline, hang. STAND_IN_REGISTRY: an address that pip is told to ask.
 */
export function python(version: string, hasVenv = true): string {
  const short = version.split('.').slice(0, 2).join('.');
  return `
const name = path.basename(process.argv[1]);
const install = (how, bin) => {
  if (how === 'offline') {
    console.error("HTTPSConnectionPool(host='packages.example', port=443): NewConnectionError: connection refused");
    process.exit(1);
  }
  const site = path.resolve(bin, '../lib/python${short}/site-packages');
  if (args.includes('ndf')) {
    fs.mkdirSync(site + '/ndf', { recursive: true });
    return;
  }
  fs.mkdirSync(site + '/tensorflow/include/tensorflow/core/public', { recursive: true });
  fs.copyFileSync(args[args.indexOf('-r') + 1], site + '/asked.txt');
  fs.writeFileSync(site + '/installer.txt', name === 'uv' ? 'uv' : 'pip');
  if (how === 'hang') setTimeout(() => {}, 60_000);
};
if (name === 'uv') install(process.env.STAND_IN_UV, path.dirname(args[args.indexOf('--python') + 1]));
else if (args[0] === '-c') {
  const found = { version: '${version}', python: process.argv[1], base: '/usr', venv: ${hasVenv} };
  console.log(JSON.stringify(found));
} else if (args[1] === 'venv') {
  fs.mkdirSync(args[2] + '/bin', { recursive: true });
  fs.copyFileSync(process.argv[1], args[2] + '/bin/python');
} else if (args[1] === 'pip' && args[2] === 'config') {
  console.log("global.cert='/somewhere'");
  if (process.env.STAND_IN_REGISTRY) console.log("global.index-url='" + process.env.STAND_IN_REGISTRY + "'");
} else if (args.includes('--target') && process.env.STAND_IN_PIP !== 'offline') {
  const bin = args[args.indexOf('--target') + 1] + '/bin';
  fs.mkdirSync(bin, { recursive: true });
  fs.copyFileSync(process.argv[1], bin + '/uv');
} else if (args[1] === 'pip') install(process.env.STAND_IN_PIP, path.dirname(process.argv[1]));
`;
}

export function bench(): Bench {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'thaw-setup-'));
  fs.mkdirSync(path.join(home, 'bin'));
  return benchAt(home, path.join(home, 'project'));
}

function benchAt(home: string, project: string): Bench {
  fs.mkdirSync(path.join(project, 'src'), { recursive: true });
  for (const file of ['setup.mjs', 'setup', 'tsconfig.json']) {
    fs.cpSync(path.join(root, file), path.join(project, file), { recursive: true });
  }
  fs.writeFileSync(path.join(project, 'package-lock.json'), '{}');
  fs.writeFileSync(path.join(project, 'package.json'), '{"version": "1.0.0"}');
  fs.writeFileSync(path.join(project, 'src', 'index.ts'), '');
  const log = path.join(home, 'calls.log');
  const self: Bench = {
    project,
    cache: path.join(home, 'cache'),
    command(name, script) {
      const prelude = `const fs = require('fs'), path = require('path'), args = process.argv.slice(2);
fs.appendFileSync(${JSON.stringify(log)}, path.basename(process.argv[1]) + ' ' + args.join(' ').split('\\n')[0] + '\\n');`;
      const file = path.join(home, 'bin', name);
      fs.writeFileSync(file, `#!${process.execPath}\n${prelude}\n${script}`, { mode: 0o755 });
      return file;
    },
    calls: () => (fs.existsSync(log) ? fs.readFileSync(log, 'utf8').trim().split('\n') : []),
    start(env = {}) {
      return spawn(process.execPath, [path.join(project, 'setup.mjs')], {
        env: { PATH: path.join(home, 'bin'), HOME: home, XDG_CACHE_HOME: self.cache, THAW_DEVICE: 'cpu', ...env },
      });
    },
    run(env) {
      return new Promise((done) => {
        let output = '';
        const child = self.start(env);
        for (const stream of [child.stdout, child.stderr]) {
          stream?.on('data', (chunk) => {
            output += chunk;
          });
        }
        child.on('close', (code) => done({ code, output }));
      });
    },
    clone: () => benchAt(home, fs.mkdtempSync(path.join(home, 'clone-'))),
    remove: () => fs.rmSync(home, { recursive: true, force: true, maxRetries: 3 }),
  };
  return self;
}

/** Runs `script` in the process of setup.mjs before it starts: the environment variable that does so. */
export function beforeSetup(bench: Bench, script: string): Record<string, string> {
  const file = path.join(bench.project, 'before.cjs');
  fs.writeFileSync(file, script);
  return { NODE_OPTIONS: `--require=${file}` };
}
