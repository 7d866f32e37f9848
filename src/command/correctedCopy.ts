import { constants } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { UserError } from '../base/errors.js';
import { makeFolder } from '../base/wholeFile.js';
import { readEntries } from '../dataset/folderEntries.js';
import { targetOf } from '../dataset/listClasses.js';
import type { CorrectedPath } from './correctedPaths.js';

/** What a copy holds. */
export interface CopiedFolder {
  files: number;
  /** Names that are not UTF-8, to which no path leads here: they are not in the copy. */
  notCopied: string[];
}

/**
 * Copies a folder with all that is in it, each file to where its correction puts it. Links are followed. The copy stands
 * under its name only once it is whole.
 *
 * @param out absolute path of the copy, which must not be there yet, or be empty
 * @throws UserError where something is there, or one folder lies in the other
 */
export async function copyCorrected(
  folder: string,
  paths: readonly CorrectedPath[],
  out: string,
): Promise<CopiedFolder> {
  await refuseOut(folder, out);
  const targets = new Map(paths.map(({ correction, target }) => [correction.file, target]));
  const part = `${out}.${process.pid}.part`;
  const copied: CopiedFolder = { files: 0, notCopied: [] };
  try {
    await copyInto(await fs.realpath(folder), '', { part, targets, copied, around: [] });
    await makeFolder(path.dirname(out));
    await makeFolder(part);
    await fs.rename(part, out);
  } finally {
    await fs.rm(part, { recursive: true, force: true });
  }
  return copied;
}

interface Copying {
  part: string;
  /** By path in the folder: where a file goes; null: nowhere. */
  targets: ReadonlyMap<string, string | null>;
  copied: CopiedFolder;
  /** Real paths of the folders around: a link back to one of them would never end. */
  around: readonly string[];
}

async function copyInto(folder: string, inside: string, copying: Copying): Promise<void> {
  const { part, targets, copied } = copying;
  const real = await fs.realpath(folder);
  if (copying.around.includes(real)) return;
  const around = [...copying.around, real];
  for (const { name, isUtf8 } of await readEntries(folder)) {
    const file = path.posix.join(inside, name);
    if (!isUtf8) {
      copied.notCopied.push(file);
      continue;
    }
    const from = path.join(folder, name);
    const stat = await targetOf(from);
    if (stat?.isDirectory()) await copyInto(from, file, { ...copying, around });
    if (!stat?.isFile()) continue;
    const target = targets.has(file) ? targets.get(file)! : file;
    if (target === null) continue;
    const to = path.join(part, target);
    await makeFolder(path.dirname(to));
    await fs.copyFile(from, to, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
    copied.files++;
  }
}

async function refuseOut(folder: string, out: string): Promise<void> {
  const next = 'Name a new folder with --out.';
  const real = await fs.realpath(folder);
  const place = await realPlace(out);
  const within = (inner: string, outer: string): boolean => `${inner}${path.sep}`.startsWith(`${outer}${path.sep}`);
  if (within(place, real) || within(real, place)) {
    throw new UserError('--out is expected to lie outside of the folder of images, and not around it.', out, next);
  }
  const stat = await targetOf(out);
  if (stat === undefined) return;
  if (!stat.isDirectory()) throw new UserError('--out is expected to be a folder.', `the file ${out}`, next);
  const held = await readEntries(out);
  if (held.length > 0) throw new UserError('--out is expected to be a new folder.', `${out} holds files`, next);
}

/** A path without links, of which the end need not exist. */
async function realPlace(place: string): Promise<string> {
  if ((await targetOf(place)) !== undefined) return await fs.realpath(place);
  return path.join(await realPlace(path.dirname(place)), path.basename(place));
}
