import type { Expression, MatchCase, Place, Statement } from '../syntax/ast.js';
import { assign } from './assign.js';
import { defaultsOf } from './defaults.js';
import { importFrom, importNames } from './imports.js';
import { leaveStatement, mayReturn } from './leave.js';
import { outermost, setName } from './names.js';
import { binary } from './operators.js';
import { bindPattern, fitsAnything, matches } from './patterns.js';
import {
  type Completion,
  constant,
  type Execution,
  type FunctionFields,
  type Iteration,
  type Scope,
  scopeIn,
  textOf,
  truthOf,
  type UnknownFields,
  unknown,
  type Value,
} from './values.js';

type Of<T extends Statement['type']> = Statement & { type: T };
type Executors = { [T in Statement['type']]: (statement: Of<T>, scope: Scope, run: Execution) => Completion };

/** Runs statements in their order, up to one that leaves them. */
export function executeStatements(statements: readonly Statement[], scope: Scope, run: Execution): Completion {
  for (const statement of statements) {
    run.spend();
    const execute = EXECUTORS[statement.type] as (of: Statement, scope: Scope, run: Execution) => Completion;
    const part = { of: statement, isCall: false, canBeLeft: () => !mayReturn(statement) };
    const completion = run.guard(
      part,
      () => execute(statement, scope, run),
      () => leaveStatement(statement, scope, run),
    );
    if (completion !== undefined) return completion;
  }
  return undefined;
}

const nothing = (): undefined => undefined;

const EXECUTORS: Executors = {
  Expr: ({ value }, scope, run) => {
    run.evaluate(value, scope);
    return undefined;
  },
  Assign: ({ targets, value }, scope, run) => {
    const given = run.evaluate(value, scope);
    for (const target of targets) assign(target, given, scope, run);
    return undefined;
  },
  AugAssign: (statement, scope, run) => {
    const { target, place } = statement;
    assign(target, augmented(statement, scope, run, place), scope, run);
    return undefined;
  },
  AnnAssign: ({ target, value }, scope, run) => {
    if (value !== null) assign(target, run.evaluate(value, scope), scope, run);
    return undefined;
  },
  For: forLoop,
  While: whileLoop,
  If: (statement, scope, run) => {
    const { test, body, orelse } = statement;
    const condition = run.evaluate(test, scope);
    const truth = truthOf(condition);
    if (truth !== undefined) return run.execute(truth ? body : orelse, scope);
    const taken = chosen(statement, condition, run) ? body : orelse;
    return run.under(condition, () => run.execute(taken, scope));
  },
  Match: executeMatch,
  With: ({ items, body }, scope, run) => {
    for (const { value, target } of items) {
      const opened = run.evaluate(value, scope);
      if (target !== null) assign(target, opened, scope, run);
    }
    return run.execute(body, scope);
  },
  FunctionDef: ({ name, args, body, decorators, place }, scope, run) => {
    const defined: Value & FunctionFields = {
      kind: 'function',
      name,
      parameters: args,
      defaults: defaultsOf(args, scope, run),
      body,
      scope,
      decorators: decorators.map((decorator) => textOf(run.evaluate(decorator, scope)).replace(/^builtins\./, '')),
      origin: place,
    };
    setName(name, defined, scope);
    return undefined;
  },
  ClassDef: ({ name, bases, body, place }, scope, run) => {
    const inner = scopeIn(scope, true);
    const defined: Value & { kind: 'class' } = {
      kind: 'class',
      name,
      bases: bases.map((base) => run.evaluate(base, scope)),
      members: inner.names,
      origin: place,
    };
    run.execute(body, inner);
    for (const member of inner.names.values()) if (member.kind === 'function') member.owner = defined;
    setName(name, defined, scope);
    return undefined;
  },
  Return: ({ value, place }, scope, run) => ({
    kind: 'return',
    value: value === null ? constant(null, place) : run.evaluate(value, scope),
  }),
  Import: ({ names, place }, scope, run) => {
    importNames(names, scope, place, run);
    return undefined;
  },
  ImportFrom: (statement, scope, run) => {
    importFrom(statement, scope, run);
    return undefined;
  },
  Try: ({ body, handlers, orelse, finalbody }, scope, run) => {
    let completion = run.execute(body, scope);
    if (completion?.kind === 'raise' && handlers.length > 0) completion = run.execute(handlers[0]!.body, scope);
    else if (completion === undefined) completion = run.execute(orelse, scope);
    return run.execute(finalbody, scope) ?? completion;
  },
  Raise: () => ({ kind: 'raise' }),
  Break: () => ({ kind: 'break' }),
  Continue: () => ({ kind: 'continue' }),
  Pass: nothing,
  Assert: nothing,
  Delete: ({ targets }, scope) => {
    for (const target of targets) if (target.type === 'Name') scope.names.delete(target.id);
    return undefined;
  },
  Global: ({ names }, scope) => {
    for (const name of names) scope.elsewhere.set(name, outermost(scope));
    return undefined;
  },
  Nonlocal: ({ names }, scope) => {
    for (const name of names) {
      let home = scope.parent;
      while (home !== undefined && !home.names.has(name)) home = home.parent;
      if (home !== undefined) scope.elsewhere.set(name, home);
    }
    return undefined;
  },
  // Lines for the shell install and list; what they set is not known.
  Magic: nothing,
  Unparsed: ({ place, why }, _scope, run) => {
    run.note(place, why);
    return undefined;
  },
};

/** `target op= value`. */
function augmented({ target, op, value }: Of<'AugAssign'>, scope: Scope, run: Execution, at: Place): Value {
  const [before, change] = [run.evaluate(target, scope), run.evaluate(value, scope)];
  if (before.kind === 'sequence' && op === '+') {
    const { items, isComplete } = run.iterate(change, at);
    before.items.push(...items);
    before.isComplete &&= isComplete && !run.isRepeated();
    return before;
  }
  // Of a counter in a loop that runs an unknown number of times, the value is not known.
  if (run.isRepeated() && before.kind === 'constant')
    return unknown('it is counted in a loop', run.quote(target.place), at);
  return binary(op, before, change, at, run);
}

/** Most steps of a loop before it is left. */
const MOST_STEPS_OF_LOOP = 40_000;
/** Most passes through a loop that are run one by one. */
const MOST_PASSES = 5_000;

function forLoop({ target, iter, body, orelse, place }: Of<'For'>, scope: Scope, run: Execution): Completion {
  const over = atMost(run.iterate(run.evaluate(iter, scope), iter.place));
  const pass = (value: Value): Completion => {
    assign(target, value, scope, run);
    return run.execute(body, scope);
  };
  const began = run.spent();
  for (const value of over.items) {
    // What a long loop does many times, it does once more as an example, and the script goes on behind it.
    const isLong = run.spent() - began > MOST_STEPS_OF_LOOP;
    const completion = over.isComplete && !isLong ? pass(value) : run.repeat(() => pass(value));
    if (isLong) break;
    if (completion?.kind === 'break') return undefined;
    if (completion?.kind === 'return' || completion?.kind === 'raise') return completion;
  }
  return orelse.length === 0 || place === undefined ? undefined : run.execute(orelse, scope);
}

function atMost({ items, isComplete }: Iteration): Iteration {
  return items.length > MOST_PASSES ? { items: items.slice(0, 1), isComplete: false } : { items, isComplete };
}

function whileLoop(statement: Of<'While'>, scope: Scope, run: Execution): Completion {
  const { test, body, orelse } = statement;
  const began = run.spent();
  for (let passes = 0; passes < MOST_PASSES && run.spent() - began <= MOST_STEPS_OF_LOOP; passes++) {
    const truth = truthOf(run.evaluate(test, scope));
    if (truth === false) return run.execute(orelse, scope);
    const isEndless = test.type === 'Constant';
    const once = truth === undefined || isEndless;
    const completion = once ? run.repeat(() => run.execute(body, scope)) : run.execute(body, scope);
    if (completion?.kind === 'return' || completion?.kind === 'raise') return completion;
    if (completion?.kind === 'break' || once) return undefined;
  }
  return leaveStatement(statement, scope, run);
}

/** Which way an `if` goes whose condition is not known: not where the script ends, or where a loop leaves what it does. */
function chosen({ body, orelse, test, place }: Of<'If'>, condition: Value, run: Execution): boolean {
  if (endsScript(body)) return false;
  if (endsScript(orelse)) return true;
  // The statements after it are what the loop is for.
  if (orelse.length === 0 && run.isRepeated() && leavesPass(body)) return false;
  return run.decide(place, run.quote(test.place), condition);
}

/** The first case that fits; where the text does not say whether one does, it is read as an `if`. */
function executeMatch({ subject, cases }: Of<'Match'>, scope: Scope, run: Execution): Completion {
  const value = run.evaluate(subject, scope);
  for (const [i, one] of cases.entries()) {
    const fits = fitsCase(one, value, scope, run);
    if (fits === true) return run.execute(one.body, scope);
    if (fits === false || endsScript(one.body)) continue;
    const condition = conditionOf(subject, one, run);
    // The others stop the script.
    const isOnlyWay = cases.slice(i + 1).every((other) => endsScript(other.body)) && fitsAnything(cases.at(-1)!);
    if (isOnlyWay || run.decide(one.pattern.place, condition.text, condition))
      return run.under(condition, () => run.execute(one.body, scope));
  }
  return undefined;
}

/** Whether a case is meant; its names are set where it may be. */
function fitsCase({ pattern, guard }: MatchCase, value: Value, scope: Scope, run: Execution): boolean | undefined {
  const fits = matches(pattern, value, scope, run);
  if (fits === false) return false;
  bindPattern(pattern, value, scope, run);
  const isMeant = guard === null ? true : truthOf(run.evaluate(guard, scope));
  return isMeant === false ? false : fits && isMeant;
}

/** `mode matches 'train'`. */
function conditionOf(subject: Expression, { pattern, guard }: MatchCase, run: Execution): Value & UnknownFields {
  const ifs = guard === null ? '' : ` if ${run.quote(guard.place)}`;
  const text = `${run.quote(subject.place)} matches ${run.quote(pattern.place)}${ifs}`;
  return unknown('the text does not say it', text, pattern.place);
}

function leavesPass(statements: readonly Statement[]): boolean {
  const last = statements.at(-1)?.type;
  return last === 'Break' || last === 'Continue';
}

function endsScript(statements: readonly Statement[]): boolean {
  const last = statements.at(-1);
  if (last?.type === 'Raise') return true;
  if (last?.type !== 'Expr' || last.value.type !== 'Call') return false;
  const { func } = last.value;
  if (func.type === 'Name') return ['exit', 'quit'].includes(func.id);
  return func.type === 'Attribute' && ['exit', '_exit'].includes(func.attr);
}
