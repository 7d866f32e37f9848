import * as path from 'node:path';
import { UserError } from '../base/errors.js';
import { plainName } from '../base/text/nearestName.js';
import type { Dataset, Example, Labelled, ValidationPart } from './dataset.js';
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
 * @throws UserError where there are no images, a single class, a class is missing from the training set, or the
 *   validation set is empty
 */
export async function readClassFolders(folder: string, options: SplitOptions = {}): Promise<Dataset> {
  const notes: string[] = [];
  const top = await subfolders(folder);
  const splits = splitFolders(folder, top);
  let listed: ListedImage[];
  if (splits !== undefined) {
    const folders = splits.map((name) => path.join(folder, name));
    const [training, validation] = [
      await listClasses(folders[0], folders, notes),
      await listClasses(folders[1], folders, notes),
    ];
    for (const file of training) file.split = 'training';
    for (const file of validation) file.split = 'validation';
    listed = [...training, ...validation];
    const others = top.filter((name) => !splits.includes(name));
    if (others.length > 0) notes.push(`Left out beside ${splits.join(' and ')}: ${others.join(', ')}.`);
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
  const listedExamples = classNames.flatMap((className, label) => {
    const files = listed.filter((file) => file.className === className);
    return (['training', 'validation'] as const).flatMap((split) => {
      const part = files.filter((file) => file.split === split);
      return limited(part, options, className).map((file): Example => ({ path: file.path, className, label, split }));
    });
  });
  const { seed, groupPattern } = options;
  const examples = splitValidation(listedExamples, { seed, groupPattern });
  for (const className of classNames) {
    for (const split of ['training', 'validation'] as const) {
      if (examples.some((e) => e.className === className && e.split === split)) continue;
      const message = `Class '${className}' has no images in the ${split} set.`;
      if (split === 'training') {
        throw new UserError(
          `${message.slice(0, -1)}, so nothing can learn it.`,
          '0 images',
          namedAlike(className, classNames) ?? 'Add some, or remove the class.',
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
  for (const example of examples) if (part === undefined || isIn(example, part)) counts[example.label]++;
  return counts;
}

/** What to do where a folder of the other split has the same name but for case, blanks and dashes. */
function namedAlike(className: string, classNames: readonly string[]): string | undefined {
  const other = classNames.find((name) => name !== className && plainName(name) === plainName(className));
  return other && `There is '${other}' too: if both are one class, give their folders the same name.`;
}

const TRAINING = /^train(ing)?([_ -]?set)?$/i;
const VALIDATION = /^val(id|idation)?([_ -]?set)?$/i;
const TEST = /^test(ing)?([_ -]?set)?$/i;

/** Names of the training and the validation folder, or undefined where the folders are classes. */
function splitFolders(folder: string, names: readonly string[]): [training: string, validation: string] | undefined {
  const [training, validation, test] = [TRAINING, VALIDATION, TEST].map((pattern) =>
    names.filter((n) => pattern.test(n)),
  );
  if (training.length + validation.length === 0) return undefined;
  if (training.length === 1 && validation.length === 1) return [training[0], validation[0]];
  throw new UserError(
    `${folder} was expected to hold one training_set and one validation_set.`,
    names,
    test.length > 0 && validation.length === 0
      ? `Rename '${test[0]}' to validation_set if it may be used to choose by.`
      : 'Add the other one, or put the class folders straight into the folder and they will be split.',
  );
}
