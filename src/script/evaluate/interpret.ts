import type { ParsedScript, Place, Statement } from '../syntax/ast.js';
import { attributeOf } from './attributes.js';
import { callValue } from './calls.js';
import { isDraw } from './draws.js';
import { evaluateExpression } from './expressions.js';
import { iterationOf } from './iterate.js';
import { type AskedFiles, askedFiles } from './ownFiles.js';
import { executeStatements } from './statements.js';
import { stopwatch } from './stopwatch.js';
import { callPredicting, callTraining } from './uncalled.js';
import {
  constant,
  type Execution,
  type FunctionFields,
  type Iteration,
  type Library,
  scopeIn,
  textOf,
  type Value,
} from './values.js';

/** A condition that the text does not say, and which way the script was read there. */
export interface Decision {
  place: Place;
  condition: string;
  taken: boolean;
  /** Files that the condition asks for, and that the script had not written before it. */
  asked?: AskedFiles;
}

/** A line that thaw does not understand. */
export interface NotUnderstood {
  place: Place;
  text: string;
  why: string;
}

/** What came of one way through a script. */
export interface Interpretation<L extends Library> {
  library: L;
  decisions: Decision[];
  notUnderstood: NotUnderstood[];
  /** Whether all of it was run; false where there was too much of it. */
  isWhole: boolean;
  /** Functions that the script itself calls, by their bodies. */
  called: ReadonlySet<FunctionFields['body']>;
  /** Files that it writes. */
  written: ReadonlySet<string>;
}

export interface InterpretOptions<L extends Library> {
  /** Statements of modules beside the script, by their dotted names. */
  modules: ReadonlyMap<string, readonly Statement[]>;
  /** Statements of scripts that run before it, such as one that saves what it loads. */
  before?: readonly (readonly Statement[])[];
  library(): L;
  quote(place: Place): string;
  /** Key of a place, the same for the same place. */
  keyOf(place: Place): string;
  /** Way to go at conditions that the text does not say, by key. Default: the first branch */
  choices?: ReadonlyMap<string, boolean>;
  /** Functions that another way through the script calls: a way that does not call them leaves them out on purpose. */
  calledElsewhere?: ReadonlySet<FunctionFields['body']>;
}

/** Most expressions and statements of one way through a script, and most seconds of work. */
const MOST_STEPS = 400_000;
const MOST_SECONDS = 3;
/** Most functions that call each other. */
const MOST_DEPTH = 60;

class TooMuch extends Error {}

/**
 * Goes through a script as Python would, without any of its effects: what it imports is simulated by a library, and what the
 * text does not say stays unknown. Functions that nothing calls are called at the end if they train, or predict of an image.
 */
export function interpret<L extends Library>(script: ParsedScript, options: InterpretOptions<L>): Interpretation<L> {
  const library = options.library();
  const { run, decisions, notUnderstood, written } = newExecution(library, options);
  const scope = scopeIn(undefined);
  scope.names.set('__name__', constant('__main__', START));
  scope.names.set('__file__', constant(script.file, START));
  let isWhole = true;
  let called: Interpretation<L>['called'] = run.called;
  try {
    for (const statements of options.before ?? []) {
      const own = scopeIn(undefined);
      own.names.set('__name__', constant('__main__', START));
      run.execute(statements, own);
    }
    // What is not understood there is for a reading of that script.
    decisions.clear();
    notUnderstood.clear();
    run.execute(script.body, scope);
    called = new Set(run.called);
    callTraining(scope, run, options.calledElsewhere);
    const known = [decisions, notUnderstood].map((map) => ({ map, keys: new Set<string>(map.keys()) }));
    callPredicting(scope, run, options.calledElsewhere);
    // What such a function may do, and what of it is not understood, is for those who call it.
    for (const { map, keys } of known) for (const key of [...map.keys()]) if (!keys.has(key)) map.delete(key);
  } catch (error) {
    if (!(error instanceof TooMuch) && !(error instanceof RangeError)) throw error;
    isWhole = false;
  }
  return {
    library,
    decisions: [...decisions.values()],
    notUnderstood: [...notUnderstood.values()],
    isWhole,
    called,
    written,
  };
}

const START: Place = { line: 1, column: 1, endLine: 1, endColumn: 1 };

function newExecution<L extends Library>(
  library: L,
  options: InterpretOptions<L>,
): {
  run: Execution;
  decisions: Map<string, Decision>;
  notUnderstood: Map<string, NotUnderstood>;
  written: Set<string>;
} {
  const decisions = new Map<string, Decision>();
  const notUnderstood = new Map<string, NotUnderstood>();
  const modules = new Map<string, Value>();
  const written = new Set<string>();
  const seconds = stopwatch();
  let steps = 0;
  let repeated = 0;
  let depth = 0;
  let drawn = 0;
  let yieldsTo: Iteration | undefined;
  const run: Execution = {
    library,
    called: new Set(),
    evaluate: (expression, scope) => evaluateExpression(expression, scope, run),
    execute: (statements, scope) => executeStatements(statements, scope, run),
    call: (callee, args, at) => callValue(callee, args, at, run),
    attribute: (value, name, at) => attributeOf(value, name, at, run),
    iterate: (value, at) => iterationOf(value, at, run),
    decide: (place, condition, value) => {
      const key = options.keyOf(place);
      const taken = options.choices?.get(key) ?? true;
      if (!decisions.has(key)) {
        const asked = askedFiles(textOf(value));
        const isNew = asked?.files.every((file) => !written.has(file));
        decisions.set(key, { place, condition, taken, ...(isNew && { asked }) });
      }
      return taken;
    },
    write: (files) => {
      for (const file of files) written.add(file);
    },
    note: (place, why) => {
      const key = `${options.keyOf(place)} ${why}`;
      if (!notUnderstood.has(key)) notUnderstood.set(key, { place, text: options.quote(place), why });
    },
    quote: options.quote,
    spend: (more = 1) => {
      steps += more;
      if (steps > MOST_STEPS || (steps % 1024 < more && seconds() > MOST_SECONDS)) throw new TooMuch();
    },
    spent: () => steps,
    isRepeated: () => repeated > 0,
    repeat: (body) => {
      repeated++;
      try {
        return body();
      } finally {
        repeated--;
      }
    },
    under: (condition, body) => {
      const by = isDraw(textOf(condition)) ? 1 : 0;
      drawn += by;
      try {
        return body();
      } finally {
        drawn -= by;
      }
    },
    isDrawn: () => drawn > 0,
    collectYields: (body) => {
      const outer = yieldsTo;
      const values: Iteration = { items: [], isComplete: true };
      yieldsTo = values;
      try {
        body();
      } finally {
        yieldsTo = outer;
      }
      return values;
    },
    yielded: (value) => {
      yieldsTo?.items.push(value);
      if (yieldsTo !== undefined && repeated > 0) yieldsTo.isComplete = false;
    },
    deeper: (body) => {
      if (depth >= MOST_DEPTH) return undefined;
      depth++;
      try {
        return body();
      } finally {
        depth--;
      }
    },
    module: (name, at) => {
      const statements = options.modules.get(name);
      if (statements === undefined) return undefined;
      const known = modules.get(name);
      if (known !== undefined) return known;
      const scope = scopeIn(undefined);
      const value: Value = { kind: 'instance', of: MODULE, fields: scope.names, origin: at };
      modules.set(name, value);
      scope.names.set('__name__', constant(name, at));
      run.execute(statements, scope);
      return value;
    },
  };
  return { run, decisions, notUnderstood, written };
}

const MODULE: Extract<Value, { kind: 'class' }> = {
  kind: 'class',
  name: 'a module',
  bases: [],
  members: new Map(),
  origin: START,
};

/**
 * Goes through a script in several ways: the first, and one more for each condition that the text does not say, with that
 * condition turned round. The first way is that of a script that has never run: files that it writes itself are not there yet.
 *
 * @param atMost number of ways
 */
export function interpretWays<L extends Library>(
  script: ParsedScript,
  options: InterpretOptions<L>,
  atMost: number,
): Interpretation<L>[] {
  const first = interpret(script, options);
  const others = first.decisions.slice(0, atMost - 1).map(({ place, taken }) => {
    const choices = new Map([...(options.choices ?? []), [options.keyOf(place), !taken] as const]);
    return interpret(script, { ...options, choices, calledElsewhere: first.called });
  });
  const choices = firstRun([first, ...others], options);
  return choices === undefined ? [first, ...others] : interpretWays(script, { ...options, choices }, atMost);
}

/** Choices of a script that has never run, where the first of these ways finds a file that the script itself writes later. */
function firstRun<L extends Library>(
  ways: readonly Interpretation<L>[],
  { choices = new Map(), keyOf }: InterpretOptions<L>,
): InterpretOptions<L>['choices'] {
  const written = new Set(ways.flatMap((way) => [...way.written]));
  const decided = ways[0]!.decisions.flatMap(({ place, taken, asked }) => {
    const isFound = asked?.files.every((file) => written.has(file)) && taken !== asked.ifMissing;
    return isFound && !choices.has(keyOf(place)) ? [[keyOf(place), asked!.ifMissing] as const] : [];
  });
  return decided.length === 0 ? undefined : new Map([...choices, ...decided]);
}
