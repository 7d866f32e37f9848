import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cachedScan } from '../../src/dataset/cachedScan.js';
import type { Dataset } from '../../src/dataset/dataset.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'thaw-cached-scan-'));
  await mkdir(path.join(folder, 'images'));
});

afterAll(() => rm(folder, { recursive: true }));

test('a scan of an older version is read, with the parts that it names otherwise', async () => {
  const dataset = await twoImages();
  const store = path.join(folder, 'scans');
  const scan = await cachedScan(dataset, store);
  const [file] = await readdir(store);
  const old = (await readFile(path.join(store, file), 'utf8'))
    .replaceAll('"part":"selection"', '"half":"choose"')
    .replaceAll('"part":"evaluation"', '"half":"tell"')
    .replaceAll('"bytes":', '"isRead":true,"bytes":');
  expect(old).toContain('"half":"choose"');
  await writeFile(path.join(store, file), old);
  const read = await cachedScan(dataset, store);
  expect(read.images).toEqual(scan.images.map((image) => ({ ...image, isRead: true })));
  expect(await readdir(store)).toEqual([file]);
});

test('a stored scan that is cut short is made again', async () => {
  const dataset = await twoImages();
  const store = path.join(folder, 'damaged');
  const scan = await cachedScan(dataset, store);
  const [file] = await readdir(store);
  const whole = await readFile(path.join(store, file), 'utf8');
  for (const left of ['', whole.slice(0, 50)]) {
    await writeFile(path.join(store, file), left);
    expect(await cachedScan(dataset, store)).toEqual(scan);
    expect(await readFile(path.join(store, file), 'utf8')).toBe(whole);
  }
});

async function twoImages(): Promise<Dataset> {
  const examples = await Promise.all(
    (['selection', 'evaluation'] as const).map(async (part, label) => {
      const file = path.join(folder, 'images', `${label}.png`);
      await sharp({ create: { width: 8, height: 8, channels: 3, background: { r: label, g: 0, b: 0 } } }).toFile(file);
      return { path: file, className: `${label}`, label, split: 'validation' as const, part };
    }),
  );
  return { folder, classNames: ['0', '1'], examples, notes: [] };
}
