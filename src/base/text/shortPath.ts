import * as path from 'node:path';

/**
 * A text with the paths in it below a folder, not with the folder. Paths of other folders that end alike stay as they are.
 *
 * @param folder none where it is empty: all paths stay
 */
export function withoutFolder(text: string, folder: string): string {
  if (folder === '') return text;
  const [first, ...parts] = text.split(folder + path.sep);
  let short = first!;
  for (const part of parts) short += `${/[\p{L}\p{N}_.\-/\\]$/u.test(short) ? folder + path.sep : ''}${part}`;
  return short;
}

/** The path of a file below a folder of a dataset, with forward slashes on every platform. */
export function shortPath(dataset: { folder: string }, file: string): string {
  return path.relative(dataset.folder, file).split(path.sep).join('/');
}
