import type { Expression, Place, Statement } from '../syntax/ast.js';
import { walk } from '../syntax/walk.js';
import { valuesOf } from './arguments.js';
import { callBuiltin } from './builtins.js';
import { libraryBases, memberOf } from './classes.js';
import { TOO_LONG } from './leave.js';
import { callMethod } from './methods.js';
import { SUPER } from './names.js';
import { writtenBy } from './ownFiles.js';
import { callOfPython } from './pythonLibrary.js';
import {
  type Arguments,
  type ClassFields,
  constant,
  type Execution,
  type FunctionFields,
  list,
  type Scope,
  scopeIn,
  textOf,
  unknown,
  type Value,
} from './values.js';

/** `callee(args)`. */
export function callValue(callee: Value, args: Arguments, at: Place, run: Execution): Value {
  if (callee.kind === 'name' || callee.kind === 'method' || callee.kind === 'unknown')
    run.write(writtenBy(callee, args));
  switch (callee.kind) {
    case 'function':
      return run.library.copyOf?.(callee, args, at, run) ?? callFunction(callee, args, at, run);
    case 'class':
      return instantiate(callee, args, at, run);
    case 'name':
      return (
        callName(callee.name, args, at, run) ?? notKnown(callee, args, at, run, `thaw does not know ${callee.name}`)
      );
    case 'method':
      return (
        callMethod(callee.receiver, callee.name, args, at, run) ??
        notKnown(callee, args, at, run, `thaw does not know what '${callee.name}' does there`)
      );
    case 'host':
      return (
        callee.host.call?.(args, at, run) ?? notKnown(callee, args, at, run, 'thaw does not know what that call does')
      );
    case 'instance': {
      const method = memberOf(callee.of, '__call__');
      const simulated = callee.base?.call?.(args, at, run);
      if (method?.kind === 'function') return callFunction({ ...method, self: callee }, args, at, run);
      return simulated ?? notKnown(callee, args, at, run, 'thaw does not know what that call does');
    }
    case 'unknown':
      if (/\.(fit|fit_generator|compile)$/.test(callee.text))
        run.note(at, `thaw does not know the model: ${callee.why}`);
      return notKnown(callee, args, at, run, callee.why);
    default:
      return notKnown(callee, args, at, run, 'it cannot be called');
  }
}

function callName(name: string, args: Arguments, at: Place, run: Execution): Value | undefined {
  return callBuiltin(name, args, at, run) ?? callOfPython(name, args, at, run) ?? run.library.call(name, args, at, run);
}

/** The result of a call that thaw does not know; what it did to the objects that it was given is not known either. */
function notKnown(callee: Value, args: Arguments, at: Place, run: Execution, why: string): Value {
  const text = textOf(callee);
  for (const value of valuesOf(args)) {
    const simulated = value.kind === 'instance' ? value.base : value.kind === 'host' ? value.host : undefined;
    simulated?.escape?.(text, at, run);
  }
  return unknown(
    why,
    `${text}(${valuesOf(args)
      .map((value) => textOf(value, 1))
      .join(', ')})`,
    at,
  );
}

/** Calls a function of the script: its statements run with its parameters bound. */
export function callFunction(called: Value & FunctionFields, args: Arguments, at: Place, run: Execution): Value {
  const { body, name } = called;
  const scope = scopeIn(called.scope);
  bind(called, args, scope, at);
  run.called.add(body);
  return run.guard(
    { of: body, isCall: true, canBeLeft: () => true },
    () => resultOf(called, scope, at, run),
    () => {
      run.note(at, `'${name}' takes too long to read`);
      return notKnown(called, args, at, run, TOO_LONG);
    },
  );
}

function resultOf({ body, name }: FunctionFields, scope: Scope, at: Place, run: Execution): Value {
  if (!Array.isArray(body)) return run.deeper(() => run.evaluate(body as Expression, scope)) ?? tooDeep(name, at, run);
  const statements = body as readonly Statement[];
  if (yields(statements)) {
    const { items, isComplete } = run.collectYields(() => void run.deeper(() => run.execute(statements, scope)));
    return list(items, at, isComplete);
  }
  const result = run.deeper(() => ({ completion: run.execute(statements, scope) }));
  if (result === undefined) return tooDeep(name, at, run);
  return result.completion?.kind === 'return' ? result.completion.value : constant(null, at);
}

function tooDeep(name: string, at: Place, run: Execution): Value {
  run.note(at, `'${name}' calls itself too deeply`);
  return unknown('calls are too deep', `${name}(…)`, at);
}

function bind(
  { parameters, defaults, self, owner }: Value & FunctionFields,
  args: Arguments,
  scope: Scope,
  at: Place,
): void {
  const { positional, rest, keywordOnly, keywords } = parameters;
  const given = self === undefined ? args.positional : [self, ...args.positional];
  const named = new Map(args.keywords);
  const set = (name: string, value: Value): void => void scope.names.set(name, value);
  for (const [i, { name }] of [...positional, ...keywordOnly].entries()) {
    const byPosition = i < positional.length ? given[i] : undefined;
    const value = byPosition ?? named.get(name) ?? (args.isComplete ? defaults.get(name) : undefined);
    named.delete(name);
    set(name, value ?? unknown('whoever calls the function gives it', name, at));
  }
  if (rest !== null) set(rest, { ...list(given.slice(positional.length), at, args.isComplete), type: 'tuple' });
  if (keywords !== null) set(keywords, { kind: 'dict', entries: named, isComplete: args.isComplete, origin: at });
  if (self !== undefined && owner !== undefined) {
    set(SUPER, { kind: 'super', object: self, above: owner, origin: at });
  }
}

/** Whether a function gives values one by one; what is inside of other functions does not count. */
function yields(statements: readonly Statement[]): boolean {
  const enters = ({ type }: { type: string }): boolean => !['FunctionDef', 'Lambda', 'ClassDef'].includes(type);
  for (const { type } of walk(statements, enters)) if (type === 'Yield') return true;
  return false;
}

/** An object of a class of the script. */
function instantiate(of: Value & ClassFields, args: Arguments, at: Place, run: Execution): Value {
  const instance: Value & { kind: 'instance' } = { kind: 'instance', of, fields: new Map(), origin: at };
  const library = libraryBases(of).map((name) => run.library.base?.(name, instance));
  instance.base = library.find((base) => base !== undefined);
  const init = memberOf(of, '__init__');
  if (init?.kind === 'function') callFunction({ ...init, self: instance }, args, at, run);
  else {
    for (const [i, name] of fieldsOf(of).entries()) {
      const value = args.keywords.get(name) ?? args.positional[i];
      if (value !== undefined) instance.fields.set(name, value);
    }
  }
  instance.base?.made?.(at, run);
  return instance;
}

/** Names of a class without `__init__`, as of a `dataclass` or a `NamedTuple`, in their order. */
function fieldsOf({ members }: ClassFields): string[] {
  return [...members].filter(([, value]) => value.kind !== 'function').map(([name]) => name);
}
