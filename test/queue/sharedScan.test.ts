import { copyFile, mkdir, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { cachedScan } from '../../src/dataset/cachedScan.js';
import { readClassFolders } from '../../src/dataset/classFolders.js';
import type { Dataset } from '../../src/dataset/dataset.js';
import { type Scan, scanImages } from '../../src/dataset/scan.js';
import { type SharedScanOptions, sharedScan } from '../../src/queue/sharedScan.js';
import { QUICK, type QueueWorld, queueWorld, until } from './queueWorld.js';
import { HAS_REDIS } from './redisServer.js';

const IMAGES = 24;

let world: QueueWorld;
let folder: string;
beforeAll(async () => {
  world = await queueWorld();
  folder = path.join(world.folder, 'images');
  for (const within of ['a', 'b', 'b/more']) await mkdir(path.join(folder, within), { recursive: true });
  for (let i = 0; i < IMAGES; i++) {
    const file = path.join(folder, ['a', 'b', 'b/more'][i % 3], `${i}.png`);
    await sharp({ create: { width: 8 + i, height: 8, channels: 3, background: { r: 9 * i, g: 0, b: 0 } } }).toFile(
      file,
    );
  }
  await copyFile(path.join(folder, 'a', '0.png'), path.join(folder, 'b', 'again.png'));
  await writeFile(path.join(folder, 'b', 'broken.png'), 'no image');
});
afterAll(() => world.end());
afterEach(() => world.clean());

/** A machine that scans, and what of it it did itself. */
interface Machine {
  scan: Promise<Scan>;
  scanned: string[];
  /** Cuts it off from the server. */
  cut(): void;
}

async function machine(dataset: Dataset, store: string, options: SharedScanOptions = {}): Promise<Machine> {
  const { redis, close } = await world.connection();
  const scanned: string[] = [];
  const scan = async (part: Dataset): Promise<Scan> => {
    await new Promise((resolve) => setTimeout(resolve, 30));
    scanned.push(...part.examples.map((example) => path.basename(example.path)));
    return await scanImages(part);
  };
  const scanner = sharedScan(redis, { least: 0, mostInPart: 3, thaw: 'test', timing: QUICK, scan, ...options });
  const result = cachedScan(dataset, path.join(world.folder, store), undefined, scanner).finally(close);
  return { scan: result, scanned, cut: close };
}

describe.skipIf(!HAS_REDIS)('A scan that is shared', () => {
  test('is that of one machine, on each, and each file that can be read is read once', async () => {
    const dataset = await readClassFolders(folder);
    // Other splits are the same files.
    const other = await readClassFolders(folder, { seed: 1 });
    const machines = [await machine(dataset, 'a'), await machine(other, 'b')];
    expect(await machines[0].scan).toEqual(await scanImages(dataset));
    expect(await machines[1].scan).toEqual(await scanImages(other));
    const [own, others] = machines.map(({ scanned }) => scanned.filter((name) => name !== 'broken.png'));
    expect(own.length).toBeGreaterThan(0);
    expect(others.length).toBeGreaterThan(0);
    expect([...own, ...others]).toHaveLength(IMAGES + 1);
    expect(new Set([...own, ...others]).size).toBe(IMAGES + 1);
    // Kept as if it had been scanned here.
    const kept = await readdir(path.join(world.folder, 'a'));
    expect(kept).toEqual([expect.stringMatching(/^[0-9a-f]{16}\.jsonl$/)]);
  });

  test('later, it is there, but for what nobody can read', async () => {
    const dataset = await readClassFolders(folder);
    await (await machine(dataset, 'a')).scan;
    const late = await machine(dataset, 'b');
    expect(await late.scan).toEqual(await scanImages(dataset));
    expect(late.scanned).toEqual(['broken.png']);
  });

  test('a machine whose files differ scans on its own', async () => {
    const dataset = await readClassFolders(folder);
    await (await machine(dataset, 'a')).scan;
    const file = dataset.examples[0].path;
    const { atime, mtime } = await stat(file);
    await utimes(file, atime, new Date(mtime.getTime() + 5000));
    const other = await machine(dataset, 'b');
    expect(await other.scan).toEqual(await scanImages(dataset));
    expect(new Set(other.scanned).size).toBe(IMAGES + 2);
  });

  test('what is damaged on the server, or of another number of files, is scanned here', async () => {
    const dataset = await readClassFolders(folder);
    await (await machine(dataset, 'a')).scan;
    const { redis, close } = await world.connection();
    const [one, two] = (await redis.keys('thaw:scan-part:*')).sort();
    await redis.set(one, 'damaged');
    await redis.copy(one, two, 'REPLACE');
    close();
    const late = await machine(dataset, 'b');
    expect(await late.scan).toEqual(await scanImages(dataset));
    expect(late.scanned.filter((name) => name !== 'broken.png').length).toBeGreaterThan(1);
    expect(late.scanned.length).toBeLessThanOrEqual(7);
  });

  test('a machine that fails leaves its parts to others, which lose nothing', async () => {
    const dataset = await readClassFolders(folder);
    const failing = await machine(dataset, 'a', { scan: () => Promise.reject(new Error('no memory')) });
    const other = await machine(dataset, 'b');
    await expect(failing.scan).rejects.toThrow('no memory');
    expect(await other.scan).toEqual(await scanImages(dataset));
  });

  test('a machine that is cut off, or killed, loses its part to another one', async () => {
    const dataset = await readClassFolders(folder);
    let giveUp: ((error: Error) => void) | undefined;
    const stuck = await machine(dataset, 'a', {
      scan: () =>
        new Promise((_, reject) => {
          giveUp = reject;
        }),
    });
    const ended = stuck.scan.catch((error: Error) => error);
    await until(() => giveUp !== undefined);
    stuck.cut();
    const other = await machine(dataset, 'b');
    expect(await other.scan).toEqual(await scanImages(dataset));
    giveUp!(new Error('too late'));
    expect(await ended).toBeInstanceOf(Error);
  });

  test('few images are scanned here', async () => {
    const dataset = await readClassFolders(folder);
    const alone = await machine(dataset, 'a', { least: IMAGES + 3 });
    expect(await alone.scan).toEqual(await scanImages(dataset));
    const { redis, close } = await world.connection();
    expect(await redis.keys('thaw:scan*')).toEqual([]);
    close();
    await rm(path.join(world.folder, 'a'), { recursive: true });
  });
});
