import { shortened } from '../../base/text/wrapText.js';
import type { BinaryOperator, Expression, Parameters, Place, Statement } from '../syntax/ast.js';
import type { Budget } from './budget.js';

/** What an expression of a script is worth, as far as its text says. `origin` is the expression that made it. */
export type Value = { origin: Place } & (
  | ConstantFields
  | SequenceFields
  | DictFields
  | RangeFields
  | FunctionFields
  | ClassFields
  | InstanceFields
  | NameFields
  | MethodFields
  | SuperFields
  | HostFields
  | UnknownFields
);

export type Constant = string | number | boolean | null;

export interface ConstantFields {
  kind: 'constant';
  value: Constant;
}

/** A list, tuple or set. */
export interface SequenceFields {
  kind: 'sequence';
  type: 'list' | 'tuple' | 'set';
  items: Value[];
  /** False where the script fills it a number of times that its text does not say: the items are then examples. */
  isComplete: boolean;
  /** Is told of each slice that the script takes of it. */
  watch?(index: SliceIndex, at: Place): void;
}

export interface DictFields {
  kind: 'dict';
  entries: Map<Constant, Value>;
  /** False where it may hold more. */
  isComplete: boolean;
  /** Whether a key that is not in it begins a list: `defaultdict(list)`. */
  makesLists?: boolean;
}

/** `range(start, stop, step)`, which is not written out: `range(10 ** 12)` costs nothing. */
export interface RangeFields {
  kind: 'range';
  start: number;
  stop: number;
  step: number;
}

/** A function or a method of the script, or a lambda. */
export interface FunctionFields {
  kind: 'function';
  name: string;
  parameters: Parameters;
  defaults: Map<string, Value>;
  body: readonly Statement[] | Expression;
  scope: Scope;
  /** First argument of a method that is bound to an object. */
  self?: Value;
  /** The class that defines it, for `super()`. */
  owner?: ClassFields;
  /** How it was decorated: `staticmethod`, `property`. */
  decorators: readonly string[];
}

/** A class of the script. */
export interface ClassFields {
  kind: 'class';
  name: string;
  /** Classes of the script, and names of libraries. */
  bases: Value[];
  members: Map<string, Value>;
}

/** An object of a class of the script. */
export interface InstanceFields {
  kind: 'instance';
  of: ClassFields;
  fields: Map<string, Value>;
  /** What it is made of where its class extends one of a library. */
  base?: Host;
}

/** Something of a library by its qualified name: `keras.layers.Dense`. */
export interface NameFields {
  kind: 'name';
  name: string;
}

/** `super()` in a method: the object, seen as one of the bases of the class that defines the method. */
export interface SuperFields {
  kind: 'super';
  object: Value;
  above: ClassFields;
}

/** A method of an object, not called yet; or an attribute that thaw does not know. */
export interface MethodFields {
  kind: 'method';
  receiver: Value;
  name: string;
}

/** An object that thaw simulates: a model, a layer, a generator of images. */
export interface HostFields {
  kind: 'host';
  host: Host;
}

/** What the text does not say. */
export interface UnknownFields {
  kind: 'unknown';
  /** Why it is not known, as the end of a sentence: `it comes from another program`. */
  why: string;
  /** How it is written, with what is known of it filled in: `{data_dir}/train`. Equal texts stand for equal values. */
  text: string;
  /** Where it is a number of things, or a list of them with `len` as that number: of what, and how many more or less. */
  count?: Count;
  /** Where it is the negative of a number of things: `-len(files)`. */
  minus?: Count;
  /** What an operator made it of. */
  made?: { op: BinaryOperator; left: Value; right: Value };
  /** Where it is a list: how many items it has. */
  length?: number;
  /** What it is an item of, or the same as in another type: `counts[0]`, `float(count)`. */
  of?: Value;
}

/**
 * A number that the images decide: `len(class_names) - 1` is one less than there are classes, `len(train) // 32 + 1` one more than
 * a part of the batches.
 */
export interface Count {
  /** `items`: what is in the list, whatever that is. */
  of: 'classes' | 'batches' | 'images' | 'items';
  /** What it is divided by before `plus` is added. Default 1 */
  dividedBy?: number;
  /** How the quotient is made whole. Default: it is not */
  rounded?: 'down' | 'up' | 'nearest';
  plus: number;
  /** The generator, dataset or list that is counted. */
  in?: Value;
}

/**
 * An object that thaw simulates. A method that is left out, or that returns undefined, means: thaw does not know what that
 * does.
 */
export interface Host {
  /** For error texts and lists of what is not understood: `a model`. */
  readonly what: string;
  attribute?(name: string, at: Place, run: Execution): Value | undefined;
  /** Returns whether the attribute is known. */
  setAttribute?(name: string, value: Value, at: Place, run: Execution): boolean;
  /** Of an object whose class extends one of a library: it is made, and `__init__` has run. */
  made?(at: Place, run: Execution): void;
  /** Calls the object itself. */
  call?(args: Arguments, at: Place, run: Execution): Value | undefined;
  method?(name: string, args: Arguments, at: Place, run: Execution): Value | undefined;
  iterate?(at: Place, run: Execution): Iteration | undefined;
  item?(index: Value | SliceIndex, at: Place, run: Execution): Value | undefined;
  /** What stands for the items of a list that a slice leaves, where this stands for all of them. */
  sliced?(index: SliceIndex, at: Place): Value | undefined;
  /** What stands for one of several such objects in a list, where the text does not say which one. */
  oneOf?(items: readonly Value[], at: Place): Value | undefined;
  setItem?(index: Value | SliceIndex, value: Value, at: Place, run: Execution): boolean;
  /** `this op other`; `isReversed`: `other op this`. */
  binary?(op: string, other: Value, isReversed: boolean, at: Place, run: Execution): Value | undefined;
  /** A comparison with something else, whichever side it stands on, where the result is more than true or false. */
  compare?(other: Value, at: Place, run: Execution): Value | undefined;
  /** What comes of a list or a dict with this as its index. */
  asIndex?(at: Place): Value | undefined;
  length?(): number | undefined;
  /** What `len` counts, where the text does not say how many. */
  readonly counts?: Count['of'];
  /** Whether it is an object of a class of a library, by qualified name; undefined if that is not known. */
  isInstance?(className: string): boolean | undefined;
  /** An argument of a function that thaw does not know: what it did to this object is not known. */
  escape?(to: string, at: Place, run: Execution): void;
}

/** `[lower:upper:step]`. */
export interface SliceIndex {
  kind: 'slice';
  lower: Value | undefined;
  upper: Value | undefined;
  step: Value | undefined;
}

/** What a loop runs over. */
export interface Iteration {
  items: Value[];
  /** False where there are more or fewer of them: the items are then examples. */
  isComplete: boolean;
}

/** Names and their values; `parent` is the scope around it. */
export interface Scope {
  names: Map<string, Value>;
  parent: Scope | undefined;
  /** Names that `global` or `nonlocal` sends to another scope. */
  elsewhere: Map<string, Scope>;
  /** Libraries of which `from library import *` took all names. */
  stars: string[];
  /** Whether it belongs to a class: its functions do not see its names. */
  isClass: boolean;
}

/** Arguments of a call, evaluated. */
export interface Arguments {
  positional: Value[];
  keywords: Map<string, Value>;
  /** Where each keyword stands, `name=value` whole. */
  keywordPlaces: Map<string, Place>;
  /** False where `*args` or `**kwargs` brings arguments that are not known. */
  isComplete: boolean;
  /** The list after `*` whose length is not known; its items, examples of the arguments, are not among `positional`. */
  open?: SequenceFields;
}

/** Reading a script by running through it without any of its effects. What simulated objects may ask of it. */
export interface Execution {
  evaluate(expression: Expression, scope: Scope): Value;
  execute(statements: readonly Statement[], scope: Scope): Completion;
  call(callee: Value, args: Arguments, at: Place): Value;
  attribute(value: Value, name: string, at: Place): Value;
  iterate(value: Value, at: Place): Iteration;
  /** Which way a condition goes that the text does not say; the same way at the same place in one execution. */
  decide(at: Place, condition: string, value: Value): boolean;
  /** Keeps that the script writes these files from here on. */
  write(files: readonly string[]): void;
  /** Adds to the list of what is not understood, once for each place. */
  note(at: Place, why: string): void;
  /** Text at a place of the script, in one line. */
  quote(at: Place): string;
  /** Counts a step; ends the execution where there are too many. */
  spend(steps?: number): void;
  /** Steps so far. */
  spent(): number;
  /** Runs a statement or a call, which is left where it takes too long. */
  guard: Budget['guard'];
  /** Whether what runs now runs a number of times that the text does not say. */
  isRepeated(): boolean;
  /** Runs something a number of times that the text does not say, once. */
  repeat<T>(body: () => T): T;
  /** Runs something that runs only where a condition holds which the text does not decide. */
  under<T>(condition: Value, body: () => T): T;
  /** Whether what runs now runs by chance: under a condition that is drawn, such as `random.random() < 0.5`. */
  isDrawn(): boolean;
  /** Values that `yield` gives while this runs; complete where each of them is given as often as it runs here. */
  collectYields(body: () => void): Iteration;
  yielded(value: Value): void;
  /** Functions of the script that were called, by their bodies. */
  called: Set<FunctionFields['body']>;
  /** Runs something one call deeper; undefined where calls are too deep. */
  deeper<T>(body: () => T): T | undefined;
  /** A module beside the script, by its dotted name, run when it is first imported. */
  module(name: string, at: Place): Value | undefined;
  /** What libraries do. */
  library: Library;
}

/** How statements end: undefined at their end; otherwise by a statement that leaves them. */
export type Completion = { kind: 'return'; value: Value } | { kind: 'break' | 'continue' | 'raise' } | undefined;

/** What thaw knows of the libraries that a script imports. One for each execution: it keeps what the script made. */
export interface Library {
  /** What a name stands for where it is more than a name, such as `math.pi`. */
  constant(name: string, at: Place): Value | undefined;
  /** Undefined where thaw does not know what the function does. */
  call(name: string, args: Arguments, at: Place, run: Execution): Value | undefined;
  /** Whether there is something of that name; for `from keras.layers import *`. */
  has(name: string): boolean;
  /** What a function of the script gives where it is a copy of one of a library; undefined of any other function. */
  copyOf?(called: FunctionFields, args: Arguments, at: Place, run: Execution): Value | undefined;
  /** What stands for the items of a list that a slice leaves, where this item stands for all of them. */
  sliced?(item: Value, index: SliceIndex, at: Place, run: Execution): Value | undefined;
  /** The model that a script trains, where that is the only one that it trains or uses. */
  onlyModel?(at: Place): Value | undefined;
  /** The part of an object that is of a class of a library which its class extends. */
  base?(className: string, object: Value): Host | undefined;
}

export function scopeIn(parent: Scope | undefined, isClass = false): Scope {
  return { names: new Map(), parent, elsewhere: new Map(), stars: [], isClass };
}

export function constant(value: Constant, origin: Place): Value & ConstantFields {
  return { kind: 'constant', value, origin };
}

export function list(items: Value[], origin: Place, isComplete = true): Value & SequenceFields {
  return { kind: 'sequence', type: 'list', items, isComplete, origin };
}

export function tuple(items: Value[], origin: Place, isComplete = true): Value & SequenceFields {
  return { kind: 'sequence', type: 'tuple', items, isComplete, origin };
}

export function unknown(why: string, text: string, origin: Place): Value & UnknownFields {
  return { kind: 'unknown', why, text, origin };
}

/** A number of things that the images decide, or a list of as many. */
export function counted(count: Count, value: Value & UnknownFields): Value & UnknownFields {
  return { ...value, count };
}

export function host(object: Host, origin: Place): Value & HostFields {
  return { kind: 'host', host: object, origin };
}

/** The number of a constant; undefined for anything else. Booleans count as 0 and 1, as in Python. */
export function numberOf(value: Value | undefined): number | undefined {
  if (value?.kind !== 'constant') return undefined;
  if (typeof value.value === 'boolean') return Number(value.value);
  return typeof value.value === 'number' ? value.value : undefined;
}

/** The items of a list or tuple, or the value alone; nothing of a value that is not given. */
export function oneOrMore(value: Value | undefined): readonly Value[] {
  if (value === undefined) return [];
  return value.kind === 'sequence' ? value.items : [value];
}

/** Whether it is `None`. */
export function isNone(value: Value | undefined): boolean {
  return value?.kind === 'constant' && value.value === null;
}

export function stringOf(value: Value | undefined): string | undefined {
  return value?.kind === 'constant' && typeof value.value === 'string' ? value.value : undefined;
}

/** Whether Python counts it as true; undefined if that is not known. */
export function truthOf(value: Value): boolean | undefined {
  switch (value.kind) {
    case 'constant':
      return Boolean(value.value);
    case 'sequence':
      return value.items.length > 0 || (value.isComplete ? false : undefined);
    case 'dict':
      return value.entries.size > 0 || (value.isComplete ? false : undefined);
    case 'range':
      return rangeLength(value) > 0;
    case 'unknown':
      return undefined;
    case 'host': {
      const length = value.host.length?.();
      return length === undefined ? true : length > 0;
    }
    case 'name':
    case 'method':
      return undefined;
    default:
      return true;
  }
}

export function rangeLength({ start, stop, step }: RangeFields): number {
  return Math.max(0, Math.ceil((stop - start) / step));
}

/** Most characters of a value as text. */
const MOST_CHARACTERS = 200;

/** A value as a text that is the same for the same value: for comparisons, and for lists of what is not understood. */
export function textOf(value: Value, depth = 3): string {
  return shortened(longTextOf(value, depth), MOST_CHARACTERS);
}

function longTextOf(value: Value, depth: number): string {
  switch (value.kind) {
    case 'constant':
      return constantText(value.value);
    case 'unknown':
      return value.text;
    case 'name':
      return value.name;
    case 'super':
      return 'super()';
    case 'method':
      return `${textOf(value.receiver, depth)}.${value.name}`;
    case 'range':
      return `range(${value.start}, ${value.stop}, ${value.step})`;
    case 'sequence': {
      const items =
        depth === 0
          ? '…'
          : value.items
              .slice(0, 8)
              .map((item) => textOf(item, depth - 1))
              .join(', ');
      return value.type === 'list' ? `[${items}]` : `(${items})`;
    }
    case 'dict': {
      const entries = [...value.entries]
        .slice(0, 8)
        .map(([key, item]) => `${constantText(key)}: ${textOf(item, depth - 1)}`);
      return depth <= 0 ? '{…}' : `{${entries.join(', ')}}`;
    }
    case 'function':
    case 'class':
      return value.name;
    case 'instance':
      return `an object of ${value.of.name}`;
    case 'host':
      return value.host.what;
  }
}

function constantText(value: Constant): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'string' ? `'${value}'` : String(value);
}
