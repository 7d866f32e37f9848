import type { Stats } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { addAll } from '../base/addAll.js';
import { UserError } from '../base/errors.js';
import { type FolderEntry, readEntries } from './folderEntries.js';

/** The split of an image. */
export type Split = 'training' | 'validation';

/** An image file as it was found. */
export interface ListedImage {
  path: string;
  className: string;
  split?: Split;
}

/** Formats that people keep images in; one that cannot be decoded here is found by the scan, with its reason. */
const IMAGE = /\.(jpe?g|png|bmp|tiff?|webp|gif|heic|heif|avif|jp2|svg|p[bgpn]m)$/i;

/** Whether a file is an image by its name. */
export const isImageName = (file: string): boolean => IMAGE.test(file);

/**
 * The images of each class folder. Where classes hold folders of their own, their images count as the class's.
 *
 * @param roots the folders whose class folders are listed, here or elsewhere; links back into them are not followed
 * @param notes gets what was left out, in words
 */
export async function listClasses(
  folder: string,
  roots: readonly string[],
  notes: string[],
  leaveOut: readonly string[] = [],
): Promise<ListedImage[]> {
  const files: ListedImage[] = [];
  const realRoots = await realPaths(roots);
  const entries = shownEntries(await readEntries(folder), folder, notes);
  const loose = entries.map(({ name }) => name).filter((name) => IMAGE.test(name));
  if (loose.length > 0) notes.push(noteOf(loose, folder, 'outside the class folders'));
  for (const className of await subfolders(folder)) {
    if (leaveOut.includes(className)) continue;
    const classFolder = path.join(folder, className);
    if (leadsAround(await fs.realpath(classFolder), realRoots)) {
      notes.push(notFollowed(classFolder));
      continue;
    }
    const found = await listImages(classFolder, realRoots, notes, new Set());
    if (found.length === 0) notes.push(`Class folder '${className}' holds no images and is left out.`);
    for (const file of found) files.push({ path: file, className });
  }
  return files;
}

/**
 * Paths of the images in a folder and in the folders below it.
 *
 * @param seen real paths of the folders that are listed already; each is listed once
 */
async function listImages(
  folder: string,
  realRoots: readonly string[],
  notes: string[],
  seen: Set<string>,
): Promise<string[]> {
  const real = await fs.realpath(folder);
  if (seen.has(real)) return [];
  seen.add(real);
  const files: string[] = [];
  const others: string[] = [];
  const entries = shownEntries(await readEntries(folder), folder, notes).filter(({ name }) => name !== 'Thumbs.db');
  for (const { name, kind: kindOfEntry } of entries.sort((a, b) => Buffer.compare(a.bytes, b.bytes))) {
    const file = path.join(folder, name);
    const kind = kindOfEntry === 'link' ? await kindOfTarget(file) : kindOfEntry;
    if (kind === 'file' && IMAGE.test(name)) files.push(file);
    else if (kind !== 'folder') others.push(name);
    else if (await leadsBack(file, path.join(real, name), realRoots)) notes.push(notFollowed(file));
    else addAll(files, await listImages(file, realRoots, notes, seen));
  }
  if (others.length > 0) notes.push(noteOf(others, folder, 'no images'));
  return files;
}

/** Real paths of folders. */
export const realPaths = (folders: readonly string[]): Promise<string[]> =>
  Promise.all(folders.map((folder) => fs.realpath(folder)));

/** Whether a folder is one of the roots, or lies around one, so that listing it would list them again. */
export const leadsAround = (real: string, realRoots: readonly string[]): boolean => realRoots.some(within(real));

/** The entries that are not hidden; notes those whose names are not UTF-8, and leaves them out. */
function shownEntries(entries: readonly FolderEntry[], folder: string, notes: string[]): FolderEntry[] {
  const shown = entries.filter(({ name }) => !name.startsWith('.'));
  const others = shown.filter(({ isUtf8 }) => !isUtf8).map(({ name }) => name);
  if (others.length > 0) notes.push(noteOf(others.sort(byCodePoint), folder, 'not named in UTF-8'));
  return shown.filter(({ isUtf8 }) => isUtf8);
}

/** Whether a folder is a link into the folders that are listed anyway, or to one that holds them. */
async function leadsBack(folder: string, place: string, realRoots: readonly string[]): Promise<boolean> {
  const target = await fs.realpath(folder);
  return target !== place && realRoots.some((root) => within(target)(root) || within(root)(target));
}

const notFollowed = (link: string): string => `The link ${link} leads back into the images and is not followed.`;

function noteOf(names: readonly string[], folder: string, reason: string): string {
  const shown = `${names.slice(0, 3).join(', ')}${names.length > 3 ? ' and others' : ''}`;
  return `Left out in ${folder} as ${reason} (${names.length}): ${shown}.`;
}

/** Whether a real path is a folder or lies below it. */
function within(folder: string): (real: string) => boolean {
  const start = folder.endsWith(path.sep) ? folder : folder + path.sep;
  return (real) => `${real}${path.sep}`.startsWith(start);
}

/**
 * Names of the folders in a folder that are not hidden, sorted.
 *
 * @throws UserError if there is no such folder
 */
export async function subfolders(folder: string): Promise<string[]> {
  const entries = await readEntries(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
    throw new UserError(
      `A folder of images was expected at ${folder}.`,
      'nothing there',
      'Give the path of one with --data.',
    );
  });
  const named = entries.filter(({ name, isUtf8 }) => isUtf8 && !name.startsWith('.'));
  const kinds = await Promise.all(
    named.map(({ name, kind }) => (kind === 'link' ? kindOfTarget(path.join(folder, name)) : kind)),
  );
  return named
    .filter((_, i) => kinds[i] === 'folder')
    .map(({ name }) => name)
    .sort(byCodePoint);
}

/** Where a link leads; undefined if nowhere, or round. */
async function kindOfTarget(link: string): Promise<'file' | 'folder' | 'other' | undefined> {
  const stat = await targetOf(link);
  if (stat === undefined) return undefined;
  if (stat.isFile()) return 'file';
  return stat.isDirectory() ? 'folder' : 'other';
}

/** What is at a path, behind all links; undefined for a link that leads nowhere, or round. */
export async function targetOf(file: string | Buffer): Promise<Stats | undefined> {
  try {
    return await fs.stat(file);
  } catch (error) {
    if (['ENOENT', 'ELOOP', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

/** The order of Python's strings, and so of Keras' classes. */
export function byCodePoint(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
