import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { UserError } from '../../src/base/errors.js';
import {
  installKernel,
  type KernelSpec,
  kernelFile,
  kernelStatus,
  readKernelSpec,
  uninstallKernel,
  userKernelSpec,
} from '../../src/command/userKernel.js';

const OWN: KernelSpec = {
  argv: ['/old/node', '/project/node_modules/tslab/bin/tslab', 'kernel', '--config-path={connection_file}'],
  display_name: 'TypeScript (tslab)',
  language: 'typescript',
  env: { TF_CPP_MIN_LOG_LEVEL: '3' },
};
const OTHER: KernelSpec = { ...OWN, argv: ['tslab', 'kernel'] };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'thaw-kernel-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function writeOther(): Promise<string> {
  const file = kernelFile(folder);
  await mkdir(path.dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(OTHER));
  return file;
}

test('the kernel has this Node, the settings, and the cache folder of the shell that installs it', () => {
  const variables = { THAW_SETTINGS: '{"epochs":3}', THAW_DATA: '/images' };
  const spec = userKernelSpec(OWN, '/project', variables, { XDG_CACHE_HOME: '/cache', PATH: '/bin' });
  expect(spec).toEqual({
    argv: [process.execPath, ...OWN.argv.slice(1)],
    display_name: 'TypeScript (thaw)',
    language: 'typescript',
    env: { TF_CPP_MIN_LOG_LEVEL: '3', XDG_CACHE_HOME: '/cache', ...variables },
    metadata: { thaw: { project: '/project' } },
  });
  expect(userKernelSpec(OWN, '/project', {}, {}).env).toEqual({ TF_CPP_MIN_LOG_LEVEL: '3' });
});

test('it is written, written again and removed', async () => {
  expect(await uninstallKernel(folder)).toBe(false);
  for (const project of ['/project', '/other']) {
    const spec = userKernelSpec(OWN, project, {}, {});
    const file = await installKernel(folder, spec, false);
    expect(await readKernelSpec(file)).toEqual(spec);
  }
  expect(await uninstallKernel(folder)).toBe(true);
  expect(await readKernelSpec(kernelFile(folder))).toBeUndefined();
});

test("a kernel of that name that is not thaw's is replaced only on request, and never removed", async () => {
  const file = await writeOther();
  const spec = userKernelSpec(OWN, '/project', {}, {});
  await expect(installKernel(folder, spec, false)).rejects.toThrow(
    new UserError(
      `${file} is expected to be a kernel of thaw.`,
      'one that runs tslab kernel',
      'Add --replace to replace it.',
    ).message,
  );
  await expect(uninstallKernel(folder)).rejects.toThrow('Remove it with `jupyter kernelspec remove tslab`.');
  expect(await readKernelSpec(file)).toEqual(OTHER);
  await installKernel(folder, spec, true);
  expect(await readKernelSpec(file)).toEqual(spec);
});

test('the status says where the kernel is, and what of it is gone', () => {
  expect(kernelStatus('/data/kernel.json', undefined)).toBe(
    'Not installed: there is no /data/kernel.json. `npx thaw kernel install` writes it.',
  );
  const status = kernelStatus('/data/kernel.json', userKernelSpec(OWN, '/project', { THAW_DATA: '/images' }, {}));
  for (const line of ['Installed: /data/kernel.json', '  project  /project', '  THAW_DATA=/images'])
    expect(status.split('\n')).toContain(line);
  expect(status).toContain(`It does not start: ${OWN.argv[1]} is gone. Run \`npx thaw kernel install\` again.`);
  expect(kernelStatus('/data/kernel.json', OTHER)).toContain('  project  not of thaw');
});

test.each(['{broken', 'null', '[]', '{}', '{"argv":"tslab"}', '{"argv":[1]}'])(
  'a description that is broken is an error that names --replace, which replaces it: %s',
  async (text) => {
    const file = await writeOther();
    writeFileSync(file, text);
    const spec = userKernelSpec(OWN, '/project', {}, {});
    for (const work of [() => installKernel(folder, spec, false), () => uninstallKernel(folder)]) {
      await expect(work()).rejects.toThrow(UserError);
      await expect(work()).rejects.toThrow('--replace');
    }
    await installKernel(folder, spec, true);
    expect(await readKernelSpec(file)).toEqual(spec);
  },
);

test('a data folder that is a file is an error that says so', async () => {
  const file = path.join(folder, 'file');
  writeFileSync(file, '');
  const installed = installKernel(file, userKernelSpec(OWN, '/project', {}, {}), false);
  await expect(installed).rejects.toThrow(UserError);
  await expect(installed).rejects.toThrow('a part of the path is a file, not a folder');
});
