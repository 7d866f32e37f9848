import * as path from 'node:path';
import { mapConcurrent } from '../../base/mapConcurrent.js';
import { sum } from '../../base/sum.js';
import { type SplitRoot, splitRoots } from '../classFolders.js';
import type { Dataset } from '../dataset.js';
import { readHeader, UnreadableImage } from '../image.js';
import { isImageName, type ListedImage, listClasses, type Split } from '../listClasses.js';
import { listAsKeras } from './kerasListing.js';
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
  reason: 'hidden' | 'extra class' | 'broken link' | 'name' | 'link back';
  /** Whether the loader can read it. */
  isReadable: boolean;
}

/** A folder that a loader takes for a class, and thaw does not. */
export interface ExtraClass {
  name: string;
  split: Split | undefined;
  /** Files that the loader lists there. */
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
  const ours = await Promise.all(places.map((root) => listClasses(root, places, [], noClasses)));
  return await Promise.all(
    LOADERS.map(async (rules) => {
      const parts = await Promise.all(roots.map((root, i) => compareRoot(root, ours[i]!, rules, noClasses)));
      return {
        loader: rules.loader,
        numOurs: sum(ours, ({ length }) => length),
        missed: parts.flatMap(({ missed }) => missed),
        extra: parts.flatMap(({ extra }) => extra),
        extraClasses: parts.flatMap(({ extraClasses }) => extraClasses),
      };
    }),
  );
}

/** @param ours what thaw lists there */
async function compareRoot(
  { root, split }: SplitRoot,
  ours: readonly ListedImage[],
  rules: LoaderRules,
  leaveOut: readonly string[],
): Promise<Omit<LoaderListing, 'loader' | 'numOurs'>> {
  const keras = await listAsKeras(root, rules);
  const kerasFiles = new Set(keras.files);
  const missed = ours
    .filter((file) => !kerasFiles.has(file.path))
    .map(({ path: file, className }): MissedFile => {
      const reason = isListed(rules, path.basename(file)) ? 'linked folder' : 'extension';
      return { path: file, className, split, reason };
    });
  const ourFiles = new Set(ours.map((file) => file.path));
  const ourClasses = new Set(ours.map(({ className }) => className));
  const classOf = (file: string): string => path.relative(root, file).split(path.sep)[0]!;
  const extra = keras.files.filter((file) => !ourFiles.has(file) && !leaveOut.includes(classOf(file)));
  return {
    missed,
    extra: await mapConcurrent(extra, async (file): Promise<ExtraFile> => {
      const className = classOf(file);
      const failure = await failureOf(file);
      const reason = ourClasses.has(className) ? reasonOf(path.join(root, className), file, failure) : 'extra class';
      return { path: file, className, split, reason, isReadable: failure === undefined };
    }),
    extraClasses: keras.classNames
      .filter((name) => !ourClasses.has(name) && !leaveOut.includes(name))
      .map((name) => ({ name, split, numFiles: extra.filter((file) => classOf(file) === name).length })),
  };
}

/** Why a file cannot be read; undefined where it can. */
async function failureOf(file: string): Promise<UnreadableImage | undefined> {
  try {
    await readHeader(file);
    return undefined;
  } catch (error) {
    if (error instanceof UnreadableImage) return error;
    throw error;
  }
}

/** Why thaw does not list a file of a class. */
function reasonOf(classFolder: string, file: string, failure: UnreadableImage | undefined): ExtraFile['reason'] {
  if (failure?.isMissing) return 'broken link';
  const names = path.relative(classFolder, file).split(path.sep);
  if (names.some((name) => name.startsWith('.'))) return 'hidden';
  return path.extname(file) === '' || !isImageName(file) ? 'name' : 'link back';
}
