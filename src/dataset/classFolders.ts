import * as path from 'node:path';
import { UserError } from '../base/errors.js';
import { group } from '../base/group.js';
import { nearestName } from '../base/text/nearestName.js';
import { type Dataset, type Example, type Labelled, ofSplit, type ValidationPart } from './dataset.js';
import { byCodePoint, type ListedImage, listClasses, type Split, subfolders } from './listClasses.js';
import { drawValidation, limited, type SplitOptions } from './split.js';
import { isIn, splitValidation } from './validationParts.js';

/**
 * Lists an image folder: `training_set/<class>/` and `validation_set/<class>/` (or train and val, in any case of
 * letters), or class folders that are split here, in the same proportion in every class, by seed.
 *
 * Hidden files are left out; files that are no images, images outside the class folders and empty class folders are
 * left out and noted. Links are followed, but not back into the folders that are listed anyway, so a loop ends and
 * nothing counts twice.
 *
 * @throws UserError if there are no images, a single class, a class is missing from the training set (unless
 *   `allowUntrained`), or the validation set is empty
 */
export async function readClassFolders(folder: string, options: SplitOptions = {}): Promise<Dataset> {
  const notes: string[] = [];
  const listed = await listSplits(folder, options, notes);
  const classNames = [...new Set(listed.map(({ className }) => className))].sort(byCodePoint);
  if (classNames.length < 2) {
    throw new UserError(
      `${folder} was expected to hold at least two class folders with images.`,
      classNames.length === 0 ? 'no images' : `one class, '${classNames[0]}', with ${listed.length} images`,
      [
        'Give a folder with training_set/<class>/ and validation_set/<class>/, or with one folder for each class.',
        ...notes,
      ].join(' '),
    );
  }
  const { seed, groupPattern } = options;
  const examples = splitValidation(examplesOf(listed, classNames, options), { seed, groupPattern });
  notes.push(...classesWithout(examples, classNames, 'validation'));
  if (options.allowUntrained) notes.push(...classesWithout(examples, classNames, 'training'));
  else checkTrained({ classNames, examples });
  if (ofSplit(examples, 'validation').length === 0) {
    throw new UserError(
      `${folder} was expected to hold validation images.`,
      'none',
      'Add some to validation_set, or give more images of each class.',
    );
  }
  return { folder, classNames, examples, notes, ...(options.leaveOut?.length && { leaveOut: options.leaveOut }) };
}

/** Every image with its split: that of its folder, or one that is drawn here. */
async function listSplits(folder: string, options: SplitOptions, notes: string[]): Promise<ListedImage[]> {
  const top = await subfolders(folder);
  const splits = splitFolders(folder, top);
  if (splits === undefined) {
    const listed = await listClasses(folder, [folder], notes, options.leaveOut);
    const validation = drawValidation(listed, options);
    return listed.map((file) => ({ ...file, split: validation.has(file) ? 'validation' : 'training' }));
  }
  const folders = splits.map((name) => path.join(folder, name));
  const training = await listClasses(folders[0]!, folders, notes);
  const validation = await listClasses(folders[1]!, folders, notes);
  const others = top.filter((name) => !splits.includes(name));
  if (others.length > 0) notes.push(`Left out beside ${splits.join(' and ')}: ${others.join(', ')}.`);
  return [
    ...training.map((file) => ({ ...file, split: 'training' as const })),
    ...validation.map((file) => ({ ...file, split: 'validation' as const })),
  ];
}

/** Examples class by class, the training images of a class before its validation images. */
function examplesOf(listed: readonly ListedImage[], classNames: readonly string[], options: SplitOptions): Example[] {
  const byClass = group(listed, ({ className }) => className);
  return classNames.flatMap((className, label) =>
    (['training', 'validation'] as const).flatMap((split) => {
      const files = byClass.get(className)!.filter((file) => file.split === split);
      return limited(files, options, className).map((file): Example => ({ path: file.path, className, label, split }));
    }),
  );
}

/** A sentence for each class that has no images in a split. */
function classesWithout(examples: readonly Example[], classNames: readonly string[], split: Split): string[] {
  const counts = support({ classNames, examples }, split);
  return classNames.filter((_, label) => counts[label] === 0).map((name) => noImages(name, split));
}

const noImages = (className: string, split: Split): string => `Class '${className}' has no images in the ${split} set.`;

/** @throws UserError if a class has no training images */
export function checkTrained(labelled: Labelled): void {
  const { classNames } = labelled;
  const training = support(labelled, 'training');
  const label = training.indexOf(0);
  if (label < 0) return;
  const other = nameInOtherSplit(label, classNames, training, support(labelled, 'validation'));
  throw new UserError(
    `${noImages(classNames[label]!, 'training').slice(0, -1)}, so no model can learn it.`,
    '0 images',
    other === undefined
      ? 'Add some, or remove the class.'
      : `There is '${other}' in the training set alone: if both are one class, give their folders the same name.`,
  );
}

/**
 * Counts the examples of each class, as scikit-learn's support.
 *
 * @param part a split, or one part of the validation images; default all examples
 * @returns `[numClasses]`, in the order of `classNames`
 *
 * @example
 * thaw.support(dataset, 'training');
 */
export function support({ classNames, examples }: Labelled, part?: Split | ValidationPart): number[] {
  const counts = classNames.map(() => 0);
  for (const example of examples) if (part === undefined || isIn(example, part)) counts[example.label]!++;
  return counts;
}

/**
 * The class that a class which is in one split alone probably is: one with nearly the same name that is in the other split
 * alone, such as `vehicle` for `vehicles`.
 *
 * @param training images of each class, `[numClasses]`
 * @param validation images of each class, `[numClasses]`
 * @returns undefined if there is none
 */
export function nameInOtherSplit(
  label: number,
  classNames: readonly string[],
  training: readonly number[],
  validation: readonly number[],
): string | undefined {
  const [here, there] = training[label]! > 0 ? [training, validation] : [validation, training];
  const others = classNames.filter((_, k) => here[k] === 0 && there[k]! > 0);
  return nearestName(classNames[label]!, others);
}

/** A folder that holds class folders. */
export interface SplitRoot {
  root: string;
  /** Undefined where the splits are drawn. */
  split: Split | undefined;
}

/** The folders that hold class folders: one for each split, or one for both where the splits are drawn. */
export async function splitRoots(folder: string): Promise<SplitRoot[]> {
  const splits = splitFolders(folder, await subfolders(folder));
  if (splits === undefined) return [{ root: folder, split: undefined }];
  return [
    { root: path.join(folder, splits[0]), split: 'training' },
    { root: path.join(folder, splits[1]), split: 'validation' },
  ];
}

const TRAINING = /^train(ing)?([_ -]?set)?$/i;
const VALIDATION = /^val(id|idation)?([_ -]?set)?$/i;
const TEST = /^test(ing)?([_ -]?set)?$/i;

/** Names of the training and the validation folder, or undefined if the folders are classes. */
function splitFolders(folder: string, names: readonly string[]): [training: string, validation: string] | undefined {
  const [training, validation, test] = [TRAINING, VALIDATION, TEST].map((pattern) =>
    names.filter((n) => pattern.test(n)),
  ) as [string[], string[], string[]];
  if (training.length + validation.length === 0) return undefined;
  if (training.length === 1 && validation.length === 1) return [training[0]!, validation[0]!];
  throw new UserError(
    `${folder} was expected to hold one training_set and one validation_set.`,
    names,
    test.length > 0 && validation.length === 0
      ? `Rename '${test[0]}' to validation_set if it may be used to choose models.`
      : 'Add the missing one, or put the class folders directly into the folder; then they are split.',
  );
}
