import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compareListings, type LoaderListing } from '../../src/dataset/keras/compareListings.js';
import { listedBy, readAsKeras } from '../../src/dataset/keras/kerasListing.js';
import { type KerasLoader, LOADERS } from '../../src/dataset/keras/loaders.js';
import { byCodePoint } from '../../src/dataset/listClasses.js';
import { python } from './python.js';

interface Loaded {
  classNames: string[];
  files: string[];
  /** Names of errors, where one ended the loading of a file. */
  stopped: string[];
}

/** Classes in an order in which languages, letters in upper case and characters beyond 16 bits disagree. */
const NAMES = ['Oat', 'barley', '\u{10000}', '\uffee', 'zero 2', 'zero 10'];
const folder = mkdtempSync(path.join(tmpdir(), 'thaw-loaders-'));
const training = path.join(folder, 'training_set');
const validation = path.join(folder, 'validation_set');
let keras: Record<KerasLoader, Loaded>;
let listings: LoaderListing[];

const at = (...names: string[]): string => path.join(training, ...names);

beforeAll(async () => {
  const jpeg = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#a63' } })
    .jpeg()
    .toBuffer();
  for (const root of [training, validation]) {
    for (const name of NAMES) {
      mkdirSync(path.join(root, name), { recursive: true });
      writeFileSync(path.join(root, name, '1.jpg'), jpeg);
    }
  }
  const put = (file: string, content: Uint8Array | string = jpeg): void => {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  };
  put(at('.ipynb_checkpoints', '1-checkpoint.jpg'));
  mkdirSync(at('empty'));
  put(at('barley', 'UPPER.JPG'));
  put(at('barley', 'some.TIFF'), await sharp(jpeg).tiff().toBuffer());
  put(at('barley', 'some.ppm'), 'P3 1 1 255 1 2 3');
  put(at('barley', 'moving.gif'), await sharp(jpeg).gif().toBuffer());
  put(at('barley', 'web.webp'), await sharp(jpeg).webp().toBuffer());
  put(at('barley', 'scanpng'), await sharp(jpeg).png().toBuffer());
  put(at('barley', '._1.jpg'), 'finder');
  put(at('barley', '.cache', 'kept.jpg'));
  put(at('barley', 'deep', 'er', '2.jpg'));
  put(at('barley', 'notes.txt'), 'text');
  put(at('barley', 'cut.jpg'), jpeg.subarray(0, jpeg.length / 2));
  put(path.join(folder, 'elsewhere', '3.jpg'));
  symlinkSync(path.join(folder, 'elsewhere'), at('Oat', 'linked'));
  symlinkSync(path.join(folder, 'elsewhere', '3.jpg'), at('Oat', 'linked.jpg'));
  symlinkSync(path.join(folder, 'nowhere.jpg'), at('Oat', 'broken.jpg'));
  symlinkSync('loop.jpg', at('Oat', 'loop.jpg'));
  symlinkSync(path.join(folder, 'elsewhere'), at('linked class'));
  symlinkSync(at('barley'), at('again'));
  copyFileSync(at('barley', '1.jpg'), path.join(training, 'loose.jpg'));
  keras = python(
    `
import os, keras
from keras.src.legacy.preprocessing.image import ImageDataGenerator
folder = given['training']
flow = ImageDataGenerator().flow_from_directory(folder, target_size=(8, 8), batch_size=1, shuffle=False)
stopped = []
for i, file in enumerate(flow.filepaths):
    try:
        flow[i]
    except Exception:
        stopped.append(file)
answer = {'flow_from_directory': {'classNames': list(flow.class_indices), 'files': flow.filepaths, 'stopped': stopped}}
dataset = keras.utils.image_dataset_from_directory(folder, image_size=(8, 8), batch_size=1, shuffle=False)
paths, stopped = dataset.file_paths, []
from keras.src.utils.image_dataset_utils import _load_image_tf
for file in paths:
    try:
        _load_image_tf(file, (8, 8), 3, 'bilinear', 'channels_last')
    except Exception:
        stopped.append(file)
answer['image_dataset_from_directory'] = {'classNames': dataset.class_names, 'files': paths, 'stopped': stopped}
# The loader itself, up to its end.
try:
    for batch in dataset:
        pass
    answer['ended'] = None
except Exception as error:
    answer['ended'] = type(error).__name__
`,
    { training },
  ) as typeof keras;
  listings = await compareListings({ folder });
});

afterAll(() => rmSync(folder, { recursive: true }));

test.each(LOADERS)('$loader numbers the same classes and lists the same files', async (rules) => {
  const { classNames, files } = listedBy(rules, await readAsKeras(training, [training, validation]));
  expect(classNames).toEqual(keras[rules.loader].classNames);
  expect(files.map((file) => file.path).sort(byCodePoint)).toEqual([...keras[rules.loader].files].sort(byCodePoint));
});

test.each(LOADERS)('of the files that $loader alone lists, those that it stops at are known', ({ loader }) => {
  const { extra } = listings.find((listing) => listing.loader === loader)!;
  const stopping = extra.filter(({ isReadable }) => !isReadable).map((file) => file.path);
  const listedHere = new Set(extra.map((file) => file.path));
  expect([...new Set(stopping)].sort()).toEqual(keras[loader].stopped.filter((file) => listedHere.has(file)).sort());
  expect(stopping.length).toBeGreaterThan(0);
});

test.each(LOADERS)('$loader stops at a file that is cut short, and at a link that leads nowhere', ({ loader }) => {
  expect(keras[loader].stopped).toEqual(expect.arrayContaining([at('barley', 'cut.jpg'), at('Oat', 'broken.jpg')]));
});

test('the training ends at such a file', () => {
  expect((keras as unknown as { ended: string }).ended).toMatch(/Error$/);
});

/** What Keras does with a folder of two images in each of two classes, and with what is added to it. */
function loadersIn(root: string): Record<KerasLoader, { classNames?: string[]; numFiles?: number; error?: string }> {
  return python(
    `
import keras
from keras.src.legacy.preprocessing.image import ImageDataGenerator
answer = {}
try:
    flow = ImageDataGenerator().flow_from_directory(given['root'], target_size=(8, 8), batch_size=1, shuffle=False)
    for i in range(len(flow)):
        flow[i]
    names = [ascii(name) for name in flow.class_indices]
    answer['flow_from_directory'] = {'classNames': names, 'numFiles': len(flow.filepaths)}
except Exception as error:
    answer['flow_from_directory'] = {'error': type(error).__name__}
try:
    dataset = keras.utils.image_dataset_from_directory(given['root'], image_size=(8, 8), batch_size=1, shuffle=False)
    for batch in dataset:
        pass
    answer['image_dataset_from_directory'] = {'classNames': dataset.class_names, 'numFiles': len(dataset.file_paths)}
except Exception as error:
    answer['image_dataset_from_directory'] = {'error': type(error).__name__}
`,
    { root },
  ) as ReturnType<typeof loadersIn>;
}

const twoClasses = (): string => {
  const root = path.join(mkdtempSync(path.join(folder, 'two-')), 'images');
  for (const name of ['a', 'b']) {
    mkdirSync(path.join(root, name), { recursive: true });
    for (const file of ['1.jpg', '2.jpg']) copyFileSync(at('barley', '1.jpg'), path.join(root, name, file));
  }
  return root;
};

test('a class whose name is not UTF-8 is a class for Keras, and ends image_dataset_from_directory', async () => {
  const root = twoClasses();
  const latin = Buffer.concat([Buffer.from(`${root}/caf`), Buffer.from([0xe9])]);
  mkdirSync(latin);
  copyFileSync(path.join(root, 'a', '1.jpg'), Buffer.concat([latin, Buffer.from('/1.jpg')]));
  expect(loadersIn(root)).toEqual({
    flow_from_directory: { classNames: ["'a'", "'b'", "'caf\\udce9'"], numFiles: 5 },
    image_dataset_from_directory: { error: 'ValueError' },
  });
  const [flow, dataset] = await compareListings({ folder: root });
  const name = 'caf\\xe9';
  const extra = { path: path.join(root, name, '1.jpg'), className: name, split: undefined, reason: 'extra class' };
  expect(flow).toMatchObject({
    extra: [{ ...extra, isReadable: true }],
    extraClasses: [{ name, reason: 'encoding', numFiles: 1 }],
  });
  expect(dataset).toMatchObject({ extra: [{ ...extra, isReadable: false }] });
});

test('a link to a folder around the images is a class for Keras, and is not followed here', async () => {
  const root = twoClasses();
  symlinkSync('..', path.join(root, 'c'));
  expect(loadersIn(root).flow_from_directory).toEqual({ classNames: ["'a'", "'b'", "'c'"], numFiles: 8 });
  for (const listing of await compareListings({ folder: root })) {
    expect(listing).toMatchObject({ extra: [], extraClasses: [{ name: 'c', reason: 'link back', numFiles: 0 }] });
  }
});

test('each difference has its reason', () => {
  const summary = listings.map(({ loader, missed, extra, extraClasses }) => ({
    loader,
    missed: missed.map(({ path: file, reason }) => `${path.relative(training, file)}: ${reason}`).sort(),
    extra: extra
      .filter(({ reason }) => reason !== 'extra class')
      .map(({ path: file, reason }) => `${path.relative(training, file)}: ${reason}`)
      .sort(),
    extraClasses: extraClasses.map(({ name, split, numFiles }) => `${split} ${name} ${numFiles}`),
  }));
  expect(summary).toMatchInlineSnapshot(`
    [
      {
        "extra": [
          "Oat/broken.jpg: broken link",
          "Oat/loop.jpg: broken link",
          "again/._1.jpg: hidden",
          "again/.cache/kept.jpg: hidden",
          "again/scanpng: name",
          "barley/._1.jpg: hidden",
          "barley/.cache/kept.jpg: hidden",
          "barley/scanpng: name",
        ],
        "extraClasses": [
          "training .ipynb_checkpoints 1",
          "training empty 0",
        ],
        "loader": "flow_from_directory",
        "missed": [
          "Oat/linked/3.jpg: linked folder",
          "again/moving.gif: extension",
          "again/web.webp: extension",
          "barley/moving.gif: extension",
          "barley/web.webp: extension",
        ],
      },
      {
        "extra": [
          "Oat/broken.jpg: broken link",
          "Oat/loop.jpg: broken link",
          "again/._1.jpg: hidden",
          "again/.cache/kept.jpg: hidden",
          "barley/._1.jpg: hidden",
          "barley/.cache/kept.jpg: hidden",
        ],
        "extraClasses": [
          "training empty 0",
        ],
        "loader": "image_dataset_from_directory",
        "missed": [
          "Oat/linked/3.jpg: linked folder",
          "again/some.TIFF: extension",
          "again/some.ppm: extension",
          "again/web.webp: extension",
          "barley/some.TIFF: extension",
          "barley/some.ppm: extension",
          "barley/web.webp: extension",
        ],
      },
    ]
  `);
});
