/**
 * `npm run networks:keras` writes src/backbones/architectures/networks: the layers of what keras.applications builds, by
 * the environment's Keras. Run it after Keras has changed, with the sources compiled; test/keras/kerasNetworks.test.ts says
 * when.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { gzipSync } from 'node:zlib';

const PROJECT = path.join(import.meta.dirname, '..');

/**
 * What the environment's Keras says of its applications.
 *
 * @param {readonly string[]} names
 * @returns {{ name: string, keras: string, withoutTop: unknown, withTop: unknown, files: [string, string | null][] }[]}
 */
export function describedByKeras(names) {
  const { python } = JSON.parse(readFileSync(path.join(PROJECT, '.thaw/environment.json'), 'utf8'));
  const output = execFileSync(python, [path.join(import.meta.dirname, 'kerasNetworks.py'), ...names], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, KERAS_BACKEND: 'tensorflow', TF_CPP_MIN_LOG_LEVEL: '3' },
  });
  return output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

if (process.argv[1] === import.meta.filename) {
  const require = createRequire(import.meta.url);
  const { KERAS_NETWORKS, fileOfNetwork } = require('../dist/backbones/architectures/kerasNetworks.js');
  const { architectureOfConfig } = require('../dist/backbones/keras/architectureOfConfig.js');
  for (const described of describedByKeras(KERAS_NETWORKS)) {
    const architecture = architectureOfConfig(described.name, described);
    writeFileSync(fileOfNetwork(described.name), gzipSync(JSON.stringify(architecture), { level: 9 }));
  }
}
