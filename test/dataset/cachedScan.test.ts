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
  const old = JSON.stringify(scan)
    .replaceAll('"part":"selection"', '"half":"choose"')
    .replaceAll('"part":"evaluation"', '"half":"tell"')
    .replaceAll('"bytes":', '"isRead":true,"bytes":');
  expect(old).toContain('"half":"choose"');
  await rm(path.join(store, file));
  const older = file.replace('.jsonl', '.json');
  await writeFile(path.join(store, older), old);
  const read = await cachedScan(dataset, store);
  expect(read.images).toEqual(scan.images.map((image) => ({ ...image, isRead: true })));
  expect(await readdir(store)).toEqual([older]);
});

test('a stored scan is read with its identical files and with those that cannot be read', async () => {
  const { examples, ...dataset } = await twoImages();
  const [broken, again] = ['broken.png', 'again.png'].map((name) => path.join(folder, 'images', name));
  await writeFile(broken, 'no image');
  await writeFile(again, await readFile(examples[0].path));
  const others = [broken, again].map((file) => ({ ...examples[1], path: file }));
  const all = { ...dataset, examples: [...examples, ...others] };
  const store = path.join(folder, 'with faults');
  const scan = await cachedScan(all, store);
  expect(scan.unreadable).toHaveLength(1);
  expect(scan.duplicates.map((files) => files.map(({ path: file }) => file))).toEqual([[examples[0].path, again]]);
  const read = await cachedScan(all, store, () => expect.unreachable());
  expect(read).toEqual(scan);
  // A group holds the images of the scan, not others that are equal.
  expect(read.images).toContain(read.duplicates[0][0]);
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
