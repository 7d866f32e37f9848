import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readClassFolders, support } from '../../src/dataset/classFolders.js';
import { readEntries } from '../../src/dataset/folderEntries.js';
import { compareListings } from '../../src/dataset/keras/compareListings.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'thaw-entries-'));
  for (const name of ['a', 'b']) {
    await mkdir(path.join(folder, name));
    for (let i = 0; i < 4; i++) await writeFile(path.join(folder, name, `${i}.jpg`), name);
  }
});
afterEach(() => rm(folder, { recursive: true }));

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');

// A file system may refuse such names, as that of macOS does.
test.runIf(process.platform === 'linux')('bytes of a name that are not UTF-8 are escaped', async () => {
  await writeFile(bytes(`${folder}/caf\xe9 \xc3\xa9\xff.jpg`), '');
  const [entry] = (await readEntries(folder)).filter(({ isUtf8 }) => !isUtf8);
  expect(entry).toMatchObject({ name: 'caf\\xe9 é\\xff.jpg', kind: 'file' });
});

test.runIf(process.platform === 'linux')(
  'names that are not UTF-8 are left out by name, and the rest is read',
  async () => {
    await writeFile(bytes(`${folder}/a/caf\xe9.jpg`), '');
    await mkdir(bytes(`${folder}/th\xe9`));
    await writeFile(bytes(`${folder}/th\xe9/1.jpg`), '');
    const dataset = await readClassFolders(folder);
    expect(support(dataset)).toEqual([4, 4]);
    expect(dataset.notes).toEqual([
      `Left out in ${folder} as not named in UTF-8 (1): th\\xe9.`,
      `Left out in ${path.join(folder, 'a')} as not named in UTF-8 (1): caf\\xe9.jpg.`,
    ]);
    await rm(path.join(folder, 'b'), { recursive: true });
    await expect(readClassFolders(folder)).rejects.toThrow('not named in UTF-8 (1): th\\xe9.');
  },
);

test('a FIFO is named and not opened, which would wait for ever; a link round leads nowhere', async () => {
  execFileSync('mkfifo', [path.join(folder, 'a', 'pipe.jpg')]);
  await symlink('/dev/zero', path.join(folder, 'a', 'zero.jpg'));
  await symlink('loop.jpg', path.join(folder, 'b', 'loop.jpg'));
  await symlink('0.jpg/1.jpg', path.join(folder, 'b', 'through.jpg'));
  const dataset = await readClassFolders(folder);
  expect(support(dataset)).toEqual([4, 4]);
  expect(dataset.notes).toEqual([
    `Left out in ${path.join(folder, 'a')} as no images (2): pipe.jpg, zero.jpg.`,
    `Left out in ${path.join(folder, 'b')} as no images (2): loop.jpg, through.jpg.`,
  ]);
  for (const { extra } of await compareListings({ folder })) {
    expect(extra.map((file) => [path.basename(file.path), file.reason, file.isReadable])).toEqual([
      ['pipe.jpg', 'no file', false],
      ['zero.jpg', 'no file', false],
      ['loop.jpg', 'broken link', false],
      ['through.jpg', 'broken link', false],
    ]);
  }
});
