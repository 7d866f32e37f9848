import * as fs from 'node:fs/promises';
import * as path from 'node:path';

/** The bytes of a file, or undefined where there is none. */
export async function readIfThere(file: string): Promise<Buffer | undefined> {
  try {
    return await fs.readFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Writes beside and renames, so that a kill or a second process leaves no half file; makes the folder. */
export async function writeWhole(file: string, data: string | Uint8Array): Promise<void> {
  await fs.mkdir(path.dirname(file), { recursive: true });
  const part = `${file}.${process.pid}.part`;
  await fs.writeFile(part, data);
  await fs.rename(part, file);
}
