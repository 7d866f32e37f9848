import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decodeImage, type ImageHeader, readHeader, UnreadableImage } from '../../src/dataset/image.js';
import type { KerasLoader } from '../../src/dataset/keras/loaders.js';
import { expectParity, largestDifference } from './parity.js';
import { pythonWithTensors } from './tensorFolder.js';

/** What reading a file gave: pixels `[height, width, 3]`, or the name of the error. */
type Outcome = { pixels: ArrayLike<number>; shape: readonly number[] } | { error: string };

/** Levels that decoders of JPEG may be apart. */
const JPEG_LEVELS = 4;

/**
 * What thaw reads otherwise than Pillow, on purpose or because it is too rare: grays of 16 bits, which Pillow cuts off; the
 * color under the transparent pixels of a GIF, where thaw has TensorFlow's black; a GIF whose first frame covers a part.
 */
const OTHERWISE = /16|^p5-4095|^p2-1000|^p5-65535|^gif-(transparent|offset)|^tiff-gray-signed/;
/** Premultiplied colors are divided by alpha, and rounded apart. */
const ROUNDED = /^tiff-rgba-associated/;

/** Files that one of thaw and Pillow reads. */
const ONLY_PILLOW = ['cut-png-bytes.png', 'tiff-lab.tif'];
/** The headers of the damaged ones say that Keras stops at them. */
const ONLY_THAW = /^damaged.*jpg$|^tiff-ycbcr.tif$/;

const folder = mkdtempSync(path.join(tmpdir(), 'thaw-formats-'));
let names: string[];
const headers = new Map<string, ImageHeader>();
const ours = new Map<string, Outcome>();
const keras: Record<KerasLoader, Map<string, Outcome>> = {
  flow_from_directory: new Map(),
  image_dataset_from_directory: new Map(),
};

beforeAll(async () => {
  const { answer, results } = pythonWithTensors(
    `
import os, subprocess, warnings
subprocess.run([sys.executable, given['script'], given['folder']], check=True)
warnings.simplefilter('ignore')
import keras, tensorflow as tf
readers = {
    'flow_from_directory': lambda file: keras.utils.img_to_array(keras.utils.load_img(file)),
    'image_dataset_from_directory':
        lambda file: tf.image.decode_image(tf.io.read_file(file), channels=3, expand_animations=False).numpy(),
}
answer = {}
for loader, read in readers.items():
    for name in sorted(os.listdir(given['folder'])):
        try:
            results[loader + ' ' + name] = read(os.path.join(given['folder'], name))
        except Exception as error:
            answer[loader + ' ' + name] = type(error).__name__
`,
    { folder, script: path.join(import.meta.dirname, '../fixtures/imageFormats.py') },
    new Map(),
  );
  const errors = answer as Record<string, string>;
  names = readdirSync(folder).sort();
  for (const loader of Object.keys(keras) as KerasLoader[]) {
    for (const name of names) {
      const pixels = results.get(`${loader} ${name}`);
      const outcome =
        pixels === undefined ? { error: errors[`${loader} ${name}`] } : { ...pixels, pixels: pixels.values };
      keras[loader].set(name, outcome);
    }
  }
  for (const name of names) ours.set(name, await outcomeOf(name));
});

afterAll(() => rmSync(folder, { recursive: true }));

async function outcomeOf(name: string): Promise<Outcome> {
  const file = path.join(folder, name);
  try {
    const header = await readHeader(file);
    headers.set(name, header);
    const [height, width] = header.orientation >= 5 ? [header.width, header.height] : [header.height, header.width];
    return { pixels: await decodeImage(file, { height, width }), shape: [height, width, 3] };
  } catch (error) {
    // Anything else is a crash.
    expect(error, name).toBeInstanceOf(UnreadableImage);
    return { error: (error as UnreadableImage).reason };
  }
}

const isRead = (outcome: Outcome | undefined): outcome is Extract<Outcome, { pixels: unknown }> =>
  outcome !== undefined && 'pixels' in outcome;

/** Undefined where the shapes differ. */
function differenceOf(a: Outcome, b: Outcome): number | undefined {
  if (!isRead(a) || !isRead(b) || a.shape.join() !== [...b.shape].join()) return undefined;
  return largestDifference(a.pixels, b.pixels);
}

test.each(['bmp', 'ppm', 'tif', 'tiff', 'gif', 'png', 'jpg', 'webp'])(
  'every .%s that Pillow reads has the pixels of load_img, to the bit',
  (ending) => {
    const read = names.filter(
      (name) => name.endsWith(`.${ending}`) && isRead(keras.flow_from_directory.get(name)) && isRead(ours.get(name)),
    );
    const equal = read.filter((name) => !OTHERWISE.test(name) && !/turned.*(png|jpg)$/.test(name));
    expect(equal.length).toBeGreaterThan(1);
    for (const name of equal) {
      const difference = differenceOf(ours.get(name)!, keras.flow_from_directory.get(name)!) ?? Number.NaN;
      expectParity(`${name} against load_img`, difference, ROUNDED.test(name) ? 1 : 0);
    }
  },
);

test('thaw reads what Pillow reads, and of a corrupt file neither reads anything', () => {
  const differ = names.filter((name) => isRead(ours.get(name)) !== isRead(keras.flow_from_directory.get(name)));
  const isOurs = (name: string): boolean => ONLY_THAW.test(name) && isRead(ours.get(name));
  expect(differ.filter((name) => !isOurs(name))).toEqual(ONLY_PILLOW);
  expect(differ.filter(isOurs).length).toBeGreaterThan(2);
});

test('16-bit grays are scaled as TensorFlow does, where load_img cuts them off', () => {
  const name = 'png-gray16.png';
  expect(differenceOf(ours.get(name)!, keras.image_dataset_from_directory.get(name)!)).toBe(0);
  expect(differenceOf(ours.get(name)!, keras.flow_from_directory.get(name)!)).toBeGreaterThan(100);
});

/** What neither loader is said to do, and one does. */
const NOT_SAID: Record<KerasLoader, RegExp> = {
  flow_from_directory: /^gif-(transparent|offset)|^tiff-gray-signed|^tiff-ycbcr/,
  image_dataset_from_directory: /^gif-offset/,
};

function isSameAs(name: string, difference: number | undefined): boolean {
  // What stands behind the damage is not an image.
  if (/^damaged/.test(name)) return true;
  const tolerance = headers.get(name)?.format === 'jpeg' ? JPEG_LEVELS : 1;
  return difference !== undefined && difference <= tolerance;
}

test.each(['flow_from_directory', 'image_dataset_from_directory'] as const)(
  'where %s does not get the pixels of thaw, the header says so, and nowhere else',
  (loader) => {
    const wrong = names.flatMap((name) => {
      const [mine, its] = [ours.get(name)!, keras[loader].get(name)!];
      if (!isRead(mine) || NOT_SAID[loader].test(name)) return [];
      const said = headers.get(name)?.inKeras?.[loader];
      const difference = differenceOf(mine, its);
      const isSame = isSameAs(name, difference);
      const isRight = isRead(its) ? isSame === (said === undefined) && said !== 'stops' : said === 'stops';
      return isRight ? [] : [`${name}: ${said ?? 'the same'}, but ${isRead(its) ? difference : its.error}`];
    });
    expect(wrong).toEqual([]);
  },
);

test('a corrupt file stops both loaders, but for those that lack only their last bytes', () => {
  const corrupt = names.filter((name) => !isRead(ours.get(name)) && !ONLY_PILLOW.includes(name));
  expect(corrupt.length).toBeGreaterThan(40);
  expect(corrupt.filter((name) => isRead(keras.flow_from_directory.get(name)))).toEqual([]);
  // Unusual headers, of which TensorFlow reads no more than a part.
  const read = corrupt.filter((name) => isRead(keras.image_dataset_from_directory.get(name)));
  expect(read).toEqual(['bmp-32-odd.bmp', 'colors.bmp', 'compression.bmp', 'header16.bmp', 'masks1.bmp']);
});
