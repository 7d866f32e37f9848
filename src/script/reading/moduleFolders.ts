import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Expression, ParsedScript, Statement } from '../syntax/ast.js';
import { walk } from '../syntax/walk.js';

/** Most folders above a script, and most folders that it names, where its modules are looked for. */
const MOST_ABOVE = 3;
const MOST_NAMED = 20;
/** Files that the root of a project has: what it installs is found there, or in its folder `src`. */
const OF_PROJECT = ['pyproject.toml', 'setup.py', 'setup.cfg'];
/** Names of libraries: a folder of that name elsewhere in the project is not what is imported. */
const LIBRARIES =
  /^(?:keras|tensorflow|tf_keras|numpy|cv2|PIL|sklearn|scipy|skimage|pandas|matplotlib|torch|os|sys|re|json|yaml|random|math)$/;
/** A path inside of a project, as a text of a script names it. */
const RELATIVE = /^[\w.-]+(?:\/[\w.-]+)*\/?$/;
const MOST_CHARACTERS = 60;

/** Where the module of a dotted name may be. */
export type ModuleFolders = (name: string) => readonly string[];

/**
 * Folders where Python finds the modules of a script, in the order in which they are looked through: its own; the one above a package
 * that it is in itself, as `python -m package.train` has it; those above it where it changes `sys.path` or its working folder,
 * and folders that it names there; the root of a project that is installed.
 */
export async function moduleFolders(script: ParsedScript): Promise<ModuleFolders> {
  const own = path.dirname(path.resolve(script.file));
  const above = foldersAbove(own);
  const changed = changesPath(script.body) ? [...above, ...(await namedFolders(script.body, [own, ...above]))] : [];
  const installed = await projectFolders([own, ...above]);
  return (name) => {
    const [first] = name.split('.') as [string];
    if (LIBRARIES.test(first)) return [own];
    const ofPackage = [own, ...above].filter((folder) => path.basename(folder) === first).map(path.dirname);
    return [...new Set([own, ...ofPackage, ...changed, ...installed])];
  };
}

function foldersAbove(folder: string): string[] {
  const folders: string[] = [];
  for (let above = path.dirname(folder); folders.length < MOST_ABOVE; above = path.dirname(above)) {
    if (above === path.dirname(above)) break;
    folders.push(above);
  }
  return folders;
}

/** Whether statements change where modules are looked for, or the working folder, where a notebook looks too. */
function changesPath(statements: readonly Statement[]): boolean {
  for (const node of walk(statements)) {
    if (node.type === 'Attribute' && node.attr === 'path' && isName(node.value, 'sys')) return true;
    if (node.type === 'Call' && node.func.type === 'Attribute' && /^(?:chdir|addsitedir)$/.test(node.func.attr))
      return true;
  }
  return false;
}

function isName(expression: Expression, name: string): boolean {
  return expression.type === 'Name' && expression.id === name;
}

/** Folders that are there and that a text of the script names, from one of these. */
async function namedFolders(statements: readonly Statement[], from: readonly string[]): Promise<string[]> {
  const texts = new Set<string>();
  for (const node of walk(statements)) {
    if (node.type !== 'Constant' || typeof node.value !== 'string' || node.value.length > MOST_CHARACTERS) continue;
    if (RELATIVE.test(node.value)) texts.add(node.value);
  }
  const found: string[] = [];
  for (const folder of [...texts].flatMap((text) => from.map((one) => path.join(one, text)))) {
    if (found.length < MOST_NAMED && (await isThere(folder, 'folder'))) found.push(folder);
  }
  return found;
}

/** The nearest root of a project, and its folder `src`; nothing where there is none. */
async function projectFolders(folders: readonly string[]): Promise<string[]> {
  for (const folder of folders) {
    for (const name of OF_PROJECT) {
      if (await isThere(path.join(folder, name), 'file')) return [folder, path.join(folder, 'src')];
    }
  }
  return [];
}

/** Whether there is a file or folder of that path. */
export function isThere(name: string, kind: 'file' | 'folder'): Promise<boolean> {
  return stat(name).then(
    (found) => (kind === 'file' ? found.isFile() : found.isDirectory()),
    () => false,
  );
}
