import * as path from 'node:path';

/** The path of a file below a folder of a dataset, with forward slashes on every platform. */
export function shortPath(dataset: { folder: string }, file: string): string {
  return path.relative(dataset.folder, file).split(path.sep).join('/');
}
