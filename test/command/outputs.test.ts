import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, link, lstat, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkOutFolder, checkOutputs, writeOutput } from '../../src/command/outputs.js';

let folder: string;
const at = (...names: string[]): string => path.join(folder, ...names);
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'thaw-outputs-'));
  await mkdir(at('data', 'oat'), { recursive: true });
  await writeFile(at('data', 'oat', '1.jpg'), 'image');
  await writeFile(at('recipe.json'), 'recipe');
});
afterEach(() => rm(folder, { recursive: true }));

const check = (...files: string[]): Promise<void> =>
  checkOutputs(
    files.map((file, i) => ({ option: i === 0 ? '--json' : '--csv', file })),
    { dataFolder: at('data'), files: [at('recipe.json')] },
  );

test('a link stays a link, and what it leads to is written, whether it is there or not', async () => {
  await writeFile(at('old.json'), 'a longer old text');
  await mkdir(at('links'));
  await symlink('../old.json', at('links', 'old'));
  await symlink('../new/new.json', at('links', 'new'));
  for (const name of ['old', 'new']) {
    await check(at('links', name));
    await writeOutput(at('links', name), 'text');
    expect((await lstat(at('links', name))).isSymbolicLink()).toBe(true);
  }
  expect(await readFile(at('old.json'), 'utf8')).toBe('text');
  expect(await readFile(at('new', 'new.json'), 'utf8')).toBe('text');
});

test('a device and a FIFO are written into, and stay', async () => {
  await check('/dev/null', '/dev/null');
  await writeOutput('/dev/null', 'text');
  expect((await lstat('/dev/null')).isCharacterDevice()).toBe(true);
  execFileSync('mkfifo', [at('fifo')]);
  await check(at('fifo'));
  const [text] = await Promise.all([readFile(at('fifo'), 'utf8'), writeOutput(at('fifo'), 'text')]);
  expect(text).toBe('text');
  expect((await lstat(at('fifo'))).isFIFO()).toBe(true);
});

test('a file with another name keeps its content under that name', async () => {
  await link(at('data', 'oat', '1.jpg'), at('report.json'));
  await writeOutput(at('report.json'), 'text');
  expect(await readFile(at('data', 'oat', '1.jpg'), 'utf8')).toBe('image');
});

test('checking leaves nothing behind', async () => {
  await check(at('report.json'), at('new', 'folder', 'rows.csv'));
  await checkOutFolder(at('reports'), ['index.html'], at('data'));
  expect(await readdir(folder)).toEqual(['data', 'recipe.json']);
});

test('what would change the images, or what Keras lists among them, is refused', async () => {
  await symlink(at('data', 'oat', '1.jpg'), at('link.json'));
  await symlink(at('data'), at('alias'));
  for (const name of ['data/oat/1.jpg', 'new.PNG', 'link.json']) {
    await expect(check(at(name)), name).rejects.toThrow('not named like an image');
  }
  for (const name of ['data/oat/report.json', 'data/new/report.json', 'alias/oat/report.json']) {
    await expect(check(at(name)), name).rejects.toThrow('not in a folder below that of the images');
  }
  await expect(check(at('data', 'class_indices.json'))).rejects.toThrow('not named like a list of classes');
  await check(at('data', 'report.json'));
});

test('an output is neither an input nor another output', async () => {
  await expect(check(at('recipe.json'))).rejects.toThrow(
    '--json is expected to be a file of its own, not a file that is read',
  );
  await symlink('report', at('same'));
  await expect(check(at('report'), at('same'))).rejects.toThrow(
    '--csv is expected to be a file of its own, not the file of --json',
  );
});

test('what cannot be written is refused before the work, with the reason', async () => {
  await mkdir(at('locked'));
  await writeFile(at('locked.json'), '');
  for (const name of ['locked', 'locked.json']) await chmod(at(name), 0o555);
  await chmod(folder, 0o755);
  // The system lets root write everything.
  const isRoot = process.getuid?.() === 0;
  if (isRoot) process.seteuid?.(65534);
  try {
    for (const name of ['locked/report.json', 'locked/new/report.json', 'locked.json']) {
      await expect(check(at(name)), name).rejects.toThrow(
        `--json is expected to be writable. Received: ${at(name)}: permission is denied (EACCES). Give another path.`,
      );
    }
    await expect(checkOutFolder(at('locked'), ['index.html'], at('data'))).rejects.toThrow('permission is denied');
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
  await expect(check(at('a'.repeat(254)))).rejects.toThrow('the name is too long');
  await mkdir(at('reports', 'index.html'), { recursive: true });
  await expect(checkOutFolder(at('reports'), ['index.html'], at('data'))).rejects.toThrow(
    '--out is expected to be a folder',
  );
});

test('reports are not written among the images', async () => {
  for (const name of ['data', 'data/reports', 'data/oat']) {
    await expect(checkOutFolder(at(name), [], at('data')), name).rejects.toThrow('not in the folder of the images');
  }
  await checkOutFolder(at('data-reports'), [], at('data'));
});

test('a file that stdout leads to is gone on with, not begun anew', async () => {
  const script = `
    const { writeOutput } = require(${JSON.stringify(path.join(import.meta.dirname, '../../dist/command/outputs.js'))});
    console.log('before');
    writeOutput('/dev/stdout', 'text\\n').then(() => console.log('after'));`;
  for (const redirect of [`> ${at('printed')}`, `| cat > ${at('printed')}`]) {
    const shell = spawn('sh', ['-c', `"$0" -e "$1" ${redirect}`, process.execPath, script], { stdio: 'inherit' });
    expect(await once(shell, 'exit')).toEqual([0, null]);
    expect(await readFile(at('printed'), 'utf8')).toBe('before\ntext\nafter\n');
  }
});
