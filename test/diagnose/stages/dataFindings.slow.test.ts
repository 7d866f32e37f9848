import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { random } from '../../../src/base/random.js';
import { readClassFolders } from '../../../src/dataset/classFolders.js';
import { scanImages } from '../../../src/dataset/scan.js';
import type { Finding } from '../../../src/diagnose/finding.js';
import { dataFindings } from '../../../src/diagnose/stages/dataFindings.js';
import { tf } from '../../../src/engine/tensorflow.js';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'thaw-measure-'));
});
afterAll(() => rm(root, { recursive: true }));

interface Drawn {
  width?: number;
  /** Colour of the ground, 0 ... 255. */
  ground?: number;
  /** Light of the photo that the picture is cut from. */
  light?: number;
}

/** How bright the thing in the middle is. */
const THING = 110;

/** A thing on a ground, and spots of the picture's own all over, sharp. */
function picture(seed: string, { width = 64, ground = 60, light = 1 }: Drawn): Sharp {
  const draw = random(seed);
  const height = Math.round(width * draw.between(0.7, 0.8));
  const spots = Array.from({ length: 40 }, () => [draw(), draw(), draw.between(0.2, 1), draw.between(0.01, 0.08)]);
  const pixels = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    const [y, x] = [Math.floor(i / width) / height, (i % width) / width];
    const spot = spots.find(([sx, sy, , size]) => (x - sx) ** 2 + (y - sy) ** 2 < size ** 2);
    const below = (x - 0.5) ** 2 + (y - 0.5) ** 2 < 0.1 ? THING : ground;
    pixels.fill(Math.min(255, light * (below + (spot === undefined ? 0 : 180 * spot[2]))), 3 * i, 3 * i + 3);
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

/** Two classes of 40 training and 16 validation pictures, and what is found of them. */
async function findingsOf(
  name: string,
  drawn: (className: string, split: string, i: number) => Drawn,
  fileName: (className: string, split: string, i: number) => string,
): Promise<{ folder: string; findings: () => Promise<Finding[]> }> {
  const folder = path.join(root, name);
  for (const [split, count] of [
    ['training_set', 40],
    ['validation_set', 16],
  ] as const) {
    for (const className of ['barley', 'rye']) {
      await mkdir(path.join(folder, split, className), { recursive: true });
      for (let i = 0; i < count; i++) {
        const file = path.join(folder, split, className, fileName(className, split, i));
        await picture(`${split} ${className} ${i}`, drawn(className, split, i)).toFile(file);
      }
    }
  }
  const findings = async (): Promise<Finding[]> => {
    const dataset = await readClassFolders(folder);
    return dataFindings(dataset, await scanImages(dataset), { folder: path.join(root, 'surveys') });
  };
  return { folder, findings };
}

/** Grey turned to a brown as bright. */
const BROWN: [[number, number, number], [number, number, number], [number, number, number]] = [
  [1.2, 0, 0],
  [0, 1, 0],
  [0, 0, 0.6],
];

const anyWidth = (i: number): number => 50 + ((i * 37) % 60);
const counter = (className: string, split: string, i: number): string => `drawn-${className}${split}${i}.jpg`;

test('a clean set has no finding, and leaves no tensor', async () => {
  const { findings } = await findingsOf(
    'clean',
    (_c, _s, i) => ({ width: anyWidth(i), ground: 30 + ((i * 29) % 80) }),
    counter,
  );
  await findings();
  const before = tf.memory().numTensors;
  expect(await findings()).toEqual([]);
  expect(tf.memory().numTensors).toBe(before);
});

test('a class that is taken larger, one on another ground and one in another format give themselves away', async () => {
  const named = async (name: string, drawn: Drawn, format = 'jpg'): Promise<Finding> => {
    const { findings } = await findingsOf(
      name,
      (className, _s, i) => ({
        width: anyWidth(i),
        ground: 30 + ((i * 29) % 80),
        ...(className === 'rye' ? drawn : {}),
      }),
      (className, split, i) => counter(className, split, i).replace('jpg', className === 'rye' ? format : 'jpg'),
    );
    const found = await findings();
    expect(found.map(({ check, severity }) => [check, severity])).toEqual([['shortcut', 'warning']]);
    return found[0];
  };
  expect((await named('large', { width: 160 })).summary).toContain('The size in pixels alone separates');
  expect((await named('ground', { ground: 150 })).summary).toContain('The color of the border alone separates');
  expect((await named('format', {}, 'png')).summary).toContain('The file format alone separates');
}, 60_000);

test('photos with a light of their own that are cut into both splits are a leak, by their names', async () => {
  const photo = (className: string, i: number): number => (className === 'rye' ? 8 : 0) + (i % 8);
  const { findings } = await findingsOf(
    'photos',
    (className, _s, i) => ({ width: anyWidth(i * 7), ground: 70, light: 0.5 + ((photo(className, i) * 5) % 16) / 16 }),
    (className, split, i) => `photo${photo(className, i)}_${split.length * 100 + i}.jpg`,
  );
  const leak = (await findings()).find(({ check }) => check === 'group-leak');
  expect(leak?.summary).toContain('32 of 32 validation images');
  expect(leak?.fix.text).toContain('groupPattern=^(.*)_\\d+\\.\\w+$');
});

test('validation images taken in another light are distinguished from training images', async () => {
  const { findings } = await findingsOf(
    'light',
    (_c, split, i) => ({ width: anyWidth(i), ground: 30 + ((i * 29) % 80), light: split === 'training_set' ? 1 : 0.5 }),
    counter,
  );
  expect(await findings()).toMatchObject([{ check: 'split-shift', severity: 'warning' }]);
});

test('a gray class among colored ones is a shortcut', async () => {
  const { folder, findings } = await findingsOf(
    'grey',
    (_c, _s, i) => ({ width: anyWidth(i), ground: 30 + ((i * 29) % 80) }),
    counter,
  );
  for (const [split, count] of [
    ['training_set', 40],
    ['validation_set', 16],
  ] as const) {
    for (let i = 0; i < count; i++) {
      const file = path.join(folder, split, 'barley', counter('barley', split, i));
      await writeFile(
        file,
        await sharp(await readFile(file))
          .recomb(BROWN)
          .jpeg()
          .toBuffer(),
      );
    }
  }
  const [shortcut] = await findings();
  expect(shortcut).toMatchObject({ check: 'shortcut', severity: 'warning' });
  expect(shortcut.summary).toContain('Being gray or in color alone separates');
});

test('images with nothing in them are blank, and no copies of each other', async () => {
  const { folder, findings } = await findingsOf(
    'blank',
    (_c, _s, i) => ({ width: anyWidth(i), ground: 30 + ((i * 29) % 80) }),
    counter,
  );
  const blank = sharp({ create: { width: 60, height: 45, channels: 3, background: '#777' } }).jpeg();
  for (const place of ['training_set/barley', 'training_set/rye', 'validation_set/rye']) {
    await writeFile(path.join(folder, place, 'drawn-blank.jpg'), await blank.toBuffer());
  }
  expect((await findings()).map(({ check }) => check)).toEqual(['image-quality']);
});

test('near copies in the other split, and a list in another order, come first', async () => {
  const { folder, findings } = await findingsOf(
    'faults',
    (_c, _s, i) => ({ width: anyWidth(i), ground: 30 + ((i * 29) % 80) }),
    counter,
  );
  for (let i = 0; i < 4; i++) {
    const original = path.join(folder, 'training_set/rye', counter('rye', 'training_set', i));
    await sharp(original)
      .jpeg({ quality: 60 })
      .toFile(path.join(folder, 'validation_set/rye', `drawn-copy${i}.jpg`));
  }
  await writeFile(path.join(folder, 'classes.txt'), 'rye\nbarley\n');
  const found = await findings();
  expect(found.map(({ check, severity }) => [check, severity])).toEqual([
    ['class-order-mismatch', 'critical'],
    ['duplicate-across-splits', 'critical'],
  ]);
  expect(found[1].summary).toContain('4 of 36 validation images');
});
