import { random, shuffled } from '../base/random.js';
import { pluralize } from '../base/text/pluralize.js';
import { shortPath } from '../base/text/shortPath.js';
import { acrossSplits, inTwoClasses } from '../dataset/duplicates.js';
import { thumbnail } from '../dataset/image.js';
import type { ScannedImage } from '../dataset/scan.js';
import type { toDataFrame } from '../dataset/toDataFrame.js';
import { showHtml, showMarkdown } from './display.js';
import { imageGrid, type Picture, table } from './html.js';
import type { OpenDataset } from './openDataset.js';

const THUMBNAIL = { width: 220, height: 110 };

/** The index of the images: the frame's first rows. */
export function showFrame(frame: ReturnType<typeof toDataFrame>, rows = 5): void {
  const head = frame.head(rows);
  showHtml(table(head.columns, head.values as string[][]), `${frame.shape[0]} images`);
}

/** A few pictures of every class, drawn by seed. */
export async function showExamples(dataset: OpenDataset, perClass = 6, seed = 42): Promise<void> {
  const rows = await Promise.all(
    dataset.classNames.map(async (className) => {
      const images = dataset.scan.images.filter((image) => image.className === className);
      const drawn = shuffled(images, random(seed, 'grid', className)).slice(0, perClass);
      return { name: className, pictures: await Promise.all(drawn.map((image) => picture(dataset, image))) };
    }),
  );
  showHtml(imageGrid(rows), `${perClass} pictures of each of ${rows.length} classes`);
}

/** What the scan found: files that cannot be read, and files that are there twice. */
export async function showScan(dataset: OpenDataset, most = 12): Promise<void> {
  const { scan } = dataset;
  const unreadable = scan.unreadable.map(({ example, reason }) => [shortPath(dataset, example.path), reason]);
  if (unreadable.length > 0)
    showHtml(
      table(['cannot be read', 'reason'], unreadable.slice(0, most)),
      `${unreadable.length} files cannot be read`,
    );
  const rows = await Promise.all(
    scan.duplicates.slice(0, most).map(async (group) => ({
      name: kindOf(group),
      pictures: await Promise.all(group.map((image) => picture(dataset, image))),
    })),
  );
  showHtml(imageGrid(rows), `${scan.duplicates.length} groups of byte-identical files`);
  showMarkdown(scanSummary(dataset));
}

/** The scan's figures in one sentence. */
export function scanSummary({ scan }: OpenDataset): string {
  const [across, two] = [acrossSplits(scan).length, inTwoClasses(scan).length];
  const groups = pluralize(scan.duplicates.length, 'group', 'groups');
  return `**${pluralize(scan.unreadable.length, 'file')}** cannot be read; **${groups}** of files are the same byte for byte: **${across}** in both splits, **${two}** in two classes.`;
}

function kindOf(group: ScannedImage[]): string {
  if (new Set(group.map(({ className }) => className)).size > 1) return 'one picture, two classes';
  return new Set(group.map(({ split }) => split)).size > 1 ? 'in training and in validation' : 'the same picture again';
}

async function picture(dataset: OpenDataset, image: ScannedImage): Promise<Picture> {
  return {
    source: await thumbnail(image.path, THUMBNAIL),
    caption: `${shortPath(dataset, image.path)}, ${image.width}x${image.height}`,
  };
}
