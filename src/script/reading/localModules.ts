import path from 'node:path';
import { UserError } from '../../base/errors.js';
import type { ParsedScript, Statement } from '../syntax/ast.js';
import { moduleNames } from '../syntax/moduleNames.js';
import { walk } from '../syntax/walk.js';
import { isThere, moduleFolders } from './moduleFolders.js';

/** Most modules of a project that are read with a script. */
const MOST_MODULES = 30;

/**
 * Modules that a script imports from its own folder or from its project, parsed, by their dotted names: where the model is built in
 * another file, that is read too.
 *
 * @param parse one file
 */
export async function localModules(
  script: ParsedScript,
  parse: (file: string) => Promise<ParsedScript>,
): Promise<Map<string, ParsedScript>> {
  const folders = await moduleFolders(script);
  const modules = new Map<string, ParsedScript>();
  const waiting = importedNames(script.body);
  const seen = new Set<string>();
  while (waiting.length > 0 && modules.size < MOST_MODULES) {
    const name = waiting.shift()!;
    if (seen.has(name)) continue;
    seen.add(name);
    const file = await fileOf(folders(name), name);
    if (file === undefined || file === path.resolve(script.file)) continue;
    const parsed = await parsedOrNone(file, parse);
    if (parsed === undefined) continue;
    modules.set(name, parsed);
    waiting.push(...importedNames(parsed.body, name));
  }
  return modules;
}

/** A module that cannot be read is one that thaw does not know; what is called of it is listed. */
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

/** `a.b` may be `a/b.py` or `a/b/__init__.py`, in the first of these folders that has it. */
async function fileOf(folders: readonly string[], name: string): Promise<string | undefined> {
  for (const folder of folders) {
    const inner = path.join(folder, ...name.split('.'));
    for (const file of [`${inner}.py`, path.join(inner, '__init__.py')]) if (await isThere(file, 'file')) return file;
  }
  return undefined;
}

/**
 * Names of modules that statements import; of `from a import b` both `a` and `a.b`, since `b` may be a module.
 *
 * @param within dotted name of the module that they are in; undefined of the script itself
 */
function importedNames(statements: readonly Statement[], within?: string): string[] {
  const names: string[] = [];
  for (const node of walk(statements)) {
    if (node.type === 'Import') names.push(...node.names.map(({ name }) => name));
    if (node.type === 'ImportFrom') names.push(...namesFrom(node, within));
  }
  return names;
}

function namesFrom({ module, level, names }: Statement & { type: 'ImportFrom' }, within?: string): string[] {
  const members = names.map(({ name }) => name);
  // Dots alone: a module of the package itself.
  if (module === null) return members.flatMap((name) => moduleNames(name, level, within));
  return moduleNames(module, level, within).flatMap((found) => [found, ...members.map((name) => `${found}.${name}`)]);
}
