import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { UserError } from '../base/errors.js';
import { random, shuffled } from '../base/random.js';

export type Split = 'training' | 'validation';

/** One image of a data set. */
export interface Example {
  path: string;
  className: string;
  /** Index of the class in the data set's `classNames`. */
  label: number;
  split: Split;
}

/** An image folder, listed. Class names are sorted as Keras' flow_from_directory sorts them. */
export interface Dataset {
  folder: string;
  classNames: string[];
  examples: Example[];
  /** What was seen and left out, in words. */
  notes: string[];
}

export interface SplitOptions {
  /** Share of the images that become validation, in (0, 1); only for a folder without splits. Default 0.25. */
  validationShare?: number;
  seed?: number;
  /** Files whose names this matches share a group by its first capture; a group never straddles the splits. */
  groupPattern?: string;
  /** At most this many images of a class and split, drawn by seed; for a quick look. */
  imagesPerClass?: number;
  /** Folders that are no classes; only for a folder without splits. Default none. */
  leaveOut?: readonly string[];
}

interface Listed {
  path: string;
  className: string;
  split?: Split;
}

const IMAGE = /\.(jpe?g|png|bmp|tiff?|webp|gif)$/i;

/**
 * Lists an image folder: `training_set/<class>/` and `validation_set/<class>/`, or class folders that are split here,
 * in the same proportion in every class, by seed.
 *
 * Hidden files are left out; files that are no images, images outside the class folders and empty class folders are
 * left out and noted. Links are followed, but not back into the folders that are listed anyway, so a loop ends and
 * nothing counts twice.
 *
 * @throws UserError where there are no images, a single class, a class is missing from the training set, or the
 *   validation set is empty
 */
export async function readClassFolders(folder: string, options: SplitOptions = {}): Promise<Dataset> {
  const notes: string[] = [];
  const top = await subfolders(folder);
  const splits = (['training', 'validation'] as const).filter((split) => top.includes(`${split}_set`));
  let listed: Listed[];
  if (splits.length > 0) {
    if (splits.length === 1) {
      throw new UserError(
        `${folder} was expected to hold training_set and validation_set.`,
        top,
        'Add the other one, or put the class folders straight into the folder and they will be split.',
      );
    }
    const folders = splits.map((split) => path.join(folder, `${split}_set`));
    listed = [];
    for (const [i, split] of splits.entries()) {
      for (const file of await listClasses(folders[i], folders, notes)) listed.push({ ...file, split });
    }
  } else {
    listed = await listClasses(folder, [folder], notes, options.leaveOut);
    const validation = drawValidation(listed, options);
    for (const file of listed) file.split = validation.has(file) ? 'validation' : 'training';
  }
  const classNames = [...new Set(listed.map(({ className }) => className))].sort(byCodePoint);
  if (classNames.length < 2) {
    throw new UserError(
      `${folder} was expected to hold at least two class folders with images.`,
      classNames.length === 0 ? 'no images' : `one class, '${classNames[0]}', of ${listed.length} images`,
      'Give a folder with training_set/<class>/ and validation_set/<class>/, or with one folder a class.',
    );
  }
  const examples = classNames.flatMap((className, label) => {
    const files = listed.filter((file) => file.className === className);
    return (['training', 'validation'] as const).flatMap((split) => {
      const part = files.filter((file) => file.split === split);
      return limited(part, options, className).map((file): Example => ({ path: file.path, className, label, split }));
    });
  });
  for (const className of classNames) {
    for (const split of ['training', 'validation'] as const) {
      if (examples.some((e) => e.className === className && e.split === split)) continue;
      const message = `Class '${className}' has no images in the ${split} set.`;
      if (split === 'training') {
        throw new UserError(
          `${message.slice(0, -1)}, so nothing can learn it.`,
          '0 images',
          'Add some, or remove the class.',
        );
      }
      notes.push(message);
    }
  }
  if (examples.every(({ split }) => split === 'training')) {
    throw new UserError(
      `${folder} was expected to hold images to validate with.`,
      'none',
      'Add some to validation_set, or give more images of each class.',
    );
  }
  return { folder, classNames, examples, notes };
}

/** The examples of one split, in the order of the data set. */
export function examplesOf(dataset: Dataset, split: Split): Example[] {
  return dataset.examples.filter((example) => example.split === split);
}

/** Number of examples of each class in a split, `[numClasses]`. */
export function support(dataset: Dataset, split?: Split): number[] {
  const counts = dataset.classNames.map(() => 0);
  for (const example of dataset.examples) if (split === undefined || example.split === split) counts[example.label]++;
  return counts;
}

/** @param roots the folders whose class folders are listed, here or elsewhere */
async function listClasses(
  folder: string,
  roots: readonly string[],
  notes: string[],
  leaveOut: readonly string[] = [],
): Promise<Listed[]> {
  const files: Listed[] = [];
  const realRoots = await Promise.all(roots.map((root) => fs.realpath(root)));
  const loose = (await fs.readdir(folder)).filter((name) => !name.startsWith('.') && IMAGE.test(name));
  if (loose.length > 0) notes.push(noteOf(loose, folder, 'outside the class folders'));
  for (const className of await subfolders(folder)) {
    if (leaveOut.includes(className)) continue;
    const classFolder = path.join(folder, className);
    if (realRoots.some(within(await fs.realpath(classFolder)))) {
      notes.push(`The link ${classFolder} leads back into the images and is not followed.`);
      continue;
    }
    const found = await listImages(classFolder, realRoots, notes, new Set());
    if (found.length === 0) notes.push(`Class folder '${className}' holds no images and is left out.`);
    for (const file of found) files.push({ path: file, className });
  }
  return files;
}

async function listImages(
  folder: string,
  realRoots: readonly string[],
  notes: string[],
  seen: Set<string>,
): Promise<string[]> {
  const real = await fs.realpath(folder);
  if (seen.has(real)) return [];
  seen.add(real);
  const files: string[] = [];
  const others: string[] = [];
  for (const name of (await fs.readdir(folder)).sort(byCodePoint)) {
    if (name.startsWith('.') || name === 'Thumbs.db') continue;
    const file = path.join(folder, name);
    const stat = await fs.stat(file).catch(() => undefined); // a link that leads nowhere, or round
    if (stat?.isDirectory()) {
      const target = await fs.realpath(file);
      const isLink = target !== path.join(real, name);
      if (isLink && realRoots.some((root) => within(target)(root) || within(root)(target))) {
        notes.push(`The link ${file} leads back into the images and is not followed.`);
      } else files.push(...(await listImages(file, realRoots, notes, seen)));
    } else if (stat?.isFile() && IMAGE.test(name)) files.push(file);
    else others.push(name);
  }
  if (others.length > 0) notes.push(noteOf(others, folder, 'no images'));
  return files;
}

function noteOf(names: readonly string[], folder: string, reason: string): string {
  const shown = `${names.slice(0, 3).join(', ')}${names.length > 3 ? ', ...' : ''}`;
  return `Left out in ${folder} as ${reason} (${names.length}): ${shown}.`;
}

/** Whether a real path is a folder or lies below it. */
function within(folder: string): (real: string) => boolean {
  const start = folder.endsWith(path.sep) ? folder : folder + path.sep;
  return (real) => `${real}${path.sep}`.startsWith(start);
}

async function subfolders(folder: string): Promise<string[]> {
  const names = await fs.readdir(folder).catch(() => {
    throw new UserError(
      `A folder of images was expected at ${folder}.`,
      'nothing there',
      'Give the path of one with --data.',
    );
  });
  const kinds = await Promise.all(
    names.map(async (name) => (await fs.stat(path.join(folder, name)).catch(() => undefined))?.isDirectory()),
  );
  return names.filter((name, i) => kinds[i] && !name.startsWith('.')).sort(byCodePoint);
}

/**
 * The files that become validation: whole groups, taken in an order drawn by seed as long as they bring the classes
 * nearer to the share that is wanted of each.
 */
function drawValidation(files: readonly Listed[], options: SplitOptions): Set<Listed> {
  const { validationShare = 0.25, seed = 42, groupPattern } = options;
  const pattern = groupPattern === undefined ? undefined : new RegExp(groupPattern);
  const groups = new Map<string, Listed[]>();
  const missing = new Map<string, number>();
  for (const file of files) {
    const group = pattern?.exec(path.basename(file.path))?.[1] ?? file.path;
    const members = groups.get(group);
    if (members === undefined) groups.set(group, [file]);
    else members.push(file);
    missing.set(file.className, (missing.get(file.className) ?? 0) + 1);
  }
  const size = new Map(missing);
  // One image of each class at least stays for training.
  for (const [className, count] of size)
    missing.set(className, Math.min(count - 1, Math.round(count * validationShare)));
  const validation = new Set<Listed>();
  for (const group of shuffled([...groups.keys()], random(seed, 'split'))) {
    const members = groups.get(group)!;
    let gain = 0;
    for (const className of new Set(members.map((file) => file.className))) {
      const [left, count] = [missing.get(className)!, members.filter((file) => file.className === className).length];
      gain += (Math.abs(left) - Math.abs(left - count)) / size.get(className)!;
    }
    if (gain <= 0) continue;
    for (const file of members) {
      validation.add(file);
      missing.set(file.className, missing.get(file.className)! - 1);
    }
  }
  return validation;
}

function limited<T>(files: T[], { imagesPerClass, seed = 42 }: SplitOptions, className: string): T[] {
  if (imagesPerClass === undefined || files.length <= imagesPerClass) return files;
  return shuffled(files, random(seed, 'limit', className)).slice(0, imagesPerClass);
}

/** The order of Python's `sorted`; UTF-8 keeps it, while JavaScript's `<` compares halves of characters. */
function byCodePoint(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
