import { readdirSync } from 'node:fs';
import * as path from 'node:path';

/** Where the images lie, and whether they are the sample set that thaw draws. */
export interface DataLocation {
  folder: string;
  drawn: boolean;
}

/** Name of the drawn set's folder in the project's `dataset/`. */
export const SAMPLE_FOLDER = 'sample';

/** The folder that was given, else the user's own in the project's `dataset/`, else the drawn sample set. */
export function locateData(project: string, given?: string): DataLocation {
  if (given !== undefined) return { folder: given, drawn: false };
  const own = path.join(project, 'dataset');
  const users = readdirSync(own, { withFileTypes: true }).filter(
    (entry) => (entry.isDirectory() || entry.isSymbolicLink()) && !/^(\.|sample(\.|$))/.test(entry.name),
  );
  if (users.length > 0) return { folder: own, drawn: false };
  return { folder: path.join(own, SAMPLE_FOLDER), drawn: true };
}
