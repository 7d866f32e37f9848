import * as path from 'node:path';
import { countBy, group } from '../base/group.js';
import { random, shuffled } from '../base/random.js';
import type { ListedImage } from './listClasses.js';
import { namedGroups } from './namedGroups.js';

export interface SplitOptions {
  /** Share of the images that become validation, in (0, 1); only for a folder without splits. Default 0.25. */
  validationShare?: number;
  seed?: number;
  /** Regular expression of file names. Files with the same first capture are one group, and a group is in one split. */
  groupPattern?: string;
  /** At most this many images of a class and split, drawn by seed; for a quick look. */
  imagesPerClass?: number;
  /** Folders that are no classes; only for a folder without splits. Default none. */
  leaveOut?: readonly string[];
  /** Whether a class may have no training images: images can be checked then, but not trained on. Default false. */
  allowUntrained?: boolean;
}

/**
 * The validation files: whole groups, in an order drawn by seed, as long as they bring the classes closer to the share that
 * is wanted of each.
 */
export function drawValidation<T extends Pick<ListedImage, 'path' | 'className'>>(
  files: readonly T[],
  options: SplitOptions,
): Set<T> {
  const { validationShare = 0.25, seed = 42, groupPattern } = options;
  const names = files.map((file) => path.basename(file.path));
  const named = groupPattern === undefined ? [] : namedGroups(groupPattern, names);
  const groups = group(files, (file, i) => named[i] ?? file.path);
  const size = countBy(files, ({ className }) => className);
  const missing = new Map<string, number>();
  // At least one image of each class stays in the training set.
  for (const [className, count] of size)
    missing.set(className, Math.min(count - 1, Math.round(count * validationShare)));
  const validation = new Set<T>();
  for (const name of shuffled([...groups.keys()], random(seed, 'split'))) {
    const members = groups.get(name)!;
    let gain = 0;
    for (const [className, count] of countBy(members, (file) => file.className)) {
      const left = missing.get(className)!;
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

/** At most `imagesPerClass` of a class's images, drawn by seed. */
export function limited<T>(files: T[], { imagesPerClass, seed = 42 }: SplitOptions, className: string): T[] {
  if (imagesPerClass === undefined || files.length <= imagesPerClass) return files;
  return shuffled(files, random(seed, 'limit', className)).slice(0, imagesPerClass);
}
