import { copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { UserError } from '../base/errors.js';
import { random, shuffled } from '../base/random.js';
import type { CaseImage, CaseWorld } from './caseWorld.js';

const beside = (file: string, addition: string): string => file.replace(/(\.\w+)$/, `${addition}$1`);
/** So many of the images, always the same. */
const some = (images: readonly CaseImage[], share: number, purpose: string): CaseImage[] =>
  shuffled(images, random('benchmark', purpose)).slice(0, Math.round(share * images.length));

/** By name, as `case.json` lists them. */
const CHANGES: Readonly<Record<string, (world: CaseWorld) => Promise<void>>> = {
  /** A folder that a notebook leaves behind becomes a class. */
  'hidden-folder': async ({ folder, images }) => {
    const of = path.dirname(path.dirname(images[0]!.path));
    const to = path.join(folder, of, '.ipynb_checkpoints');
    await mkdir(to);
    await copyFile(
      path.join(folder, images[0]!.path),
      path.join(to, `${path.parse(images[0]!.path).name}-checkpoint.jpg`),
    );
  },
  /** The rows of the table are in the order of the classes. */
  'sorted-table': async ({ images }) => {
    images.sort((a, b) => Number(a.className > b.className) - Number(a.className < b.className));
  },
  /** Every test image is a copy of a training image. */
  'test-of-copies': async ({ folder, images }) => {
    const training = images.filter(({ part }) => part === 'train');
    for (const image of images.filter(({ part }) => part === 'test')) {
      const source = training.find(({ className }) => className === image.className)!;
      training.splice(training.indexOf(source), 1);
      await copyFile(path.join(folder, source.path), path.join(folder, image.path));
    }
  },
  /** A third of the validation images is in training, too. */
  'validation-in-training': async ({ folder, images }) => {
    for (const image of some(
      images.filter(({ part }) => part === 'validation'),
      1 / 3,
      'copies',
    )) {
      const to = beside(image.path.replace('/validation/', '/train/'), '-copy');
      await copyFile(path.join(folder, image.path), path.join(folder, to));
      images.push({ ...image, path: to, part: 'train' });
    }
  },
  /** A fifth of the training images is in the folder of the next class. */
  'wrong-labels': async ({ folder, images }) => {
    const names = [...new Set(images.map(({ className }) => className))];
    for (const image of some(
      images.filter(({ part }) => part === 'train'),
      0.2,
      'labels',
    )) {
      const other = names[(names.indexOf(image.className) + 1) % names.length]!;
      const to = image.path.replace(`/${image.className}/`, `/${other}/`);
      await rename(path.join(folder, image.path), path.join(folder, to));
      image.path = to;
    }
  },
  /** The first class keeps all of its training images, each other a tenth. */
  imbalanced: async ({ folder, images }) => {
    const [large] = images.map(({ className }) => className).sort();
    const small = images.filter(({ className, part }) => className !== large && part === 'train');
    for (const image of some(small, 0.9, 'imbalance')) {
      await rm(path.join(folder, image.path));
      images.splice(images.indexOf(image), 1);
    }
  },
  /** A tenth of the files ends in the middle. */
  'cut-off': async ({ folder, images }) => {
    for (const { path: file } of some(images, 0.1, 'cut')) {
      const whole = await readFile(path.join(folder, file));
      await writeFile(path.join(folder, file), whole.subarray(0, Math.floor(whole.length / 2)));
    }
  },
};

/** Names of all changes. */
export const IMAGE_CHANGES: readonly string[] = Object.keys(CHANGES);

/** @throws UserError where no change has the name */
export function changeOf(name: string): (world: CaseWorld) => Promise<void> {
  const change = Object.hasOwn(CHANGES, name) ? CHANGES[name] : undefined;
  if (change === undefined)
    throw new UserError('The name of a change of images is expected.', name, `One of: ${IMAGE_CHANGES.join(', ')}.`);
  return change;
}
