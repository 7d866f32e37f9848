import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import vm from 'node:vm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeLabExtension } from '../../setup/labExtension.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'thaw-lab-'));
  mkdirSync(path.join(folder, 'dist', 'lab', 'deep'), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

const module = (file: string, text: string): void => writeFileSync(path.join(folder, 'dist', 'lab', file), text);
const write = (): Promise<void> => writeLabExtension(path.join(folder, 'dist'), path.join(folder, 'labextensions'));
const own = (file: string): string => path.join(folder, 'labextensions', 'thaw', file);

function scriptOf(): string {
  const { jupyterlab } = JSON.parse(readFileSync(own('package.json'), 'utf8'));
  expect(jupyterlab).toMatchObject({ extension: true, _build: { extension: './extension' } });
  return readFileSync(own(jupyterlab._build.load), 'utf8');
}

test('the modules are joined to one script, each loaded once, also where they import each other', async () => {
  module('container.js', 'const a = require("./deep/a.js"); window.seen = [a.name, require("./b.js").of()];');
  module('deep/a.js', 'window.loads = (window.loads ?? 0) + 1; exports.name = "a"; require("../b.js");');
  module('b.js', 'const a = require("./deep/a.js"); exports.of = () => "of " + a.name;');
  await write();
  const window: Record<string, unknown> = {};
  vm.runInNewContext(scriptOf(), { window });
  expect(window).toEqual({ seen: ['a', 'of a'], loads: 1 });
});

test('another script has another name, and the old one is gone; the same is not written again', async () => {
  module('container.js', '1;');
  await write();
  const [before] = readdirSync(own('static'));
  await write();
  expect(readdirSync(own('static'))).toEqual([before]);
  module('container.js', '2;');
  await write();
  const after = readdirSync(own('static'));
  expect(after.length).toBe(1);
  expect(after[0]).not.toBe(before);
});

test('a package that only Node has is refused', async () => {
  module('container.js', 'require("node:fs");');
  await expect(write()).rejects.toThrow('imports node:fs');
});
