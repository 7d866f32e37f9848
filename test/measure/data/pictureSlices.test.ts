import { expect, test } from 'vitest';
import { random } from '../../../src/base/random.js';
import type { PictureFigures } from '../../../src/dataset/figures/pictureFigures.js';
import type { ScannedImage } from '../../../src/dataset/scan.js';
import { featureMatrix } from '../../../src/learn/featureMatrix.js';
import { clusterSlices } from '../../../src/measure/data/clusterSlices.js';
import { hueOf, pictureSlices } from '../../../src/measure/data/pictureSlices.js';
import { scannedImage } from '../../dataset/scannedImage.js';

const FIGURES: PictureFigures = {
  grey: new Uint8Array(1024),
  color: [90, 90, 90],
  borderColor: [90, 90, 90],
  centerColor: [90, 90, 90],
  chroma: 0,
  brightness5: 20,
  brightness99: 220,
  entropy: 6,
  sharpness: 0.4,
};

/** 40 training images, then 100 evaluated ones. */
const imagesOf = (changes: (i: number) => Partial<ScannedImage>): ScannedImage[] =>
  Array.from({ length: 140 }, (_, at) => {
    const i = at - 40;
    const split = i < 0 ? 'training' : 'validation';
    return scannedImage({ path: `/data/${split}/good/${at}.jpg`, split, label: at % 2, ...(i < 0 ? {} : changes(i)) });
  });
const figuresOf = (changes: (i: number) => Partial<PictureFigures>): PictureFigures[] =>
  Array.from({ length: 140 }, (_, at) => ({ ...FIGURES, ...(at < 40 ? {} : changes(at - 40)) }));
const same = imagesOf(() => ({}));
const plain = figuresOf(() => ({}));
const membersOf = (images: ScannedImage[], figures: PictureFigures[], name: RegExp): readonly number[] | undefined =>
  pictureSlices(images, figures).find((slice) => name.test(slice.name))?.members;
const to = (n: number): number[] => [...Array(n).keys()];

test('members are positions among the evaluated images, and a number is cut at every tenth', () => {
  const dark = figuresOf((i) => ({ color: [i, i, i] }));
  expect(membersOf(same, dark, /^brightness at most 49 of 255$/)).toEqual(to(50));
  expect(membersOf(same, dark, /^brightness above 49 of 255$/)).toEqual(to(50).map((i) => i + 50));
  // A tenth of 100 images is too few for a slice.
  expect(membersOf(same, dark, /^brightness at most 9 of 255$/)).toBeUndefined();
});

test('of all validation images, members are positions among those, whatever part they are in', () => {
  const halved = imagesOf((i) => ({ part: i % 2 === 0 ? 'selection' : 'evaluation', width: i < 40 ? 50 : 200 }));
  const narrow = (part?: 'validation'): readonly number[] =>
    pictureSlices(halved, plain, part).find(({ name }) => /^aspect above 0.50/.test(name))!.members;
  expect(narrow()).toEqual(to(30).map((i) => i + 20));
  expect(narrow('validation')).toEqual(to(60).map((i) => i + 40));
});

test('images that differ in nothing make one slice for each property, of all of them, and none twice', () => {
  const slices = pictureSlices(same, plain);
  expect(slices.every(({ members }) => members.length === 100)).toBe(true);
  expect(new Set(slices.map(({ name }) => name)).size).toBe(slices.length);
});

test.each([
  [
    'size',
    imagesOf((i) => ({ width: i < 40 ? 20 : 200, height: i < 40 ? 10 : 100 })),
    plain,
    /^size at most 14 pixels/,
  ],
  ['aspect', imagesOf((i) => ({ width: i < 40 ? 50 : 200 })), plain, /^aspect at most 0.50 \(width by height\)$/],
  ['compression', imagesOf((i) => ({ bytes: i < 40 ? 400 : 4000 })), plain, /^compression at most 0.020 bytes/],
  ['format', imagesOf((i) => ({ format: i < 40 ? 'png' : 'jpeg' })), plain, /^format png$/],
  ['orientation', imagesOf((i) => ({ orientation: i < 40 ? 6 : 1 })), plain, /EXIF/],
  ['folder', imagesOf((i) => (i < 40 ? { path: `/data/val/good/night/${i}.jpg` } : {})), plain, /^folder night$/],
  ['sharpness', same, figuresOf((i) => ({ sharpness: i < 40 ? 0.1 : 0.4 })), /^sharpness at most 0.10 /],
  ['saturation', same, figuresOf((i) => ({ chroma: i < 40 ? 0 : 50 })), /^saturation at most 0 of 255$/],
  ['contrast', same, figuresOf((i) => ({ brightness99: i < 40 ? 40 : 220 })), /^contrast at most 20 of 255$/],
  ['color', same, figuresOf((i) => ({ color: i < 40 ? [20, 90, 30] : [90, 90, 90] })), /^a green mean color$/],
  ['background', same, figuresOf((i) => ({ borderColor: i < 40 ? [5, 5, 60] : [90, 90, 90] })), /^a blue background$/],
] as const)('%s: the images that have it are a slice', (_, images, figures, name) => {
  expect(membersOf(images, figures as PictureFigures[], name)).toEqual(to(40));
});

test('groups of file names are slices where they hold enough images', () => {
  const images = Array.from({ length: 400 }, (_, i) =>
    scannedImage({
      path: `/data/val/good/lamp${Math.floor(i / 40)}_${i}.jpg`,
      label: i % 2,
      split: i % 4 === 0 ? 'training' : 'validation',
    }),
  );
  const slices = pictureSlices(
    images,
    images.map(() => FIGURES),
  );
  const group = slices.filter(({ name }) => name === "the group 'lamp3' in their names");
  expect(group.map(({ members }) => members.length)).toEqual([30]);
});

test('hues are named by sixths of their circle, and what has hardly any is gray', () => {
  expect(
    (
      [
        [200, 20, 20],
        [200, 190, 20],
        [20, 200, 20],
        [20, 200, 190],
        [20, 20, 200],
        [200, 20, 190],
        [200, 20, 50],
        [100, 104, 110],
      ] as const
    ).map(hueOf),
  ).toEqual(['red', 'yellow', 'green', 'cyan', 'blue', 'magenta', 'red', 'gray']);
});

test('heaps of features are slices, of few images none', () => {
  const draw = random('heaps');
  const rows = Array.from({ length: 300 }, (_, i) =>
    Array.from({ length: 100 }, (_v, j) => (j % 3 === i % 3 ? 3 : 0) + draw.normal()),
  );
  const slices = clusterSlices(featureMatrix(rows));
  expect(slices.map(({ members }) => members.length)).toEqual([100, 100, 100]);
  for (const { members } of slices) expect(new Set(members.map((i) => i % 3)).size).toBe(1);
  expect(slices[0]!.name).toBe('features of cluster 1 of 3');
  expect(clusterSlices(featureMatrix(rows.slice(0, 150)))).toEqual([]);
});
