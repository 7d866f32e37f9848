import * as fs from 'node:fs/promises';
import * as path from 'node:path';

/** The bytes of a file, or undefined where there is none. */
export async function readIfExists(file: string): Promise<Buffer | undefined> {
  try {
    return await fs.readFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Has a file written beside its place and renames it, so that a kill or a second process leaves no half file, and a
 * failure none at all; makes the folder.
 *
 * @param write gets the path to write to
 */
export async function writeThroughPart(file: string, write: (part: string) => Promise<void>): Promise<void> {
  await fs.mkdir(path.dirname(file), { recursive: true });
  const part = `${file}.${process.pid}.part`;
  try {
    await write(part);
    await fs.rename(part, file);
  } finally {
    await fs.rm(part, { force: true });
  }
}

/** Writes a file whole, or not at all; makes the folder. */
export async function writeAtomic(file: string, data: string | Uint8Array): Promise<void> {
  await writeThroughPart(file, (part) => fs.writeFile(part, data));
}
