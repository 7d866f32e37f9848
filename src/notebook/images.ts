import { random, shuffled } from '../base/random.js';
import { pluralize } from '../base/text/pluralize.js';
import { shortPath } from '../base/text/shortPath.js';
import { acrossSplits, inTwoClasses } from '../dataset/duplicates.js';
import type { ScannedImage } from '../dataset/scan.js';
import { toDataFrame } from '../dataset/toDataFrame.js';
import { showHtml, showMarkdown, showTable } from './display.js';
import { imageGrid } from './html.js';
import { captioned, type ImageRow } from './imageRows.js';
import type { OpenDataset } from './openDataset.js';

/** How many rows to show. */
export interface TableOptions {
  /** Default 5. */
  rows?: number;
}

/** Which examples to show. */
export interface ExampleOptions {
  /** Images of each class. Default 6. */
  perClass?: number;
  /** Of the draw. Default 42. */
  seed?: number;
}

/** How much of a scan to show. */
export interface ScanOptions {
  /** Unreadable files at most. Default 12. */
  most?: number;
}

/**
 * Shows the first rows of {@link toDataFrame}: path, class, split, size and format of each image.
 *
 * @example
 * thaw.showImageTable(dataset, { rows: 10 });
 */
export function showImageTable(dataset: OpenDataset, { rows = 5 }: TableOptions = {}): void {
  const head = toDataFrame(dataset).head(rows);
  showTable(head.columns, head.values as string[][]);
  showMarkdown(`The first ${head.shape[0]} of ${pluralize(dataset.scan.images.length, 'image')}.`);
}

/**
 * Shows a few images of every class, drawn by seed.
 *
 * @example
 * await thaw.showExamples(dataset, { perClass: 4 });
 */
export async function showExamples(
  dataset: OpenDataset,
  { perClass = 6, seed = 42 }: ExampleOptions = {},
): Promise<void> {
  const rows = await Promise.all(
    dataset.classNames.map(async (className): Promise<ImageRow> => {
      const images = dataset.scan.images.filter((image) => image.className === className);
      const drawn = shuffled(images, random(seed, 'grid', className)).slice(0, perClass);
      return { name: className, images: await Promise.all(drawn.map((image) => sized(dataset, image))) };
    }),
  );
  showHtml(imageGrid(rows), `${pluralize(perClass, 'image')} of each of ${rows.length} classes`);
}

/**
 * Shows files that cannot be read, and counts those that are identical byte for byte; {@link showDuplicates} shows them.
 *
 * @example
 * await thaw.showScan(dataset);
 */
export async function showScan(dataset: OpenDataset, { most = 12 }: ScanOptions = {}): Promise<void> {
  const { scan } = dataset;
  const unreadable = scan.unreadable.map(({ example, reason }) => [shortPath(dataset, example.path), reason]);
  if (unreadable.length > 0) showTable(['cannot be read', 'reason'], unreadable.slice(0, most));
  showMarkdown(scanSummary(dataset));
}

/** The counts of the scan, in two sentences. */
export function scanSummary({ scan }: OpenDataset): string {
  const [across, two] = [acrossSplits(scan).length, inTwoClasses(scan).length];
  const unreadable = `**${pluralize(scan.unreadable.length, 'file')}** cannot be read.`;
  if (scan.duplicates.length === 0) return `${unreadable} No two files are identical.`;
  const groups = `**${pluralize(scan.duplicates.length, 'group')}** of files are identical byte for byte`;
  return `${unreadable} ${groups}: **${across}** in both splits, **${two}** in two classes.`;
}

async function sized(dataset: OpenDataset, image: ScannedImage): Promise<ImageRow['images'][number]> {
  return captioned(image, `${shortPath(dataset, image.path)}, ${image.width}x${image.height}`);
}
