import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decodeImage, readHeader, UnreadableImage } from '../../src/dataset/image.js';

type Color = [red: number, green: number, blue: number];
const RED: Color = [200, 30, 20];
const BLUE: Color = [20, 40, 180];
const GREEN: Color = [20, 160, 60];

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'thaw-image-'));
});

afterAll(() => rm(folder, { recursive: true }));

test('an image decodes to its pixels, row by row, three values each', async () => {
  const pixels = Uint8Array.from({ length: 2 * 3 * 3 }, (_, i) => i * 14);
  const file = await write('plain.png', sharp(pixels, { raw: { height: 2, width: 3, channels: 3 } }).png());
  expect([...(await decodeImage(file, { height: 2, width: 3 }))]).toEqual([...pixels]);
});

test('an image is stretched to the size, whatever its aspect ratio', async () => {
  const file = await write('halves.png', halves(40, 20).png());
  const pixels = await decodeImage(file, { height: 6, width: 4 });
  expect(pixels).toHaveLength(6 * 4 * 3);
  for (const row of [0, 5]) {
    expect(colorAt(pixels, 4, row, 0)).toEqual(RED);
    expect(colorAt(pixels, 4, row, 3)).toEqual(BLUE);
  }
});

test.each([
  // What stands left, in an image of a red left and a blue right half, after the turn that EXIF asks for (TIFF 6.0).
  { orientation: 1, left: RED, top: undefined },
  { orientation: 2, left: BLUE, top: undefined },
  { orientation: 3, left: BLUE, top: undefined },
  { orientation: 4, left: RED, top: undefined },
  { orientation: 5, left: undefined, top: RED },
  { orientation: 6, left: undefined, top: RED },
  { orientation: 7, left: undefined, top: BLUE },
  { orientation: 8, left: undefined, top: BLUE },
])('EXIF orientation $orientation is applied before resizing', async ({ orientation, left, top }) => {
  const file = await write(`turned${orientation}.png`, halves(40, 20).withMetadata({ orientation }).png());
  const pixels = await decodeImage(file, { height: 20, width: 20 });
  if (left !== undefined) {
    expect(colorAt(pixels, 20, 2, 2)).toEqual(left);
    expect(colorAt(pixels, 20, 17, 2)).toEqual(left);
  } else {
    expect(colorAt(pixels, 20, 2, 2)).toEqual(top);
    expect(colorAt(pixels, 20, 2, 17)).toEqual(top);
  }
});

test('transparency is dropped, as by Pillow: a pixel has its color, whatever its alpha', async () => {
  const pixels = Uint8Array.from([200, 100, 50, 0, 200, 100, 50, 128, 200, 100, 50, 255]);
  const file = await write('alpha.png', sharp(pixels, { raw: { height: 1, width: 3, channels: 4 } }).png());
  const decoded = await decodeImage(file, { height: 1, width: 3 });
  for (const column of [0, 1, 2]) expect(colorAt(decoded, 3, 0, column)).toEqual([200, 100, 50]);
});

test('a gray image gets three equal channels', async () => {
  const grey = Uint8Array.from([0, 77, 255]);
  const file = await write(
    'grey.png',
    sharp(grey, { raw: { height: 1, width: 3, channels: 1 } })
      .toColourspace('b-w')
      .png(),
  );
  expect((await sharp(file).metadata()).channels).toBe(1);
  expect([...(await decodeImage(file, { height: 1, width: 3 }))]).toEqual([0, 0, 0, 77, 77, 77, 255, 255, 255]);
});

test('a gray image with transparency gets three channels', async () => {
  const values = Uint8Array.from([90, 0, 90, 255]);
  const file = await write(
    'greyAlpha.png',
    sharp(values, { raw: { height: 1, width: 2, channels: 2 } })
      .toColourspace('b-w')
      .png(),
  );
  expect((await sharp(file).metadata()).channels).toBe(2);
  expect([...(await decodeImage(file, { height: 1, width: 2 }))]).toEqual([90, 90, 90, 90, 90, 90]);
});

test('a CMYK JPEG is brought to sRGB', async () => {
  const file = await write('cmyk.jpg', plain(RED).toColourspace('cmyk').jpeg({ quality: 100 }));
  expect((await sharp(file).metadata()).space).toBe('cmyk');
  const decoded = await decodeImage(file, { height: 4, width: 4 });
  expect(decoded).toHaveLength(48);
  // A red stays a red, but no more than that: sharp writes the inks of a profile, which are read without one.
  const [red, green, blue] = colorAt(decoded, 4, 1, 1);
  expect(red).toBeGreaterThan(150);
  expect(Math.max(green, blue)).toBeLessThan(80);
});

test.each([
  { name: 'color', channels: 3 as const, expected: RED },
  { name: 'grey', channels: 1 as const, expected: [200, 200, 200] },
])('a 16-bit PNG in $name is brought to 8 bit', async ({ name, channels, expected }) => {
  const values = Uint16Array.from({ length: 16 * channels }, (_, i) => RED[i % channels] * 257);
  const raw = { height: 4, width: 4, channels };
  const image = sharp(values, { raw }).toColourspace(channels === 3 ? 'rgb16' : 'grey16');
  const file = await write(`${name}16.png`, image.png());
  expect((await sharp(file).metadata()).depth).toBe('ushort');
  const decoded = await decodeImage(file, { height: 4, width: 4 });
  expect(decoded).toHaveLength(48);
  expectClose(colorAt(decoded, 4, 2, 2), expected, 1);
});

test.each(['gif', 'webp'] as const)('an animated %s gives its first frame', async (format) => {
  const frames = Buffer.concat([RED, BLUE, GREEN].map((color) => Buffer.alloc(8 * 8 * 3, Uint8Array.from(color))));
  const image = sharp(frames, { raw: { width: 8, height: 24, channels: 3, pageHeight: 8 } });
  const file = await write(`moving.${format}`, format === 'gif' ? image.gif() : image.webp({ lossless: true }));
  expect((await sharp(file).metadata()).pages).toBe(3);
  const decoded = await decodeImage(file, { height: 4, width: 4 });
  expect(decoded).toHaveLength(48);
  for (const at of [0, 3]) expectClose(colorAt(decoded, 4, at, at), RED, 2);
  expect(await readHeader(file)).toMatchObject({ width: 8, height: 8 });
});

test('a JPEG that was cut short is unreadable, for decoding and for the header', async () => {
  const whole = await noise(64).jpeg().toBuffer();
  const file = await put('cut.jpg', whole.subarray(0, whole.length * 0.6));
  await expectUnreadable(file, /premature end/i);
});

test('an empty file and a text named .jpg are unreadable', async () => {
  await expectUnreadable(await put('empty.jpg', Buffer.alloc(0)), /^the file is empty$/);
  await expectUnreadable(await put('text.jpg', Buffer.from('wheat;1\nrye;2\n')), /unsupported image format/i);
});

test('the reason of a corrupt file is a whole sentence about the file, in every format', async () => {
  const formats = ['png', 'jpeg', 'webp', 'gif', 'tiff'] as const;
  for (const format of formats) {
    const whole = await noise(16).toFormat(format).toBuffer();
    for (const length of [4, 10, 20, 30, Math.floor(whole.length / 2)]) {
      const file = await put(`${length}.${format}`, whole.subarray(0, length));
      await expectUnreadable(file, /^(?!.*(input buffer|unknown error)).*[^:\s]$/i);
    }
  }
});

test('a file that is not there is unreadable', async () => {
  await expectUnreadable(path.join(folder, 'gone.jpg'), /missing/i);
});

test('an image of more pixels than Pillow opens is unreadable, before it fills the memory', async () => {
  const file = path.join(folder, 'bomb.png');
  await writeFile(file, bomb(20_000, 9_000));
  expect(await sharp(file, { limitInputPixels: false }).metadata()).toMatchObject({ width: 20_000, height: 9_000 });
  await expectUnreadable(file, /^more than 178,956,970 pixels, the limit against decompression bombs$/);
});

test('the header tells the size as stored, and the orientation beside it', async () => {
  const file = await write('header.jpg', halves(40, 20).withMetadata({ orientation: 6 }).jpeg());
  const header = { width: 40, height: 20, format: 'jpeg', channels: 3, orientation: 6 };
  expect(await readHeader(file)).toMatchObject({ ...header, space: 'srgb', depth: 'uchar', hasAlpha: false });
  const plainFile = await write('plain.jpg', plain(RED).jpeg());
  expect((await readHeader(plainFile)).orientation).toBe(1);
});

function plain([r, g, b]: Color): Sharp {
  return sharp({ create: { width: 16, height: 16, channels: 3, background: { r, g, b } } });
}

/** Left half red, right half blue. */
function halves(width: number, height: number): Sharp {
  const pixels = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) pixels.set(i % width < width / 2 ? RED : BLUE, i * 3);
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

function noise(size: number): Sharp {
  const pixels = Uint8Array.from({ length: size * size * 3 }, (_, i) => (i * i * 31) % 251);
  return sharp(pixels, { raw: { width: size, height: size, channels: 3 } });
}

/** A gray PNG of 1 bit, all black: hundreds of millions of pixels in a few kilobytes. By hand: sharp takes seconds for it. */
function bomb(width: number, height: number): Buffer {
  const chunk = (type: string, data: Uint8Array): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    checksum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, checksum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 1;
  const rows = deflateSync(Buffer.alloc((1 + Math.ceil(width / 8)) * height), { level: 1 });
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))]);
}

function put(name: string, bytes: Uint8Array): Promise<string> {
  const file = path.join(folder, name);
  return writeFile(file, bytes).then(() => file);
}

async function write(name: string, image: Sharp): Promise<string> {
  return put(name, await image.toBuffer());
}

function colorAt(pixels: Uint8Array, width: number, row: number, column: number): number[] {
  return [...pixels.subarray((row * width + column) * 3, (row * width + column) * 3 + 3)];
}

function expectClose(actual: readonly number[], expected: readonly number[], tolerance: number): void {
  const far = actual.filter((value, i) => Math.abs(value - expected[i]) > tolerance);
  expect(far, `${actual} within ${tolerance} of ${expected}`).toEqual([]);
}

async function expectUnreadable(file: string, reason: RegExp): Promise<void> {
  for (const read of [() => decodeImage(file, { height: 8, width: 8 }), () => readHeader(file)]) {
    const error = await read().then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(UnreadableImage);
    const { file: named, message } = error as UnreadableImage;
    expect(named).toBe(file);
    expect(message.startsWith(`${path.basename(file)}: `)).toBe(true);
    expect(message.slice(path.basename(file).length + 2)).toMatch(reason);
  }
}
