import { firstOfEach } from '../../base/group.js';
import { byName } from '../evaluate/arguments.js';
import { type Arguments, isNone, numberOf, stringOf, textOf, truthOf, type Value } from '../evaluate/values.js';
import type { Place } from '../syntax/ast.js';
import { isWithin } from '../syntax/isWithin.js';
import { keyOf } from '../syntax/keyOf.js';

/** A setting of the user's script: read from its text, the default of the library, or not known. */
export type Read<T> =
  | {
      from: 'read' | 'default';
      value: T;
      /** Where it is written, then where it is used. Of a default: the call that leaves it out. */
      places: Place[];
    }
  | {
      from: 'unknown';
      value: undefined;
      places: Place[];
      /** Why it is not known, as the end of a sentence: `it comes from another program`. */
      why: string;
      /** How it is written. */
      text: string;
    };

export function read<T>(value: T, ...places: Place[]): Read<T> {
  return { from: 'read', value, places: firstOfEach(places, keyOf) };
}

export function byDefault<T>(value: T, at: Place): Read<T> {
  return { from: 'default', value, places: [at] };
}

export function notRead<T>(why: string, text: string, ...places: Place[]): Read<T> {
  return { from: 'unknown', value: undefined, places: firstOfEach(places, keyOf), why, text };
}

/** The same setting in another form. */
export function mapRead<T, U>(of: Read<T>, convert: (value: T) => U): Read<U> {
  return of.from === 'unknown' ? of : { ...of, value: convert(of.value) };
}

/** Converts a value of the script to one of a setting; undefined where it is none. */
export type Convert<T> = (value: Value) => T | undefined;

/** Reads a value of the script that is used at a place. */
export function readValue<T>(value: Value, convert: Convert<T>, at?: Place): Read<T> {
  const places = at === undefined ? [value.origin] : [value.origin, at];
  const converted = convert(value);
  if (converted !== undefined) return read(converted, ...places);
  const why = value.kind === 'unknown' ? value.why : 'thaw does not understand it';
  const unclear = notRead<T>(why, textOf(value), ...places);
  VALUES.set(unclear, value);
  return unclear;
}

/** Values of the script that no setting could be read from. */
const VALUES = new WeakMap<object, Value>();

/** Whether two settings that are not known come from two runs of an expression: `seed=randint(0, 99)` in two calls. */
export function areOfTwoRuns(left: Read<unknown>, right: Read<unknown>): boolean {
  const [a, b] = [VALUES.get(left), VALUES.get(right)];
  return a !== undefined && b !== undefined && a !== b;
}

/** Reads arguments of a call by the names of its parameters, in their order. */
export interface ArgumentReader {
  /** The value of an argument; undefined where the call leaves it out. */
  value(name: string): Value | undefined;
  /** Reads an argument; its default where the call leaves it out. */
  read<T>(name: string, convert: Convert<T>, standard: T): Read<T>;
  /** The same where there is no default: undefined where the call leaves it out. */
  optional<T>(name: string, convert: Convert<T>): Read<T> | undefined;
  /** Where an argument stands: `name=value` whole, or its value. */
  place(name: string): Place;
}

export function argumentReader(args: Arguments, parameters: readonly string[], at: Place): ArgumentReader {
  const values = byName(args, parameters);
  const place = (name: string): Place => {
    const origin = values.get(name)?.origin;
    // Spread from a dictionary, it stands there. What an argument without its name was made of elsewhere, as an import, is not
    // where it is given.
    const isGiven = origin !== undefined && (args.keywords.has(name) || isWithin(origin, at));
    return args.keywordPlaces.get(name) ?? (isGiven ? origin : at);
  };
  const optional = <T>(name: string, convert: Convert<T>): Read<T> | undefined => {
    const value = values.get(name);
    if (value !== undefined) return readValue(value, convert, place(name));
    return args.isComplete ? undefined : notRead('the call spreads arguments that are not known', name, at);
  };
  return {
    value: (name) => values.get(name),
    read: (name, convert, standard) => optional(name, convert) ?? byDefault(standard, at),
    optional,
    place,
  };
}

export const asNumber: Convert<number> = numberOf;
export const asText: Convert<string> = stringOf;

/** True or false, as Python counts it. */
export const asTruth: Convert<boolean> = (value) => truthOf(value);

/** A number; null for `None`. */
export const asNumberOrNone: Convert<number | null> = (value) => (isNone(value) ? null : numberOf(value));

/** A text; null for `None`. */
export const asTextOrNone: Convert<string | null> = (value) => (isNone(value) ? null : stringOf(value));

/** A text, also one of which parts are not known: `{data_dir}/train`. */
export const asPath: Convert<string> = (value) =>
  stringOf(value) ?? (value.kind === 'unknown' ? value.text : undefined);
