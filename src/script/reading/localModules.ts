import { stat } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../base/errors.js';
import type { ParsedScript, Statement } from '../syntax/ast.js';
import { walk } from '../syntax/walk.js';

/** Most modules beside a script that are read with it. */
const MOST_MODULES = 30;

/**
 * Modules that a script imports from its own folder, parsed, by their dotted names: where the model is built in another
 * file, that is read too.
 *
 * @param parse one file
 */
export async function localModules(
  script: ParsedScript,
  parse: (file: string) => Promise<ParsedScript>,
): Promise<Map<string, ParsedScript>> {
  const folder = path.dirname(script.file);
  const modules = new Map<string, ParsedScript>();
  const waiting = importedNames(script.body);
  const seen = new Set<string>();
  while (waiting.length > 0 && modules.size < MOST_MODULES) {
    const name = waiting.shift()!;
    if (seen.has(name)) continue;
    seen.add(name);
    const file = await fileOf(folder, name);
    if (file === undefined || file === script.file) continue;
    const parsed = await parsedOrNone(file, parse);
    if (parsed === undefined) continue;
    modules.set(name, parsed);
    waiting.push(...importedNames(parsed.body));
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

/** `a.b` may be `a/b.py` or `a/b/__init__.py`. */
async function fileOf(folder: string, name: string): Promise<string | undefined> {
  const inner = path.join(folder, ...name.split('.'));
  for (const file of [`${inner}.py`, path.join(inner, '__init__.py')]) {
    const isFile = await stat(file).then(
      (found) => found.isFile(),
      () => false,
    );
    if (isFile) return file;
  }
  return undefined;
}

/** Names of modules that statements import; of `from a import b` both `a` and `a.b`, since `b` may be a module. */
function importedNames(statements: readonly Statement[]): string[] {
  const names: string[] = [];
  for (const node of walk(statements)) {
    if (node.type === 'Import') names.push(...node.names.map(({ name }) => name));
    if (node.type !== 'ImportFrom') continue;
    const { module, names: members } = node;
    if (module !== null) names.push(module);
    names.push(...members.map(({ name }) => (module === null ? name : `${module}.${name}`)));
  }
  return names;
}
