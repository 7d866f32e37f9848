import { existsSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../base/errors.js';
import { readIfExists, writeAtomic } from '../base/wholeFile.js';
import type { IndexEntry } from './writeIndex.js';

const FILE = 'index.json';

/** Entries of older versions have no summary. */
type KeptEntry = Omit<IndexEntry, 'summary'> & Partial<Pick<IndexEntry, 'summary'>>;

/**
 * Reads the entries of earlier runs in a folder of reports, of those reports that still exist.
 *
 * @throws UserError if the file is not one of thaw
 */
export async function readEntries(folder: string): Promise<IndexEntry[]> {
  const file = path.join(folder, FILE);
  const bytes = await readIfExists(file);
  if (bytes === undefined) return [];
  try {
    const { entries } = JSON.parse(bytes.toString()) as { entries: KeptEntry[] };
    return entries
      .map((entry) => ({ summary: [], ...entry }))
      .filter(({ name }) => existsSync(path.join(folder, `${name}.html`)));
  } catch (error) {
    throw new UserError(
      `${file} is expected to be a list of reports, written by thaw.`,
      String(error),
      'Delete it, or give --out another folder.',
    );
  }
}

export async function writeEntries(folder: string, entries: readonly IndexEntry[]): Promise<void> {
  await writeAtomic(path.join(folder, FILE), JSON.stringify({ entries }));
}
