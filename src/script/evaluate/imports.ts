import type { Alias, Place, Statement } from '../syntax/ast.js';
import { moduleNames } from '../syntax/moduleNames.js';
import { setName } from './names.js';

import { type Execution, type Scope, stringOf, type Value } from './values.js';

/** `import a.b as c`. */
export function importNames(names: readonly Alias[], scope: Scope, at: Place, run: Execution): void {
  for (const { name, asname } of names) {
    const beside = run.module(name, at);
    const [first] = name.split('.') as [string];
    const bound = asname ?? first;
    const full = asname === null ? first : name;
    setName(bound, beside ?? { kind: 'name', name: full, origin: at }, scope);
  }
}

/** `from module import a as b`. */
export function importFrom(
  { module, names, level, place }: Statement & { type: 'ImportFrom' },
  scope: Scope,
  run: Execution,
): void {
  const within = level === 0 ? undefined : moduleOf(scope);
  const beside = module === null ? undefined : firstModule(moduleNames(module, level, within), place, run);
  for (const { name, asname } of names) {
    if (name === '*') {
      takeAll(module, beside, scope);
      continue;
    }
    const inside =
      beside === undefined ? besideMember(module, name, level, within, place, run) : run.attribute(beside, name, place);
    const full = module === null ? name : `${module}.${name}`;
    setName(
      asname ?? name,
      inside ?? run.library.constant(full, place) ?? { kind: 'name', name: full, origin: place },
      scope,
    );
  }
}

/** A module of a package beside the script: `from package import module`. */
function besideMember(
  module: string | null,
  name: string,
  level: number,
  within: string | undefined,
  at: Place,
  run: Execution,
): Value | undefined {
  if (module === null && level === 0) return undefined;
  return firstModule(moduleNames(module === null ? name : `${module}.${name}`, level, within), at, run);
}

function firstModule(names: readonly string[], at: Place, run: Execution): Value | undefined {
  for (const name of names) {
    const found = run.module(name, at);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Dotted name of the module that a scope belongs to; undefined of the script itself. */
function moduleOf(scope: Scope): string | undefined {
  if (scope.parent !== undefined) return moduleOf(scope.parent);
  const name = stringOf(scope.names.get('__name__'));
  return name === '__main__' ? undefined : name;
}

function takeAll(module: string | null, beside: Value | undefined, scope: Scope): void {
  if (beside?.kind === 'instance') for (const [name, value] of beside.fields) setName(name, value, scope);
  else if (module !== null) scope.stars.push(module);
}
