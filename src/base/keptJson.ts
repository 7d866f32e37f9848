import { readIfExists, writeAtomic } from './wholeFile.js';

/**
 * Reads what an earlier call wrote to a JSON file, or makes it and writes it: times differ from run to run, and what depends on
 * them is to be the same in a second run.
 */
export async function keptJson<T>(file: string, make: () => T | Promise<T>): Promise<T> {
  const kept = await readIfExists(file);
  if (kept !== undefined) return JSON.parse(kept.toString()) as T;
  const made = await make();
  await writeAtomic(file, `${JSON.stringify(made)}\n`);
  return made;
}
