import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { mapConcurrent } from '../../base/mapConcurrent.js';
import { sum } from '../../base/sum.js';
import { type SplitRoot, splitRoots } from '../classFolders.js';
import type { Dataset } from '../dataset.js';
import { readHeader, UnreadableImage } from '../image.js';
import { isImageName, type ListedImage, listClasses, type Split, targetOf } from '../listClasses.js';
import { type KerasFile, type KerasFolder, listedBy, readAsKeras } from './kerasListing.js';
import { isListed, type KerasLoader, LOADERS, type LoaderRules } from './loaders.js';

/** A file that one of thaw and a loader of Keras lists. */
export interface ListedFile {
  path: string;
  className: string;
  /** Undefined where the splits are drawn. */
  split: Split | undefined;
}

/** Why a loader does not list a file that thaw lists. */
export interface MissedFile extends ListedFile {
  /** The loader goes by extensions, and does not follow links to folders. */
  reason: 'extension' | 'linked folder';
}

/** Why thaw does not list a file that a loader lists. */
export interface ExtraFile extends ListedFile {
  reason: 'hidden' | 'extra class' | 'broken link' | 'name' | 'link back' | 'encoding' | 'no file';
  /** Whether the loader can read it. */
  isReadable: boolean;
}

/** A folder that a loader takes for a class, and thaw does not. */
export interface ExtraClass {
  name: string;
  split: Split | undefined;
  /** A name that is not UTF-8, or a link to a folder around the images, which the loader lists once more. */
  reason: 'hidden or empty' | 'encoding' | 'link back';
  /** Files that the loader lists there; those behind a link back are not counted. */
  numFiles: number;
}

/** How a loader of Keras lists a dataset otherwise than thaw. */
export interface LoaderListing {
  loader: KerasLoader;
  /** Files that thaw lists. */
  numOurs: number;
  missed: MissedFile[];
  extra: ExtraFile[];
  extraClasses: ExtraClass[];
}

/**
 * Compares what thaw lists in a dataset's folder, split by split, with what Keras' loaders list there. Files that they
 * alone list are read, to see whether they can be.
 */
export async function compareListings({
  folder,
  leaveOut = [],
}: Pick<Dataset, 'folder' | 'leaveOut'>): Promise<LoaderListing[]> {
  const roots = await splitRoots(folder);
  const places = roots.map(({ root }) => root);
  const isDrawn = roots.every(({ split }) => split === undefined);
  const noClasses = isDrawn ? leaveOut : [];
  const read = await Promise.all(
    roots.map(
      async ({ root, split }): Promise<ReadRoot> => ({
        root,
        split,
        ours: await listClasses(root, places, [], noClasses),
        folders: (await readAsKeras(root, places)).filter(({ className }) => !noClasses.includes(className)),
      }),
    ),
  );
  const listings: LoaderListing[] = [];
  // A file that both loaders list is read once.
  const faults = new Map<string, Promise<Fault | undefined>>();
  for (const rules of LOADERS) {
    const parts = await Promise.all(read.map((each) => compareRoot(each, rules, faults)));
    listings.push({
      loader: rules.loader,
      numOurs: sum(read, ({ ours }) => ours.length),
      missed: parts.flatMap(({ missed }) => missed),
      extra: parts.flatMap(({ extra }) => extra),
      extraClasses: parts.flatMap(({ extraClasses }) => extraClasses),
    });
  }
  return listings;
}

/** What thaw lists in a folder of class folders, and what Keras finds there. */
interface ReadRoot extends SplitRoot {
  ours: readonly ListedImage[];
  folders: readonly KerasFolder[];
}

/** Why no loader can read a file. */
type Fault = 'broken link' | 'no file' | 'unreadable';

async function compareRoot(
  { root, split, ours, folders }: ReadRoot,
  rules: LoaderRules,
  faults: Map<string, Promise<Fault | undefined>>,
): Promise<Omit<LoaderListing, 'loader' | 'numOurs'>> {
  const keras = listedBy(rules, folders);
  const kerasFiles = new Set(keras.files.map((file) => file.path));
  const missed = ours
    .filter((file) => !kerasFiles.has(file.path))
    .map(({ path: file, className }): MissedFile => {
      const reason = isListed(rules, path.basename(file)) ? 'linked folder' : 'extension';
      return { path: file, className, split, reason };
    });
  const ourFiles = new Set(ours.map((file) => file.path));
  const ourClasses = new Set(ours.map(({ className }) => className));
  const classOf = (file: string): string => path.relative(root, file).split(path.sep)[0]!;
  const extra = keras.files.filter((file) => file.bytes !== undefined || !ourFiles.has(file.path));
  const faultOf = (file: KerasFile): Promise<Fault | undefined> => {
    const fault = faults.get(file.path) ?? findFault(file);
    faults.set(file.path, fault);
    return fault;
  };
  return {
    missed,
    extra: await mapConcurrent(extra, async (file): Promise<ExtraFile> => {
      const className = classOf(file.path);
      const fault = await faultOf(file);
      const reason = ourClasses.has(className) ? reasonOf(path.join(root, className), file, fault) : 'extra class';
      const isReadable = fault === undefined && (file.bytes === undefined || rules.readsAnyEncoding);
      return { path: file.path, className, split, reason, isReadable };
    }),
    extraClasses: folders
      .filter(({ className }) => keras.classNames.includes(className) && !ourClasses.has(className))
      .map(({ className, isUtf8, leadsAround }) => ({
        name: className,
        split,
        reason: leadsAround ? 'link back' : isUtf8 ? 'hidden or empty' : 'encoding',
        numFiles: extra.filter((file) => classOf(file.path) === className).length,
      })),
  };
}

/** Finds why a file cannot be read; undefined where it can. Nothing but a file is opened: a FIFO would wait for ever. */
async function findFault({ path: file, bytes }: KerasFile): Promise<Fault | undefined> {
  const place = bytes ?? file;
  const target = await targetOf(place);
  if (target === undefined) return 'broken link';
  if (!target.isFile()) return 'no file';
  try {
    await readHeader(file, bytes && (await fs.readFile(bytes)));
    return undefined;
  } catch (error) {
    if (error instanceof UnreadableImage) return 'unreadable';
    throw error;
  }
}

/** Why thaw does not list a file of a class. */
function reasonOf(classFolder: string, file: KerasFile, fault: Fault | undefined): ExtraFile['reason'] {
  if (fault === 'broken link' || fault === 'no file') return fault;
  const names = path.relative(classFolder, file.path).split(path.sep);
  if (names.some((name) => name.startsWith('.'))) return 'hidden';
  if (file.bytes !== undefined) return 'encoding';
  return path.extname(file.path) === '' || !isImageName(file.path) ? 'name' : 'link back';
}
