import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { addAll } from '../../base/addAll.js';
import { type FolderEntry, readEntries } from '../folderEntries.js';
import { byCodePoint, leadsAround, realPaths } from '../listClasses.js';
import { isListed, type LoaderRules } from './loaders.js';

/** What a loader of Keras finds in a folder. */
export interface KerasListing {
  /** In the order in which Keras numbers them. */
  classNames: string[];
  files: KerasFile[];
}

/** A file below a class folder. */
export interface KerasFile {
  /** Where a name is not UTF-8, with those bytes escaped. */
  path: string;
  /** The path as it is stored; undefined where `path` leads to the file. */
  bytes?: Buffer;
}

/** A folder of class folders with all that lies below them, which every loader lists by its own rules. */
export interface KerasFolder {
  className: string;
  /** All that Python's `os.walk` takes for files. */
  files: KerasFile[];
  /** Whether the name of the class is UTF-8. */
  isUtf8: boolean;
  /** Whether it is a link to a folder around the images, which Keras would list once more. Its files are not listed here. */
  leadsAround: boolean;
}

/**
 * Reads a folder of class folders as Keras' loaders do, with their defaults: empty folders are classes, hidden files and
 * hidden folders within a class count, and links to folders within a class are not followed.
 *
 * @param roots the folders whose class folders are listed, here or elsewhere; links to folders around them are not followed
 */
export async function readAsKeras(folder: string, roots: readonly string[]): Promise<KerasFolder[]> {
  const realRoots = await realPaths(roots);
  const folders: KerasFolder[] = [];
  for (const entry of await readEntries(folder)) {
    const place = below({ path: folder }, entry);
    if (!(await isFolder(place, entry))) continue;
    const isAround = leadsAround(await fs.realpath(place.bytes ?? place.path), realRoots);
    const files = isAround ? [] : await walk(place);
    folders.push({ className: entry.name, files, isUtf8: entry.isUtf8, leadsAround: isAround });
  }
  return folders.sort((a, b) => byCodePoint(a.className, b.className));
}

/** What a loader lists of the folders of `readAsKeras`. */
export function listedBy(rules: LoaderRules, folders: readonly KerasFolder[]): KerasListing {
  const classes = folders.filter(({ className }) => rules.takesHiddenClasses || !className.startsWith('.'));
  return {
    classNames: classes.map(({ className }) => className),
    files: classes.flatMap(({ files }) => files.filter((file) => isListed(rules, file.path))),
  };
}

/** The files of a folder and of those below it, as Python's `os.walk` with `followlinks=False`. */
async function walk(folder: KerasFile): Promise<KerasFile[]> {
  const files: KerasFile[] = [];
  const entries = await readEntries(folder.bytes ?? folder.path);
  for (const entry of entries.sort((a, b) => byCodePoint(a.name, b.name))) {
    const place = below(folder, entry);
    if (entry.kind === 'folder') addAll(files, await walk(place));
    // A link that leads nowhere counts as a file.
    else if (!(await isFolder(place, entry))) files.push(place);
  }
  return files;
}

function below(folder: KerasFile, { name, isUtf8, bytes }: FolderEntry): KerasFile {
  const place = path.join(folder.path, name);
  if (isUtf8 && folder.bytes === undefined) return { path: place };
  return {
    path: place,
    bytes: Buffer.concat([folder.bytes ?? Buffer.from(folder.path), Buffer.from(path.sep), bytes]),
  };
}

/** Whether an entry is a folder, or a link to one. */
async function isFolder(place: KerasFile, { kind }: FolderEntry): Promise<boolean> {
  if (kind !== 'link') return kind === 'folder';
  return await fs.stat(place.bytes ?? place.path).then(
    (stat) => stat.isDirectory(),
    () => false, // it leads nowhere, or round
  );
}
