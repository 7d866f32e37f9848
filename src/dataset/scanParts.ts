import * as path from 'node:path';
import { digest } from '../base/digest.js';
import { group } from '../base/group.js';
import type { Dataset, Example } from './dataset.js';
import type { FileStamp } from './scan.js';

/** Images of one folder, or some of them, that are scanned together. */
export interface ScanPart {
  /** Path in the folder of images, with `/`. */
  folder: string;
  /** Of the names of its files, their sizes, and when they changed: machines that see the same files have the same part. */
  digest: string;
  /** Sorted by path, whatever their splits. */
  examples: Example[];
}

/**
 * Splits the images of a dataset into parts by folder, those of a large folder into several.
 *
 * @param stamps of each of its examples
 * @param most images in a part
 */
export function scanParts(
  { folder, examples }: Pick<Dataset, 'folder' | 'examples'>,
  stamps: readonly FileStamp[],
  most: number,
): ScanPart[] {
  const files = examples.map((example, i) => {
    const name = path.relative(folder, example.path).split(path.sep).join('/');
    return { example, name, within: path.posix.dirname(name), stamp: stamps[i]! };
  });
  files.sort((a, b) => (a.name < b.name ? -1 : 1));
  const parts: ScanPart[] = [];
  for (const [within, members] of group(files, (file) => file.within)) {
    for (let from = 0; from < members.length; from += most) {
      const some = members.slice(from, from + most);
      // Some file systems keep whole seconds.
      const files = some.map(({ name, stamp }) => [name, stamp.bytes, Math.floor(stamp.modified / 1000)]);
      parts.push({ folder: within, digest: digest(files).slice(0, 32), examples: some.map(({ example }) => example) });
    }
  }
  return parts;
}
