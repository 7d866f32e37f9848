import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { random } from '../../src/base/random.js';
import { decodeImage } from '../../src/dataset/image.js';
import { expectParity, largestDifference, SEED } from './parity.js';
import { pythonWithTensors } from './tensorFolder.js';

/** Width and height of the file, height and width to resize to: smaller, larger, both, odd, of another shape. */
const SIZES = [
  { file: [150, 90], to: [96, 192] },
  { file: [500, 250], to: [227, 454] },
  { file: [61, 47], to: [227, 454] },
  { file: [333, 517], to: [75, 75] },
  { file: [101, 203], to: [101, 203] },
  { file: [454, 100], to: [227, 454] },
  { file: [64, 64], to: [64, 64] },
] as const;
const FORMATS = ['png', 'jpg'] as const;
const INTERPOLATIONS = ['nearest', 'bilinear'] as const;
const GREY_LEVEL = 1;

interface Picture {
  name: string;
  height: number;
  width: number;
  interpolation: 'nearest' | 'bilinear';
}

const folder = mkdtempSync(path.join(tmpdir(), 'thaw-decoding-'));
const special = { height: 24, width: 40, interpolation: 'nearest' } as const;
const SPECIAL = ['grey.png', 'grey.jpg', 'profile.png', 'transparent.png', 'turned.jpg', 'cmyk.jpg', 'grey16.png'];
const resizedOnes: Picture[] = SIZES.flatMap(({ file, to: [height, width] }) =>
  FORMATS.flatMap((format) =>
    INTERPOLATIONS.map((interpolation) => ({ name: `${file.join('x')}.${format}`, height, width, interpolation })),
  ),
);
const pictures: Picture[] = [...resizedOnes, ...SPECIAL.map((name) => ({ name, ...special }))];
let keras: Float32Array[];
let ours: Uint8Array[];

beforeAll(async () => {
  for (const { file } of SIZES) {
    const [width, height] = file;
    const picture = drawn(width, height);
    await picture
      .clone()
      .png()
      .toFile(path.join(folder, `${width}x${height}.png`));
    await picture.jpeg({ quality: 90 }).toFile(path.join(folder, `${width}x${height}.jpg`));
  }
  const write = (name: string, picture: Sharp): Promise<unknown> => picture.toFile(path.join(folder, name));
  const picture = drawn(40, 24);
  await write('grey.png', picture.clone().toColourspace('b-w').png());
  await write('grey.jpg', picture.clone().toColourspace('b-w').jpeg());
  await write('profile.png', picture.clone().withIccProfile('p3').png());
  await write('transparent.png', drawn(40, 24, 4).png());
  await write('turned.jpg', drawn(24, 40).withMetadata({ orientation: 6 }).jpeg());
  await write('cmyk.jpg', picture.clone().toColourspace('cmyk').jpeg({ quality: 100 }));
  await write('grey16.png', picture.clone().toColourspace('grey16').png());
  const { results } = pythonWithTensors(
    `
import keras
for i, p in enumerate(given['pictures']):
    image = keras.utils.load_img(given['folder'] + '/' + p['name'], target_size=(p['height'], p['width']),
                                 interpolation=p['interpolation'])
    results[str(i)] = keras.utils.img_to_array(image)
`,
    { pictures, folder },
    new Map(),
  );
  keras = pictures.map((_, i) => results.get(String(i))!.values);
  ours = await Promise.all(pictures.map(({ name, ...size }) => decodeImage(path.join(folder, name), size)));
});

afterAll(() => rmSync(folder, { recursive: true }));

test.each(INTERPOLATIONS.flatMap((interpolation) => FORMATS.map((format) => ({ interpolation, format }))))(
  "a $format resized by $interpolation has the pixels of Keras' load_img",
  ({ interpolation, format }) => {
    for (const [i, picture] of resizedOnes.entries()) {
      if (picture.interpolation !== interpolation || !picture.name.endsWith(format)) continue;
      const what = `${picture.name} to ${picture.width}x${picture.height}, ${interpolation}`;
      // Decoders of JPEG may round a level apart, which the mean must hardly show.
      expectParity(`${what}: largest`, largestDifference(ours[i], keras[i]), format === 'png' ? 0 : 2 * GREY_LEVEL);
      expectParity(`${what}: mean`, meanDifference(ours[i], keras[i]), format === 'png' ? 0 : 0.1 * GREY_LEVEL);
    }
  },
);

test.each(['grey.png', 'grey.jpg', 'profile.png', 'transparent.png', 'cmyk.jpg'])(
  'an image of another kind is as in Keras: %s',
  (name) => {
    const i = pictures.findIndex((picture) => picture.name === name);
    expectParity(`${name}: largest`, largestDifference(ours[i], keras[i]), GREY_LEVEL);
  },
);

test.each(['turned.jpg', 'grey16.png'])('where ours is meant to differ from Keras, it does: %s', (name) => {
  const i = pictures.findIndex((picture) => picture.name === name);
  expect(meanDifference(ours[i], keras[i])).toBeGreaterThan(5 * GREY_LEVEL);
});

test('the two interpolations differ by far more than the tolerance', () => {
  for (let i = 0; i < resizedOnes.length; i += 2) {
    if (resizedOnes[i].name.startsWith('64x64')) continue;
    expect(meanDifference(ours[i], ours[i + 1]), resizedOnes[i].name).toBeGreaterThan(2 * GREY_LEVEL);
  }
});

/** Waves with noise on them, another in each channel. */
function drawn(width: number, height: number, channels: 3 | 4 = 3): Sharp {
  const draw = random(SEED, 'decoding', width, height);
  const waves = Array.from({ length: 4 }, () => [draw.between(0.02, 0.3), draw.between(0.02, 0.3), draw() * 6]);
  const pixels = Uint8Array.from({ length: width * height * channels }, (_, i) => {
    const [row, column, c] = [Math.floor(i / channels / width), Math.floor(i / channels) % width, i % channels];
    const [a, b, phase] = waves[c];
    return Math.min(255, Math.max(0, 127 + 90 * Math.sin(a * row + b * column + phase) + draw.normal(25)));
  });
  return sharp(pixels, { raw: { width, height, channels } });
}

function meanDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i] - b[i]);
  return sum / a.length;
}
