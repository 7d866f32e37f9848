import { table } from '../../base/table.js';
import type { Place } from '../syntax/ast.js';
import { BUILTIN_NAMES } from './builtinNames.js';
import { type Execution, type Scope, unknown, type Value } from './values.js';

/** Names under which everybody imports a library: a notebook may have them from a cell that was deleted. */
const USUAL_NAMES: Record<string, string> = table({
  tf: 'tensorflow',
  keras: 'keras',
  np: 'numpy',
  os: 'os',
  cv2: 'cv2',
  plt: 'matplotlib.pyplot',
  pd: 'pandas',
});

/** Name of what `super()` stands for in a method; no name of Python has a space. */
export const SUPER = 'super of this method';

/** The value of a name: of this scope, of those around it, of what was imported whole, or of Python itself. */
export function lookUp(name: string, scope: Scope, at: Place, run: Execution): Value {
  const found = find(name, scope);
  if (found !== undefined) return found;
  if (BUILTIN_NAMES.has(name)) return { kind: 'name', name: `builtins.${name}`, origin: at };
  const stars = starsOf(scope).map((library) => `${library}.${name}`);
  const full = stars.find((candidate) => run.library.has(candidate)) ?? (stars.length === 1 ? stars[0] : undefined);
  if (full !== undefined) return run.library.constant(full, at) ?? { kind: 'name', name: full, origin: at };
  const usual = USUAL_NAMES[name];
  if (usual === undefined) return unknown('it is not defined in this file', name, at);
  run.note(at, `it is not imported in this file; thaw takes it as ${usual}`);
  return { kind: 'name', name: usual, origin: at };
}

function find(name: string, scope: Scope): Value | undefined {
  const home = scope.elsewhere.get(name);
  if (home !== undefined) return home.names.get(name);
  const own = scope.names.get(name);
  if (own !== undefined) return own;
  let around = scope.parent;
  while (around !== undefined) {
    const value = around.isClass ? undefined : around.names.get(name);
    if (value !== undefined) return value;
    around = around.parent;
  }
  return undefined;
}

/** Libraries that were imported whole, the last one first: it wins. */
function starsOf(scope: Scope): string[] {
  const stars: string[] = [];
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) stars.push(...[...at.stars].reverse());
  return stars;
}

export function setName(name: string, value: Value, scope: Scope): void {
  (scope.elsewhere.get(name) ?? scope).names.set(name, value);
}

/** The scope of the file. */
export function outermost(scope: Scope): Scope {
  let at = scope;
  while (at.parent !== undefined) at = at.parent;
  return at;
}
