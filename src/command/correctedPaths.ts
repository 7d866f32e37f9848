import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { splitRoots } from '../dataset/classFolders.js';
import type { Correction } from '../dataset/corrections.js';

/** Where a correction puts a file: paths in the dataset's folder with forward slashes. */
export interface CorrectedPath {
  correction: Correction;
  /** Null where the image is left out. */
  target: string | null;
}

/**
 * Where corrections put the files of a folder: into the folder of their class in the same split, under the same name. Where
 * another file has that name, a number is added. Images whose labels were confirmed are not in the list.
 */
export async function correctedPaths(folder: string, corrections: readonly Correction[]): Promise<CorrectedPath[]> {
  const roots = (await splitRoots(folder)).map(({ root }) => path.relative(folder, root));
  const taken = new Set<string>();
  return corrections
    .filter(({ from, to }) => to !== from)
    .map((correction) => {
      const { file, to } = correction;
      if (to === null) return { correction, target: null };
      const root = roots.find((one) => one !== '' && file.startsWith(`${one}/`)) ?? '';
      // Within the class, an image may lie in a folder of its own.
      const [, ...inClass] = file.slice(root === '' ? 0 : root.length + 1).split('/');
      const isFree = (one: string): boolean => !taken.has(one) && !existsSync(path.join(folder, one));
      const target = freeName(path.posix.join(root, to, ...inClass), isFree);
      taken.add(target);
      return { correction, target };
    });
}

function freeName(wanted: string, isFree: (file: string) => boolean): string {
  const { dir, name, ext } = path.posix.parse(wanted);
  let free = wanted;
  for (let number = 2; !isFree(free); number++) free = path.posix.join(dir, `${name}-${number}${ext}`);
  return free;
}
