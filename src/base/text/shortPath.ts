import * as path from 'node:path';

/** A text with the paths in it below a folder, not with the folder. */
export function withoutFolder(text: string, folder: string): string {
  return text.replaceAll(folder + path.sep, '');
}

/** The path of a file below a folder of a dataset, with forward slashes on every platform. */
export function shortPath(dataset: { folder: string }, file: string): string {
  return path.relative(dataset.folder, file).split(path.sep).join('/');
}
