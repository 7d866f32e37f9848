import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { checkSpace } from './checks.mjs';
import { run } from './commands.mjs';
import { makeEnvironment } from './installWheels.mjs';
import { shownOutput } from './output.mjs';
import { packages, tfjsNode } from './places.mjs';
import { SetupError } from './setupError.mjs';

const COMPILERS = ['g++', 'c++', 'clang++'];

/** Compiles TensorFlow's addon for Node with the machine's compiler, or with one that is brought for that. */
export async function compileAddon(cache, environment, output) {
  const tried = [];
  for (const compiler of COMPILERS) {
    const result = await run(compiler, compilerArguments(output));
    if (result.code === 0) return;
    if (result.code !== undefined) tried.push(result.output);
  }
  // No compiler, or none that can do C++17.
  checkSpace(cache);
  const brought = await compileWithBrought(path.join(cache, 'addons'), environment, output);
  if (brought.code === 0) return;
  throw new SetupError(
    `TensorFlow's addon could not be compiled.\nInstall g++ (or clang) with C++17, then run the command again.\n` +
      [...tried, brought.output].map(shownOutput).join('\n'),
  );
}

/** Brings a compiler, and removes it afterwards. */
async function compileWithBrought(addons, environment, output) {
  const version = /python(\d\.\d+)/.exec(environment.site)[1];
  const folder = path.join(addons, `compiler-${randomBytes(4).toString('hex')}`);
  const what = `No working C++ compiler found (tried ${COMPILERS.join(', ')}), and installing one (pip install)`;
  try {
    const zig = await makeEnvironment(folder, { python: environment.python, version }, 'compiler', what);
    const env = { ZIG_GLOBAL_CACHE_DIR: path.join(folder, 'zig'), ZIG_LOCAL_CACHE_DIR: path.join(folder, 'zig') };
    return await run(zig.python, ['-m', 'ziglang', 'c++', ...compilerArguments(output)], { env });
  } finally {
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

export function compilerArguments(output, platform = process.platform) {
  const mac = platform === 'darwin';
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
