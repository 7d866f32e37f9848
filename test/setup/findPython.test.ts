import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { findPython, minorVersion } from '../../setup/findPython.mjs';
import { type Bench, bench, python } from './standIns';

let copy: Bench;
beforeEach(() => {
  copy = bench();
});
afterEach(() => {
  vi.unstubAllEnvs();
  copy.remove();
});

test('the version without its last part', () => {
  expect(minorVersion('3.12.1')).toBe('3.12');
});

test.each(['3.10.0', '3.13.9', '3.14.0'])('Python %s is found', async (version) => {
  expect(await findPython(copy.command('python', python(version)))).toMatchObject({ version, base: '/usr' });
});

test('a Python with a release of TensorFlow is taken before one with a release candidate', async () => {
  for (const version of ['3.14.0', '3.11.2']) copy.command(`python${minorVersion(version)}`, python(version));
  vi.stubEnv('PATH', path.join(copy.project, '../bin'));
  expect(await findPython('')).toMatchObject({ version: '3.11.2' });
});

test('a Python that does not run is distinguished from one that is not there', async () => {
  const broken = copy.command('python', 'process.exit(1);');
  await expect(findPython(broken)).rejects.toThrow(`${broken}: does not run`);
  await expect(findPython('/nowhere/python')).rejects.toThrow(
    'Python 3.10 to 3.14 is needed, and none of these was found under THAW_PYTHON. Looked for:\n  /nowhere/python: not found',
  );
});
