import { readIfExists, writeAtomic } from './wholeFile.js';

/**
 * Reads what an earlier call wrote to a JSON file, or makes it and writes it: times differ from run to run, and what depends on
 * them is to be the same in a second run.
 */
export async function keptJson<T>(file: string, make: () => T | Promise<T>): Promise<T> {
  const kept = await readKeptJson<T>(file);
  if (kept !== undefined) return kept;
  const made = await make();
  await writeAtomic(file, `${JSON.stringify(made)}\n`);
  return made;
}

/** Options of `readKeptJson`. */
export interface KeptJsonOptions {
  /** As `JSON.parse` takes it. Default: none */
  revive?: (key: string, value: unknown) => unknown;
  /** Called where the file is damaged. Default: nothing is said */
  onDamaged?: () => void;
}

/**
 * Reads a JSON file that thaw wrote. One that is no JSON counts as absent, so that it is made anew: a crash of the machine, a full
 * disk or a copy that was cut short leaves an empty file or a part of it.
 *
 * @returns undefined where it is absent or damaged
 */
export async function readKeptJson<T>(
  file: string,
  { revive, onDamaged }: KeptJsonOptions = {},
): Promise<T | undefined> {
  const bytes = await readIfExists(file);
  if (bytes === undefined) return undefined;
  try {
    return JSON.parse(bytes.toString(), revive) as T;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    onDamaged?.();
    return undefined;
  }
}
