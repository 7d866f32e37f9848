import path from 'node:path';
import { digest } from '../../base/digest.js';
import { readKeptJson } from '../../base/keptJson.js';
import { writeAtomic } from '../../base/wholeFile.js';
import type { ScannedImage } from '../../dataset/scan.js';

/** Raised whenever the same images would be doubted otherwise. */
const DOUBT_VERSION = 1;

/**
 * Keeps how much the labels of images are doubted: a check of labels takes long, and a table of scores is made after it.
 *
 * @param images all of the scan
 * @param checked those whose labels are checked
 * @param probabilities of the classes of each of these, out of fold
 */
export async function writeDoubts(
  folder: string,
  images: readonly ScannedImage[],
  checked: readonly ScannedImage[],
  probabilities: readonly (readonly number[])[],
): Promise<void> {
  const doubts = new Map(checked.map((image, i) => [image.path, 1 - probabilities[i]![image.label]!]));
  const rows = images.map((image) => doubts.get(image.path) ?? null);
  await writeAtomic(doubtFile(folder, images), JSON.stringify(rows));
}

/**
 * How much the label of each image is doubted, in [0, 1]: 1 less the probability that a classifier gives it which has not seen the
 * image. Undefined for one whose label was not checked, and for all where the check of labels has not run.
 */
export async function readDoubts(folder: string, images: readonly ScannedImage[]): Promise<(number | undefined)[]> {
  const kept = await readKeptJson<(number | null)[]>(doubtFile(folder, images));
  return images.map((_, i) => kept?.[i] ?? undefined);
}

function doubtFile(folder: string, images: readonly ScannedImage[]): string {
  const content = images.map(({ digest: of, label, split }) => [of, label, split]);
  return path.join(folder, `${digest({ DOUBT_VERSION, content }).slice(0, 16)}.doubts.json`);
}
