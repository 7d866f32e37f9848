import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { random, shuffled } from '../../src/base/random.js';
import { drawSeed } from '../../src/dataset/sample/drawSeed.js';
import type { CheckName } from '../../src/diagnose/checks.js';
import { withChanges } from '../../src/recipe/recipe.js';
import type { Fault } from './fault.js';

type Split = 'training_set' | 'validation_set';

interface Picture {
  file: string;
  split: Split;
  className: string;
}

function fault(
  name: string,
  checks: CheckName[],
  corrupt: (pictures: Picture[], folder: string) => Promise<void>,
  more: Partial<Fault> = {},
): Fault {
  const plant: Fault['plant'] = async (world) => {
    await corrupt(await picturesIn(world.folder), world.folder);
    return world;
  };
  return { name, checks, shows: 'in pictures', plant, ...more };
}

/** All pictures, in a mixed order that is always the same. */
async function picturesIn(folder: string): Promise<Picture[]> {
  const files = await readdir(folder, { recursive: true });
  const pictures = files.flatMap((name) => {
    const [split, className, file] = name.split(path.sep);
    return file === undefined ? [] : [{ file: path.join(folder, name), split: split as Split, className }];
  });
  return shuffled(
    pictures.sort((a, b) => (a.file < b.file ? -1 : 1)),
    random('planted'),
  );
}

const some = <T>(items: readonly T[], share: number): T[] => items.slice(0, Math.ceil(share * items.length));
const inSplit = (pictures: readonly Picture[], split: Split): Picture[] =>
  pictures.filter((each) => each.split === split);
const ofClass = (pictures: readonly Picture[], className: string): Picture[] =>
  pictures.filter((each) => each.className === className);

/** Saves pictures changed, under their own names. */
async function change(pictures: readonly Picture[], by: (picture: Sharp, i: number) => Sharp): Promise<void> {
  for (const [i, { file }] of pictures.entries()) {
    await writeFile(
      file,
      await by(sharp(await readFile(file)), i)
        .jpeg({ quality: 92 })
        .toBuffer(),
    );
  }
}

/** The classes that faults of one class are planted into: those of the drawn seeds by their names, or by their places. */
function classesOf(pictures: readonly Picture[]): { large: string; small: string; odd: string } {
  const names = [...new Set(pictures.map(({ className }) => className))].sort();
  if (names.includes('mouldy')) return { large: 'healthy', small: 'mouldy', odd: 'sprouted' };
  return { large: names[0], small: names[1], odd: names.at(-1)! };
}

const beside = (file: string, addition: string): string => file.replace(/(\.\w+)$/, `${addition}$1`);
const inOther = ({ file, split }: Picture): string =>
  beside(file.replace(split, split === 'training_set' ? 'validation_set' : 'training_set'), '-again');

/** Puts the pictures of a class, all but so many, away. */
async function thin(
  pictures: readonly Picture[],
  className: string,
  training: number,
  validation: number,
): Promise<void> {
  const own = ofClass(pictures, className);
  const surplus = [
    ...inSplit(own, 'training_set').slice(training),
    ...inSplit(own, 'validation_set').slice(validation),
  ];
  for (const { file } of surplus) await rm(file);
}

/** Each corrupts the images in one way. */
export const DATA_FAULTS: readonly Fault[] = [
  fault('2 % of the files cut off', ['unreadable-image'], async (pictures) => {
    for (const { file } of some(pictures, 0.02)) {
      const whole = await readFile(file);
      await writeFile(file, whole.subarray(0, Math.floor(0.6 * whole.length)));
    }
  }),
  fault('a hidden folder among the training classes', ['loader-difference'], async (_, folder) => {
    await mkdir(path.join(folder, 'training_set', '.ipynb_checkpoints'));
  }),
  fault('10 % more files that are copies', ['exact-duplicate'], async (pictures) => {
    for (const { file } of some(inSplit(pictures, 'training_set'), 0.15)) await copyFile(file, beside(file, '-again'));
  }),
  fault('10 % more files that are near copies', ['near-duplicate'], async (pictures) => {
    for (const { file } of some(inSplit(pictures, 'training_set'), 0.15)) {
      await sharp(file).modulate({ brightness: 1.04 }).jpeg({ quality: 70 }).toFile(beside(file, '-again'));
    }
  }),
  fault('training pictures in validation', ['duplicate-across-splits'], async (pictures) => {
    for (const picture of some(inSplit(pictures, 'training_set'), 0.05)) await copyFile(picture.file, inOther(picture));
  }),
  fault('near copies of training pictures in validation', ['duplicate-across-splits'], async (pictures) => {
    for (const picture of some(inSplit(pictures, 'training_set'), 0.05)) {
      await sharp(picture.file).jpeg({ quality: 60 }).toFile(inOther(picture));
    }
  }),
  fault('2 % of the pictures in two classes', ['label-conflict'], async (pictures, folder) => {
    const { large, small } = classesOf(pictures);
    for (const [i, { file, split, className }] of some(pictures, 0.02).entries()) {
      const other = className === large ? small : large;
      await copyFile(file, path.join(folder, split, other, `both-${i}.jpg`));
    }
  }),
  fault(
    '10 % of the labels wrong',
    ['suspect-label'],
    async (pictures, folder) => {
      const classNames = [...new Set(pictures.map(({ className }) => className))].sort();
      for (const [i, { file, split, className }] of some(pictures, 0.1).entries()) {
        const other =
          classNames[(classNames.indexOf(className) + 1 + (i % (classNames.length - 1))) % classNames.length];
        await rename(file, path.join(folder, split, other, `moved-${i}.jpg`));
      }
    },
    // A copy elsewhere, of the class that it had, says the other; and a small class may be smaller now.
    { alsoTrue: ['label-conflict', 'tiny-class'], shows: 'in training' },
  ),
  fault('5 % of the pictures dark', ['image-quality'], (pictures) =>
    change(some(pictures, 0.05), (picture) => picture.linear(0.12, 0)),
  ),
  fault('5 % of the pictures blurred', ['image-quality'], async (pictures) => {
    for (const { file } of some(pictures, 0.05)) {
      const { width } = await sharp(file).metadata();
      await change([{ file } as Picture], (picture) => picture.blur(0.03 * width));
    }
  }),
  fault('5 % of the pictures blank', ['image-quality'], (pictures) =>
    change(some(pictures, 0.05), (picture) => picture.linear(0, 120)),
  ),
  fault('a class of 12 and 5 pictures', ['tiny-class'], (pictures) => thin(pictures, classesOf(pictures).small, 12, 5)),
  fault(
    'a class without validation pictures',
    ['class-missing'],
    (pictures) => thin(pictures, classesOf(pictures).small, 40, 0),
    {
      alsoTrue: ['split-shift'],
    },
  ),
  fault(
    'classes 50 to 1',
    ['class-imbalance'],
    async (pictures, folder) => {
      for (let i = 0; i < 160; i++) {
        await writeFile(path.join(folder, 'training_set/healthy', `more-${i}.jpg`), await drawSeed(99, i, 'healthy'));
      }
      await thin(pictures, 'mouldy', 4, 20);
    },
    { alsoTrue: ['tiny-class', 'split-shift'], shows: 'in training', applies: ({ drawn }) => drawn },
  ),
  fault(
    'two folders of validation exchanged',
    ['class-order-mismatch'],
    async (pictures, folder) => {
      const { large, small } = classesOf(pictures);
      const [a, b] = [large, small].map((name) => path.join(folder, 'validation_set', name));
      await rename(a, `${a}-moved`);
      await rename(b, a);
      await rename(`${a}-moved`, b);
    },
    // Which these are too.
    { alsoTrue: ['suspect-label', 'split-shift'] },
  ),
  fault('one class in grey', ['shortcut'], (pictures) =>
    change(ofClass(pictures, classesOf(pictures).odd), (picture) => picture.grayscale()),
  ),
  fault('classes.txt in another order', ['class-order-mismatch'], async (pictures, folder) => {
    const classNames = [...new Set(pictures.map(({ className }) => className))].sort().reverse();
    await writeFile(path.join(folder, 'classes.txt'), `${classNames.join('\n')}\n`);
  }),
  fault(
    'validation in another light',
    ['split-shift'],
    (pictures) => change(inSplit(pictures, 'validation_set'), (picture) => picture.linear(0.6, 0)),
    // Some were dark already, and nothing is seen in them now.
    { alsoTrue: ['image-quality'] },
  ),
  fault(
    'photos cut into both splits',
    ['group-leak'],
    async (pictures) => {
      // Ten photos a class, each with a light of its own.
      const count = new Map<string, number>();
      for (const picture of pictures) {
        const { file, className } = picture;
        const n = count.get(className) ?? 0;
        count.set(className, n + 1);
        const light = random('photo', className, n % 10);
        const [red, green, blue] = [0, 1, 2].map(() => light.between(0.55, 1.1));
        await change([picture], (image) => image.linear([red, green, blue], [0, 0, 0]));
        await rename(file, path.join(path.dirname(file), `${className}${n % 10}_${n}.jpg`));
      }
    },
    // Some were dark already, and nothing is seen in them now.
    { alsoTrue: ['image-quality'] },
  ),
  fault('one class in another file format', ['shortcut'], async (pictures) => {
    for (const { file } of ofClass(pictures, classesOf(pictures).odd)) {
      await sharp(file).png().toFile(file.replace('.jpg', '.png'));
      await rm(file);
    }
  }),
  fault('one class taken larger', ['shortcut'], async (pictures) => {
    for (const picture of ofClass(pictures, classesOf(pictures).odd)) {
      const { width } = await sharp(picture.file).metadata();
      await change([picture], (image) => image.resize(3 * width));
    }
  }),
  fault('one class on a ground of its own', ['shortcut'], (pictures) =>
    change(ofClass(pictures, classesOf(pictures).odd), (picture) =>
      picture.extend({ top: 12, bottom: 12, left: 12, right: 12, background: { r: 40, g: 90, b: 170 } }),
    ),
  ),
  fault('files far smaller than the input', ['upscaled-input'], (pictures) =>
    change(pictures, (picture) => picture.resize(32)),
  ),
  fault(
    'red and blue exchanged in the files',
    ['channel-order'],
    (pictures) =>
      change(pictures, (picture) =>
        picture.recomb([
          [0, 0, 1],
          [0, 1, 0],
          [1, 0, 0],
        ]),
      ),
    { shows: 'in recipe' },
  ),
  {
    name: '8 pictures a class, all layers open',
    checks: ['overfitting', 'tiny-class'],
    alsoTrue: ['head-too-large', 'too-few-steps'],
    shows: 'in training',
    plant: async ({ recipe, ...world }) => {
      const pictures = await picturesIn(world.folder);
      for (const className of new Set(pictures.map((each) => each.className))) await thin(pictures, className, 8, 20);
      return {
        ...world,
        recipe: withChanges(recipe, { unfrozen: { above: 'everything', batchNormalization: false } }),
      };
    },
  },
];
