import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { UserError } from '../base/errors.js';
import { readIfExists } from '../base/wholeFile.js';
import { targetOf } from './listClasses.js';

/** Names of classes in the order in which something numbers them. */
export interface ClassList {
  /** Where the order comes from, e.g. the path of a file. */
  source: string;
  classNames: string[];
}

/** Whether a file is a list of classes by its name. */
export const isListName = (file: string): boolean => LISTS.test(path.basename(file));

const LISTS = /^(classes|class_names|labels|class_indices|label_map)\.(txt|json)$/i;

/**
 * Lists of classes beside the class folders: `classes.txt`, `labels.txt` and the like with a name a line, `.json` with a
 * list, or with Keras' `class_indices`, names to numbers or numbers to names.
 *
 * @throws UserError if a JSON file holds neither
 */
export async function readClassLists(folder: string): Promise<ClassList[]> {
  const names = (await fs.readdir(folder)).filter((name) => LISTS.test(name)).sort();
  const lists = await Promise.all(
    names.map(async (name) => {
      const source = path.join(folder, name);
      // A folder of that name may be a class, and a FIFO would be waited for.
      if (!(await targetOf(source))?.isFile()) return { source, classNames: [] };
      const text = ((await readIfExists(source)) ?? '').toString();
      const classNames = /\.txt$/i.test(name) ? linesOf(text) : namesInJson(text, source);
      return { source, classNames };
    }),
  );
  return lists.filter(({ classNames }) => classNames.length > 0);
}

/** `rust`, or `0 rust`, `0: rust`, `0,rust` as some tools write them. */
function linesOf(text: string): string[] {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const numbered = lines.map((line) => /^(\d+)[\s:,]+(.+)$/.exec(line));
  if (numbered.some((match) => match === null)) return lines;
  return [...numbered].sort((a, b) => Number(a![1]) - Number(b![1])).map((match) => match![2]!);
}

function namesInJson(text: string, source: string): string[] {
  const value = parsed(text);
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value;
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const entries = Object.entries(value);
    if (entries.every(([, number]) => Number.isInteger(number))) {
      return entries.sort((a, b) => a[1] - b[1]).map(([name]) => name);
    }
    if (entries.every(([number, name]) => /^\d+$/.test(number) && typeof name === 'string')) {
      return entries.sort((a, b) => Number(a[0]) - Number(b[0])).map(([, name]) => name as string);
    }
  }
  throw new UserError(
    `${source} was expected to hold a list of class names, or names with their numbers.`,
    text.slice(0, 60),
    'Correct the file, or move it away.',
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined; // named with its source by the caller
    throw error;
  }
}
