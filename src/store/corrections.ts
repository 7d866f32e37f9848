import * as path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { UserError } from '../base/errors.js';
import { takeLock } from '../base/fileLock.js';
import { checkDepth, parseJson } from '../base/parseJson.js';
import { readIfExists, writeAtomic } from '../base/wholeFile.js';
import type { Correction } from '../dataset/corrections.js';
import { list, object, parseFields, text } from '../recipe/fields.js';

const schema: z.ZodType<{ version: 1; corrections: Correction[] }> = object({
  version: z.literal(1, 'the number 1 is expected'),
  corrections: list(
    object({
      date: text(),
      folder: text(),
      file: text().refine(isInside, 'a path in the folder is expected, with forward slashes'),
      digest: z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 digest is expected'),
      from: text(),
      to: text().nullable(),
      by: text(),
    }),
    'corrections',
  ),
});

/** Whether a path leads to a file within the folder that it begins in. */
function isInside(file: string): boolean {
  return !path.posix.isAbsolute(file) && file.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

/** Path of the file of corrections beside the runs. Deleting it undoes them all. */
export function correctionsFile(runs: string): string {
  return path.join(runs, 'corrections.json');
}

/**
 * Reads all corrections, of all datasets.
 *
 * @param file `correctionsFile`
 * @returns none where there is no such file
 * @throws UserError that names the file where it is damaged
 */
export async function readCorrections(file: string): Promise<Correction[]> {
  const bytes = await readIfExists(file);
  if (bytes === undefined) return [];
  const value = parseJson(bytes.toString(), file, 'Correct the file there, or delete it to undo all corrections.');
  checkDepth(value, file);
  return parseFields(schema, value, `a file ${file}`).corrections;
}

/** How long another process may take to write, and how often it is looked whether it is done, in ms. */
const PATIENCE = 10_000;
const LOOK_AGAIN = 20;

/**
 * Replaces the list of corrections by what a function makes of it. Several processes can do so at once: none loses what
 * another wrote.
 *
 * @param file `correctionsFile`
 * @param now milliseconds since 1970
 * @returns the new list
 * @throws UserError where the file is damaged, or another process does not end writing it; it is left as it is then
 */
export async function changeCorrections(
  file: string,
  change: (corrections: Correction[]) => Correction[],
  now: () => number = Date.now,
): Promise<Correction[]> {
  const lockFile = `${file}.lock`;
  const deadline = now() + PATIENCE;
  let lock = await takeLock(lockFile, { now });
  while (lock === undefined) {
    if (now() > deadline) {
      const next = 'Try again; delete the file where no thaw runs.';
      throw new UserError(`${lockFile} is expected to be there for a moment only.`, 'it stays', next);
    }
    await wait(LOOK_AGAIN);
    lock = await takeLock(lockFile, { now });
  }
  try {
    const corrections = change(await readCorrections(file));
    await writeAtomic(file, `${JSON.stringify({ version: 1, corrections }, null, 2)}\n`);
    return corrections;
  } finally {
    await lock.release();
  }
}

/** Whether a correction is of this file. */
export const isOf =
  ({ folder, file }: Pick<Correction, 'folder' | 'file'>) =>
  (correction: Correction): boolean =>
    correction.folder === folder && correction.file === file;
