import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { linkTensorFlow } from '../../setup/linkTensorFlow.mjs';

let site: string;
let folder: string;
beforeEach(() => {
  site = fs.mkdtempSync(path.join(tmpdir(), 'thaw-site-'));
  folder = path.join(site, 'tfjs-node');
});
afterEach(() => fs.rmSync(site, { recursive: true }));

/** Name of each link in deps/lib, with what it points at in the folder of TensorFlow. */
function libraries(): Record<string, string> {
  const lib = path.join(folder, 'deps', 'lib');
  const target = (name: string): string =>
    path.relative(path.join(site, 'tensorflow'), fs.readlinkSync(path.join(lib, name)));
  return Object.fromEntries(fs.readdirSync(lib).map((name) => [name, target(name)]));
}

test('on Linux the linker finds its names, and a second time there is nothing to do', () => {
  expect(linkTensorFlow(site, 'linux', folder)).toBe(true);
  expect(libraries()).toEqual({
    'libtensorflow.so': 'libtensorflow_cc.so.2',
    'libtensorflow_cc.so.2': 'libtensorflow_cc.so.2',
    'libtensorflow_framework.so': 'libtensorflow_framework.so.2',
    'libtensorflow_framework.so.2': 'libtensorflow_framework.so.2',
  });
  expect(fs.readdirSync(path.join(folder, 'deps')).sort()).toEqual(['include', 'lib']);
  expect(linkTensorFlow(site, 'linux', folder)).toBe(false);
});

test('on macOS they are named otherwise', () => {
  linkTensorFlow(site, 'darwin', folder);
  expect(libraries()).toEqual({
    'libtensorflow.dylib': 'libtensorflow_cc.2.dylib',
    'libtensorflow_cc.2.dylib': 'libtensorflow_cc.2.dylib',
    'libtensorflow_framework.dylib': 'libtensorflow_framework.2.dylib',
    'libtensorflow_framework.2.dylib': 'libtensorflow_framework.2.dylib',
  });
});

test("CUDA's libraries are linked where they are", () => {
  fs.mkdirSync(path.join(site, 'nvidia'));
  linkTensorFlow(site, 'linux', folder);
  expect(fs.readlinkSync(path.join(folder, 'deps', 'nvidia'))).toBe(path.join(site, 'nvidia'));
});
