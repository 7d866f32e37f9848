import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parseScript } from '../../../src/script/syntax/parseScript.js';
import { parsePython, python } from './python.js';

test.each([
  ['brackets', `${'('.repeat(10_000)}1${')'.repeat(10_000)}`],
  ['signs', `${'-'.repeat(20_000)}1`],
  ['words', `${'not '.repeat(20_000)}1`],
  ['attributes', `a${'.b'.repeat(20_000)}`],
  ['functions', `${'lambda: '.repeat(20_000)}1`],
])('ten thousand %s inside each other cost one statement', async (_, expression) => {
  const { body, notes } = await parsePython(`x = ${expression}\ny = 1\n`);
  expect(JSON.stringify(body[0])).toContain('Unparsed');
  expect(notes[0]!.why).toMatch(/^Python 3 refuses it/);
});

test('a null byte costs its line', async () => {
  const { body } = await parsePython('x = 1\ny = \0 2\nz = 3\n');
  expect(body.map(({ type }) => type)).toEqual(['Assign', 'Unparsed', 'Assign']);
});

test('a product of strings is not computed, and a long line is read', async () => {
  const { body } = await parsePython(`x = "a" * 10**12\ny = "${'a'.repeat(3_000_000)}"\n`);
  expect(body).toMatchObject([{ value: { type: 'BinOp', op: '*' } }, { type: 'Assign' }]);
});

test('a script of too many lines or values is refused', async () => {
  await expect(parsePython('x = 1\n'.repeat(200_000))).rejects.toThrow(/at most 50000 lines. Received: 200000 lines/);
  await expect(parsePython(`x = [${'1,'.repeat(350_000)}]`)).rejects.toThrow(/at most 300000 names, values/);
});

test('a folder, a pipe, no file and a large file are refused', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'thaw-syntax-'));
  const refusal = async (name: string): Promise<string> =>
    parseScript(path.join(folder, name), { python }).then(
      () => 'read',
      (error: Error) => `${error.name}: ${error.message}`,
    );
  fs.mkdirSync(path.join(folder, 'folder.py'));
  fs.writeFileSync(path.join(folder, 'large.py'), '');
  fs.truncateSync(path.join(folder, 'large.py'), 2 ** 30);
  execFileSync('mkfifo', [path.join(folder, 'pipe.py')]);
  expect(await refusal('folder.py')).toMatch(/^UserError: .* Received: a folder/);
  expect(await refusal('pipe.py')).toMatch(/^UserError: .* Received: a pipe or a device/);
  expect(await refusal('none.py')).toMatch(/^UserError: .* Received: no such file/);
  expect(await refusal('large.py')).toMatch(/^UserError: .* at most 5 MB. Received: 1024 MB/);
  expect(await refusal('train.txt')).toMatch(/^UserError: A Python script \(.py\) or a notebook/);
  fs.rmSync(folder, { recursive: true });
});

test('encodings and line ends are those that Python reads', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'thaw-syntax-'));
  const file = path.join(folder, 'a.py');
  const read = async (bytes: Buffer): Promise<unknown> => {
    fs.writeFileSync(file, bytes);
    const { body, source, notes } = await parseScript(file, { python });
    return { values: body.map((statement) => 'value' in statement && statement.value), source, notes: notes.length };
  };
  const values = [{ value: 'é' }, { value: 1 }];
  expect(await read(Buffer.from("\uFEFFx = 'é'\r\ny = 1\r"))).toMatchObject({
    values,
    source: { lines: ["x = 'é'", 'y = 1'] },
    notes: 0,
  });
  expect(await read(Buffer.from("# -*- coding: latin-1 -*-\nx = 'é'\ny = 1", 'latin1'))).toMatchObject({
    values,
    notes: 0,
  });
  expect(await read(Buffer.from("x = 'é'\ny = 1", 'latin1'))).toMatchObject({ values, notes: 1 });
  fs.rmSync(folder, { recursive: true });
});
