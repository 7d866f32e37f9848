import path from 'node:path';
import { digest } from '../../base/digest.js';
import { readKeptJson } from '../../base/keptJson.js';
import { writeAtomic } from '../../base/wholeFile.js';
import type { ScannedImage } from '../../dataset/scan.js';
import { argmax } from '../../metrics/argmax.js';

/** Raised whenever the same images would be doubted otherwise. */
const DOUBT_VERSION = 2;

/** What a classifier that has not seen an image says of its label. */
export interface Doubt {
  /** 1 less the probability of the label, in [0, 1]. */
  doubt: number;
  /** Label of the most probable class. */
  likely: number;
  /** Probability of that class. */
  probability: number;
}

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
  const doubts = new Map(checked.map(({ path: file, label }, i) => [file, doubtOf(label, probabilities[i]!)]));
  const rows = images.map((image) => doubts.get(image.path) ?? null);
  await writeAtomic(doubtFile(folder, images), JSON.stringify(rows));
}

function doubtOf(label: number, row: readonly number[]): Doubt {
  const likely = argmax(row);
  return { doubt: 1 - row[label]!, likely, probability: row[likely]! };
}

/**
 * How much the label of each image is doubted. Undefined for one whose label was not checked, and for all where the check of
 * labels has not run.
 */
export async function readDoubts(folder: string, images: readonly ScannedImage[]): Promise<(Doubt | undefined)[]> {
  const kept = await readKeptJson<(Doubt | null)[]>(doubtFile(folder, images));
  return images.map((_, i) => kept?.[i] ?? undefined);
}

function doubtFile(folder: string, images: readonly ScannedImage[]): string {
  const content = images.map(({ digest: of, label, split }) => [of, label, split]);
  return path.join(folder, `${digest({ DOUBT_VERSION, content }).slice(0, 16)}.doubts.json`);
}
