import type { Dirent } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { byCodePoint } from '../listClasses.js';
import { isListed, type LoaderRules } from './loaders.js';

/** What a loader of Keras finds in a folder. */
export interface KerasListing {
  /** In the order in which Keras numbers them. */
  classNames: string[];
  /** Paths, class by class. */
  files: string[];
}

/**
 * Lists a folder of class folders as a loader of Keras does, with its defaults: empty folders are classes, hidden files
 * and hidden folders within a class count, and links to folders within a class are not followed.
 */
export async function listAsKeras(folder: string, rules: LoaderRules): Promise<KerasListing> {
  const entries = await fs.readdir(folder, { withFileTypes: true });
  const isClass = async (entry: Dirent): Promise<boolean> =>
    (rules.takesHiddenClasses || !entry.name.startsWith('.')) && (await isFolder(folder, entry));
  const kinds = await Promise.all(entries.map(isClass));
  const classNames = entries.filter((_, i) => kinds[i]).map(({ name }) => name);
  classNames.sort(byCodePoint);
  const files: string[] = [];
  for (const className of classNames) files.push(...(await walk(path.join(folder, className), rules)));
  return { classNames, files };
}

/** The listed files of a folder and of those below it, as Python's `os.walk` with `followlinks=False`. */
async function walk(folder: string, rules: LoaderRules): Promise<string[]> {
  const files: string[] = [];
  const entries = await fs.readdir(folder, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => byCodePoint(a.name, b.name))) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) files.push(...(await walk(file, rules)));
    // A link that leads nowhere counts as a file.
    else if (isListed(rules, entry.name) && !(await isFolder(folder, entry))) files.push(file);
  }
  return files;
}

/** Whether an entry is a folder, or a link to one. */
async function isFolder(folder: string, entry: Dirent): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  return await fs.stat(path.join(folder, entry.name)).then(
    (stat) => stat.isDirectory(),
    () => false, // it leads nowhere, or round
  );
}
