import type { Expression, Place } from '../syntax/ast.js';
import { indexOf, setItem } from './items.js';
import { setName } from './names.js';
import { type Execution, type Scope, textOf, tuple, unknown, type Value } from './values.js';

/** `target = value`. */
export function assign(target: Expression, value: Value, scope: Scope, run: Execution): void {
  switch (target.type) {
    case 'Name':
      setName(target.id, value, scope);
      return;
    case 'Tuple':
    case 'List':
      unpack(target.elts, value, scope, run, target.place);
      return;
    case 'Starred':
      assign(target.value, value, scope, run);
      return;
    case 'Attribute': {
      const object = run.evaluate(target.value, scope);
      if (!setAttribute(object, target.attr, value, target.place, run)) {
        run.note(target.place, `thaw does not know what setting '${target.attr}' does there`);
      }
      return;
    }
    case 'Subscript': {
      const object = run.evaluate(target.value, scope);
      const index = indexOf(target.slice, scope, run);
      // Into something that is not known, nothing is known to change.
      if (!setItem(object, index, value, target.place, run) && object.kind !== 'unknown') {
        run.note(target.place, 'thaw does not know what setting that does');
      }
      return;
    }
    default:
      run.note(target.place, 'thaw does not know this kind of assignment');
  }
}

/** Returns whether the attribute of such an object is understood. */
export function setAttribute(object: Value, name: string, value: Value, at: Place, run: Execution): boolean {
  switch (object.kind) {
    case 'instance':
      if (!object.base?.setAttribute?.(name, value, at, run)) object.fields.set(name, value);
      return true;
    case 'class':
      object.members.set(name, value);
      return true;
    case 'host':
      return object.host.setAttribute?.(name, value, at, run) ?? false;
    // Options of a library, such as `plt.rcParams`; and what is not known stays so.
    case 'name':
    case 'unknown':
    case 'method':
      return true;
    default:
      return false;
  }
}

function unpack(targets: readonly Expression[], value: Value, scope: Scope, run: Execution, at: Place): void {
  const values = valuesFor(targets, value, run, at);
  targets.forEach((target, i) => {
    assign(target, values[i]!, scope, run);
  });
}

function valuesFor(targets: readonly Expression[], value: Value, run: Execution, at: Place): Value[] {
  const { items, isComplete } = run.iterate(value, at);
  const star = targets.findIndex(({ type }) => type === 'Starred');
  if (isComplete && star === -1 && items.length === targets.length) return items;
  if (isComplete && star !== -1 && items.length >= targets.length - 1) {
    const after = targets.length - 1 - star;
    const middle = tuple(items.slice(star, items.length - after), at);
    return [...items.slice(0, star), middle, ...items.slice(items.length - after)];
  }
  // Items of a list that is filled in a loop are alike.
  const example = isComplete ? undefined : items[0];
  return targets.map(
    (_, i) =>
      example ?? unknown(value.kind === 'unknown' ? value.why : 'it does not fit', `${textOf(value)}[${i}]`, at),
  );
}
