import type { Expression, Generator, Place } from '../syntax/ast.js';
import { walk } from '../syntax/walk.js';
import { assign } from './assign.js';
import { negative } from './counts.js';
import { defaultsOf } from './defaults.js';
import { evaluateArguments } from './evaluateArguments.js';
import { indexOf, item, sliceValue } from './items.js';
import { lookUp, SUPER } from './names.js';
import { binary, compare, joinText } from './operators.js';
import {
  type Constant,
  constant,
  type Execution,
  numberOf,
  type Scope,
  scopeIn,
  textOf,
  truthOf,
  unknown,
  type Value,
} from './values.js';

type Of<T extends Expression['type']> = Expression & { type: T };
type Evaluators = { [T in Expression['type']]: (expression: Of<T>, scope: Scope, run: Execution) => Value };

/** The value of an expression, as far as the text says. */
export function evaluateExpression(expression: Expression, scope: Scope, run: Execution): Value {
  run.spend();
  const evaluator = EVALUATORS[expression.type] as (of: Expression, scope: Scope, run: Execution) => Value;
  return evaluator(expression, scope, run);
}

const EVALUATORS: Evaluators = {
  Constant: ({ value, kind, place }) =>
    kind === undefined ? constant(value, place) : unknown('thaw does not compute that', String(value ?? '...'), place),
  Name: ({ id, place }, scope, run) => lookUp(id, scope, place, run),
  Attribute: ({ value, attr, place }, scope, run) => run.attribute(run.evaluate(value, scope), attr, place),
  Call: (call, scope, run) => {
    const callee = run.evaluate(call.func, scope);
    if (callee.kind === 'name' && callee.name === 'builtins.super') return superOf(scope, call.place);
    return run.call(callee, evaluateArguments(call, scope, run), call.place);
  },
  Tuple: (node, scope, run) => sequence('tuple', node.elts, scope, run, node.place),
  List: (node, scope, run) => sequence('list', node.elts, scope, run, node.place),
  Set: (node, scope, run) => sequence('set', node.elts, scope, run, node.place),
  Dict: dict,
  BinOp: ({ left, op, right, place }, scope, run) =>
    binary(op, run.evaluate(left, scope), run.evaluate(right, scope), place, run),
  UnaryOp: unary,
  BoolOp: boolean,
  Compare: comparison,
  Subscript: ({ value, slice, place }, scope, run) =>
    item(run.evaluate(value, scope), indexOf(slice, scope, run), place, run),
  Slice: (slice, scope, run) => sliceValue(indexOf(slice, scope, run), slice.place),
  Lambda: ({ args, body, place }, scope, run) => ({
    kind: 'function',
    name: 'a lambda',
    parameters: args,
    defaults: defaultsOf(args, scope, run),
    body,
    scope,
    decorators: [],
    origin: place,
  }),
  IfExp: ({ test, body, orelse, place }, scope, run) => {
    const condition = run.evaluate(test, scope);
    const truth = truthOf(condition) ?? withoutArguments(body, orelse);
    if (truth !== undefined) return run.evaluate(truth ? body : orelse, scope);
    const taken = run.decide(place, run.quote(test.place), condition) ? body : orelse;
    return run.under(condition, () => run.evaluate(taken, scope));
  },
  JoinedStr: ({ values, place }, scope, run) =>
    joinText(
      values.map((part) => run.evaluate(part, scope)),
      place,
    ),
  FormattedValue: ({ value, format, place }, scope, run) => {
    const formatted = run.evaluate(value, scope);
    return format === null ? formatted : unknown('thaw does not format it', textOf(formatted), place);
  },
  Starred: ({ value }, scope, run) => run.evaluate(value, scope),
  Comprehension: ({ kind, elt, generators, place }, scope, run) => {
    const items: Value[] = [];
    const isComplete = comprehend(generators, scopeIn(scope), run, (inner) => items.push(run.evaluate(elt, inner)));
    return { kind: 'sequence', type: kind === 'set' ? 'set' : 'list', items, isComplete, origin: place };
  },
  DictComprehension: ({ key, value, generators, place }, scope, run) => {
    const entries = new Map<Constant, Value>();
    const isComplete = comprehend(generators, scopeIn(scope), run, (inner) => {
      const at = run.evaluate(key, inner);
      entries.set(at.kind === 'constant' ? at.value : textOf(at), run.evaluate(value, inner));
    });
    return { kind: 'dict', entries, isComplete, origin: place };
  },
  NamedExpr: ({ target, value }, scope, run) => {
    const named = run.evaluate(value, scope);
    assign(target, named, scope, run);
    return named;
  },
  Yield: ({ value, from, place }, scope, run) => {
    const given = value === null ? constant(null, place) : run.evaluate(value, scope);
    if (from) yieldEach(given, place, run);
    else run.yielded(given);
    return unknown('another program sends it', run.quote(place), place);
  },
  Await: ({ value }, scope, run) => run.evaluate(value, scope),
  Unparsed: ({ text, why, place }, _scope, run) => {
    run.note(place, why);
    return unknown(why, text, place);
  },
};

/**
 * Which way `int(sys.argv[1]) if len(sys.argv) > 1 else 32` goes without arguments, as defaults of `argparse` are read: to the
 * side that does not read them. Undefined where both do, or neither.
 */
function withoutArguments(body: Expression, orelse: Expression): boolean | undefined {
  const [ofBody, ofElse] = [body, orelse].map(readsArguments);
  return ofBody === ofElse ? undefined : !ofBody;
}

function readsArguments(expression: Expression): boolean {
  return [...walk(expression)].some(
    (node) => (node.type === 'Attribute' && node.attr === 'argv') || (node.type === 'Name' && node.id === 'argv'),
  );
}

function sequence(
  type: 'list' | 'tuple' | 'set',
  elements: readonly Expression[],
  scope: Scope,
  run: Execution,
  at: Place,
): Value {
  const items: Value[] = [];
  let isComplete = true;
  for (const element of elements) {
    if (element.type !== 'Starred') {
      items.push(run.evaluate(element, scope));
      continue;
    }
    const spread = run.iterate(run.evaluate(element.value, scope), element.place);
    items.push(...spread.items);
    isComplete &&= spread.isComplete;
  }
  return { kind: 'sequence', type, items, isComplete, origin: at };
}

function dict({ keys, values, place }: Of<'Dict'>, scope: Scope, run: Execution): Value {
  const entries = new Map<Constant, Value>();
  let isComplete = true;
  keys.forEach((key, i) => {
    const value = run.evaluate(values[i]!, scope);
    const at = key === null ? undefined : run.evaluate(key, scope);
    if (at?.kind === 'constant') entries.set(at.value, value);
    else if (at !== undefined) entries.set(textOf(at), value);
    else if (value.kind === 'dict') for (const [name, one] of value.entries) entries.set(name, one);
    else isComplete = false;
  });
  return { kind: 'dict', entries, isComplete, origin: place };
}

function unary({ op, operand, place }: Of<'UnaryOp'>, scope: Scope, run: Execution): Value {
  const value = run.evaluate(operand, scope);
  if (op === 'not') {
    const truth = truthOf(value);
    return truth === undefined ? unknown(whyOf(value), `not ${textOf(value)}`, place) : constant(!truth, place);
  }
  const simulated =
    value.kind === 'host' && op === '-' ? value.host.binary?.('*', constant(-1, place), false, place, run) : undefined;
  if (simulated !== undefined) return simulated;
  const opposite = op === '-' ? negative(value, place) : undefined;
  if (opposite !== undefined) return opposite;
  const number = numberOf(value);
  if (number === undefined) return unknown(whyOf(value), `${op}${textOf(value)}`, place);
  return constant({ '+': number, '-': -number, '~': -number - 1 }[op], place);
}

function whyOf(value: Value): string {
  return value.kind === 'unknown' ? value.why : 'thaw does not compute that';
}

/** `a and b`, `a or b`: the operand that decides; not known where one before it is not. */
function boolean({ op, values, place }: Of<'BoolOp'>, scope: Scope, run: Execution): Value {
  let open: Value | undefined;
  let last: Value = constant(op === 'and', place);
  const texts: string[] = [];
  for (const operand of values) {
    last = run.evaluate(operand, scope);
    texts.push(textOf(last));
    const truth = truthOf(last);
    if (truth === undefined) open ??= last;
    else if (truth === (op === 'or')) break;
  }
  if (open === undefined) return last;
  // False, whatever the operands before it are.
  if (op === 'and' && truthOf(last) === false) return constant(false, place);
  return unknown(whyOf(open), texts.join(` ${op} `), place);
}

function comparison({ left, ops, comparators, place }: Of<'Compare'>, scope: Scope, run: Execution): Value {
  let before = run.evaluate(left, scope);
  const texts = [textOf(before)];
  let open: Value | undefined;
  for (const [i, op] of ops.entries()) {
    const after = run.evaluate(comparators[i]!, scope);
    texts.push(op, textOf(after));
    const simulated = hostCompare(before, after, place, run) ?? hostCompare(after, before, place, run);
    if (simulated !== undefined) return simulated;
    const truth = compare(op, before, after);
    if (truth === false) return constant(false, place);
    if (truth === undefined) open ??= before.kind === 'unknown' ? before : after;
    before = after;
  }
  return open === undefined ? constant(true, place) : unknown(whyOf(open), texts.join(' '), place);
}

/** What an array of outputs compared with something is. */
function hostCompare(left: Value, right: Value, at: Place, run: Execution): Value | undefined {
  return left.kind === 'host' ? left.host.compare?.(right, at, run) : undefined;
}

/** Runs the loops of a comprehension. Returns whether they run as often as the text says. */
function comprehend(
  [first, ...rest]: readonly Generator[],
  scope: Scope,
  run: Execution,
  onEach: (scope: Scope) => void,
): boolean {
  if (first === undefined) {
    onEach(scope);
    return true;
  }
  const over = run.iterate(run.evaluate(first.iter, scope), first.iter.place);
  let isComplete = over.isComplete;
  const each = (value: Value): void => {
    assign(first.target, value, scope, run);
    const tests = first.ifs.map((test) => truthOf(run.evaluate(test, scope)));
    if (tests.includes(false)) return;
    if (tests.includes(undefined)) isComplete = false;
    isComplete = comprehend(rest, scope, run, onEach) && isComplete;
  };
  for (const value of over.items) {
    if (over.isComplete) each(value);
    else run.repeat(() => each(value));
  }
  return isComplete;
}

/** `super()`: the object, seen as one of the classes that its class is made of. */
function superOf(scope: Scope, at: Place): Value {
  for (let around: Scope | undefined = scope; around !== undefined; around = around.parent) {
    const found = around.names.get(SUPER);
    if (found !== undefined) return found;
  }
  return unknown('it is outside of a method', 'super()', at);
}

/** `yield from value`. */
function yieldEach(value: Value, at: Place, run: Execution): void {
  const { items, isComplete } = run.iterate(value, at);
  const give = (): void => {
    for (const item of items) run.yielded(item);
  };
  if (isComplete) give();
  else run.repeat(give);
}
