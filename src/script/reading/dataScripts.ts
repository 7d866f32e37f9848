import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../base/errors.js';
import type { ParsedScript } from '../syntax/ast.js';
import { walk } from '../syntax/walk.js';

/** Most scripts in a folder that are looked at, most of them that are read, and their most bytes. */
const MOST_FILES = 60;
const MOST_READ = 3;
const MOST_BYTES = 500_000;
/** Files of arrays, as a script names them. */
const ARRAYS = /([^/\\]+\.(?:np[yz]|pkl|pickle|joblib))$/;
const SAVES = /\b(?:save|savez|savez_compressed|dump)\s*\(/;
const TRAINS = /\.(?:fit|fit_generator|train_on_batch)\s*\(/;

/**
 * Scripts beside a script that save a file of arrays which it loads, and that train nothing, by a path that no import has. What they
 * do comes before the script.
 *
 * @param parse one file
 */
export async function dataScripts(
  script: ParsedScript,
  modules: ReadonlyMap<string, ParsedScript>,
  parse: (file: string) => Promise<ParsedScript>,
): Promise<Map<string, ParsedScript>> {
  const found = new Map<string, ParsedScript>();
  const loaded = [script, ...modules.values()].flatMap(arraysNamedIn);
  if (loaded.length === 0) return found;
  const read = new Set([script.file, ...[...modules.values()].map(({ file }) => file)]);
  const folder = path.dirname(script.file);
  const names = (await readdir(folder)).filter((name) => name.endsWith('.py')).sort();
  for (const name of names.slice(0, MOST_FILES)) {
    const file = path.join(folder, name);
    if (read.has(file) || found.size === MOST_READ) continue;
    const text = await textOf(file);
    if (!SAVES.test(text) || TRAINS.test(text) || !loaded.some((one) => isNamedIn(text, one))) continue;
    const parsed = await parsedOrNone(file, parse);
    if (parsed !== undefined) found.set(`./${name}`, parsed);
  }
  return found;
}

/** Whether a script is read before another one, since it saves what that one loads; others are modules. */
export function isDataScript(name: string): boolean {
  return name.startsWith('./');
}

/** Names of files of arrays that stand in a script. */
function arraysNamedIn({ body }: ParsedScript): string[] {
  const names: string[] = [];
  for (const node of walk(body)) {
    const name = node.type === 'Constant' && typeof node.value === 'string' ? ARRAYS.exec(node.value)?.[1] : undefined;
    if (name !== undefined) names.push(name);
  }
  return names;
}

/** Whether a text names a file; `np.save('x', …)` writes `x.npy`. */
function isNamedIn(text: string, name: string): boolean {
  const stem = name.replace(/\.np[yz]$/, '');
  return text.includes(name) || (stem !== name && (text.includes(`'${stem}'`) || text.includes(`"${stem}"`)));
}

/** Nothing of a file that is none, or too long. */
async function textOf(file: string): Promise<string> {
  const { size, isFile } = await stat(file).then((found) => ({ size: found.size, isFile: found.isFile() }));
  return isFile && size <= MOST_BYTES ? readFile(file, 'utf8') : '';
}

async function parsedOrNone(
  file: string,
  parse: (file: string) => Promise<ParsedScript>,
): Promise<ParsedScript | undefined> {
  try {
    return await parse(file);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
