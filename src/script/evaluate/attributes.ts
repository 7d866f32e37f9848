import type { Place } from '../syntax/ast.js';
import { NO_ARGUMENTS } from './arguments.js';
import { callFunction } from './calls.js';
import { libraryBases, memberOf } from './classes.js';
import { constant, type Execution, textOf, unknown, type Value } from './values.js';

/** `VGG16.__name__`, and Python 2's name for it. */
const NAMES_ITSELF = /^(__name__|func_name|__qualname__)$/;

/** `value.name`. */
export function attributeOf(value: Value, name: string, at: Place, run: Execution): Value {
  switch (value.kind) {
    case 'name': {
      if (NAMES_ITSELF.test(name)) return constant(value.name.slice(value.name.lastIndexOf('.') + 1), at);
      const full = `${value.name}.${name}`;
      return run.library.constant(full, at) ?? { kind: 'name', name: full, origin: at };
    }
    case 'instance':
      return attributeOfInstance(value, name, at, run);
    case 'class': {
      const member = memberOf(value, name);
      if (member !== undefined) return member;
      break;
    }
    case 'super': {
      const member = value.above.bases.flatMap((base) =>
        base.kind === 'class' ? (memberOf(base, name) ?? []) : [],
      )[0];
      if (member?.kind === 'function') return { ...member, self: value.object };
      break;
    }
    case 'host': {
      const found = value.host.attribute?.(name, at, run);
      if (found !== undefined) return found;
      break;
    }
    case 'unknown':
      return unknown(value.why, `${value.text}.${name}`, at);
    case 'function':
      if (NAMES_ITSELF.test(name)) return constant(value.name, at);
      break;
    default:
  }
  return { kind: 'method', receiver: value, name, origin: at };
}

function attributeOfInstance(value: Value & { kind: 'instance' }, name: string, at: Place, run: Execution): Value {
  const field = value.fields.get(name);
  if (field !== undefined) return field;
  const member = memberOf(value.of, name);
  if (member?.kind === 'function') {
    if (member.decorators.includes('staticmethod')) return member;
    const bound = { ...member, self: value };
    return member.decorators.includes('property') ? callFunction(bound, NO_ARGUMENTS, at, run) : bound;
  }
  if (member !== undefined) return member;
  const inherited = value.base?.attribute?.(name, at, run);
  if (inherited !== undefined) return inherited;
  if (libraryBases(value.of).length > 0) return { kind: 'method', receiver: value, name, origin: at };
  return unknown('nothing in this file sets it', `${textOf(value)}.${name}`, at);
}
