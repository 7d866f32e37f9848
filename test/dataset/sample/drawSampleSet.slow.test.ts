import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { drawSampleSet, SAMPLE_VERSION } from '../../../src/dataset/sample/drawSampleSet.js';
import { drawSeed } from '../../../src/dataset/sample/drawSeed.js';
import type { Fault, SampleManifest } from '../../../src/dataset/sample/manifest.js';
import { samplePlan } from '../../../src/dataset/sample/samplePlan.js';

let root: string;
let folder: string;
let manifest: SampleManifest;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'thaw-sample-'));
  folder = join(root, 'sample');
  manifest = await drawSampleSet(folder);
}, 180_000);

afterAll(async () => {
  await rm(root, { recursive: true, force: true });
});

test('the folders hold as many files as the manifest says', async () => {
  for (const [split, classes] of Object.entries(manifest.counts)) {
    expect((await readdir(join(folder, split))).sort()).toEqual(Object.keys(classes).sort());
    for (const [name, count] of Object.entries(classes)) {
      expect(await readdir(join(folder, split, name))).toHaveLength(count);
    }
  }
});

test('manifest and README say that the images are drawn', async () => {
  const written = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
  expect(written).toEqual(manifest);
  expect(written).toMatchObject({ drawn: true, version: SAMPLE_VERSION, seed: 1 });
  expect(await readFile(join(folder, 'README.md'), 'utf8')).toContain('none is a photograph');
});

test('a file without a fault is the drawing of its index', async () => {
  const faulty = new Set(manifest.faults.map(({ path }) => path.replace('.png', '.jpg')));
  const image = samplePlan(1).find(({ path }) => !faulty.has(path))!;
  const drawn = await drawSeed(1, image.index, image.sampleClass);
  expect((await readFile(join(folder, image.path))).equals(drawn)).toBe(true);
});

test('the truncated JPEG does not decode', async () => {
  const [path] = pathsOf('truncated');
  await expect(sharp(path).raw().toBuffer()).rejects.toThrow(/premature end/i);
});

test('two pairs are the same across the splits, one across two classes, and no other two files are', async () => {
  const groups = new Map<string, string[]>();
  for (const { path } of samplePlan(1)) {
    if (!existsSync(join(folder, path))) continue;
    const bytes = (await readFile(join(folder, path))).toString('base64');
    groups.set(bytes, [...(groups.get(bytes) ?? []), join(folder, path)]);
  }
  const repeated = [...groups.values()].filter((paths) => paths.length > 1);
  const planted = [...pathsOf('duplicate-across-splits'), ...pathsOf('two-classes')];
  expect(planted).toHaveLength(3);
  expect(repeated.map(({ length }) => length)).toEqual([2, 2, 2]);
  for (const path of planted) expect(repeated.flat()).toContain(path);
});

test('the turned, the CMYK and the 16-bit file are what they are said to be', async () => {
  const turned = await sharp(pathsOf('exif-turned')[0]).metadata();
  expect(turned.orientation).toBe(6);
  expect(turned.height).toBeGreaterThan(turned.width);
  expect(await sharp(pathsOf('cmyk')[0]).metadata()).toMatchObject({ format: 'jpeg', space: 'cmyk', channels: 4 });
  expect(await sharp(pathsOf('16-bit')[0]).metadata()).toMatchObject({ format: 'png', depth: 'ushort', channels: 3 });
});

test('a set of the same version and seed is left as it is', async () => {
  const before = await stat(join(folder, 'manifest.json'));
  let drawn = 0;
  expect(await drawSampleSet(folder, { seed: 1, onProgress: () => drawn++ })).toEqual(manifest);
  expect(drawn).toBe(0);
  expect((await stat(join(folder, 'manifest.json'))).mtimeMs).toBe(before.mtimeMs);
});

test('a draw that stops midway leaves no folder that could pass for a set', async () => {
  const stopped = join(root, 'stopped');
  const stop = (done: number): void => {
    if (done >= 3) throw new Error('stopped');
  };
  await expect(drawSampleSet(stopped, { onProgress: stop })).rejects.toThrow('stopped');
  expect((await readdir(root)).filter((name) => name.startsWith('stopped'))).toEqual([]);
});

test("a folder with somebody's own files is refused and not touched", async () => {
  const own = await mkdtemp(join(root, 'own-'));
  await writeFile(join(own, 'seed.txt'), 'mine');
  await expect(drawSampleSet(own)).rejects.toThrow('nothing was deleted');
  expect(await readdir(own)).toEqual(['seed.txt']);
});

function pathsOf(fault: Fault): string[] {
  return manifest.faults.filter((planted) => planted.fault === fault).map(({ path }) => join(folder, path));
}
