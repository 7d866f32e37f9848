import { statSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../base/errors.js';

/**
 * The folder of `--data`, absolute; undefined where it is not given.
 *
 * @throws UserError where there is no such folder
 */
export function readDataFolder(given: string | undefined): string | undefined {
  if (given === undefined) return undefined;
  const folder = path.resolve(given);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return folder;
  throw new UserError('--data is expected to be a folder.', folder, 'Give the folder that holds training_set/.');
}
