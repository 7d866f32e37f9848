import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { appendTo, readIfExists, writeAtomic, writeThroughPart } from '../../src/base/wholeFile.js';
import { failureText } from '../../src/command/failureText.js';

let folder: string;
let file: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(tmpdir(), 'thaw-whole-'));
  file = path.join(folder, 'made', 'file');
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

test('a file is written with its folder, and again over itself', async () => {
  expect(await readIfExists(file)).toBeUndefined();
  for (const text of ['first', 'second']) {
    await writeAtomic(file, text);
    expect((await readIfExists(file))?.toString()).toBe(text);
  }
  expect(fs.readdirSync(path.dirname(file))).toEqual(['file']);
});

test('until all is written the old file stands, and a failure leaves it and nothing else', async () => {
  await writeAtomic(file, 'old');
  const failing = writeThroughPart(file, async (part) => {
    fs.writeFileSync(part, 'half');
    expect(fs.readFileSync(file, 'utf8')).toBe('old');
    throw new Error('the disk is full');
  });
  await expect(failing).rejects.toThrow('the disk is full');
  expect(fs.readFileSync(file, 'utf8')).toBe('old');
  expect(fs.readdirSync(path.dirname(file))).toEqual(['file']);
});

test.skipIf(!fs.existsSync('/dev/full'))('where the disk is full, the error names the file', async () => {
  const refused = { code: 'ENOSPC', syscall: 'write' };
  await expect(appendTo('/dev/full', 'text')).rejects.toMatchObject({ ...refused, path: '/dev/full' });
  const whole = writeThroughPart(file, () => fs.promises.writeFile('/dev/full', 'text'));
  const error = await whole.catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ ...refused, path: file });
  expect(failureText(error)).toBe(`${file} cannot be used: the disk is full (ENOSPC).`);
});

test('what is appended comes after what is there', async () => {
  await writeAtomic(file, 'first');
  await appendTo(file, ' second');
  expect((await readIfExists(file))?.toString()).toBe('first second');
});

test('an error names the file, not what it is called while it is written', async () => {
  fs.mkdirSync(file, { recursive: true });
  const error = await writeAtomic(file, 'text').catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ path: file, code: 'EISDIR' });
  expect((error as Error).message).not.toContain('.part');
});

test('a folder that cannot be made is an error, also below /proc', async () => {
  fs.mkdirSync(path.dirname(file));
  fs.writeFileSync(file, 'text');
  await expect(writeAtomic(path.join(file, 'below', 'it'), 'text')).rejects.toMatchObject({ code: 'ENOTDIR' });
  await expect(writeAtomic(path.join(file, 'it'), 'text')).rejects.toMatchObject({ code: 'EEXIST', path: file });
  if (fs.existsSync('/proc'))
    await expect(writeAtomic('/proc/nope/kernels/it', 'text')).rejects.toMatchObject({ code: 'ENOENT' });
});

test('what is there but cannot be read is an error', async () => {
  await expect(readIfExists(folder)).rejects.toThrow('EISDIR');
});
