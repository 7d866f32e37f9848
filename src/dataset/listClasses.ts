import type { Stats } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { UserError } from '../base/errors.js';

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
  const realRoots = await Promise.all(roots.map((root) => fs.realpath(root)));
  const loose = (await fs.readdir(folder)).filter((name) => !name.startsWith('.') && IMAGE.test(name));
  if (loose.length > 0) notes.push(noteOf(loose, folder, 'outside the class folders'));
  for (const className of await subfolders(folder)) {
    if (leaveOut.includes(className)) continue;
    const classFolder = path.join(folder, className);
    if (realRoots.some(within(await fs.realpath(classFolder)))) {
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
  const names = (await fs.readdir(folder)).filter((name) => !name.startsWith('.') && name !== 'Thumbs.db');
  for (const name of names.sort(byCodePoint)) {
    const file = path.join(folder, name);
    const stat = await statOf(file);
    if (stat?.isFile() && IMAGE.test(name)) files.push(file);
    else if (!stat?.isDirectory()) others.push(name);
    else if (await leadsBack(file, path.join(real, name), realRoots)) notes.push(notFollowed(file));
    else files.push(...(await listImages(file, realRoots, notes, seen)));
  }
  if (others.length > 0) notes.push(noteOf(others, folder, 'no images'));
  return files;
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

export async function subfolders(folder: string): Promise<string[]> {
  const names = await fs.readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
    throw new UserError(
      `A folder of images was expected at ${folder}.`,
      'nothing there',
      'Give the path of one with --data.',
    );
  });
  const kinds = await Promise.all(names.map(async (name) => (await statOf(path.join(folder, name)))?.isDirectory()));
  return names.filter((name, i) => kinds[i] && !name.startsWith('.')).sort(byCodePoint);
}

/** Undefined for a link that leads nowhere, or round. */
async function statOf(file: string): Promise<Stats | undefined> {
  try {
    return await fs.stat(file);
  } catch (error) {
    if (['ENOENT', 'ELOOP'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

/** The order of Python's strings, and so of Keras' classes. */
export function byCodePoint(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
