import { z } from 'zod';
import { UserError } from '../base/errors.js';
import { nearestName } from '../base/text/nearestName.js';

/**
 * Checks a value against a schema.
 *
 * @param what the value is, with its article: `a recipe`
 * @throws UserError that names the first wrong field, the value received, what is allowed, and the nearest allowed name
 */
export function parseFields<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const { issues } = result.error;
  // A misspelled required field is both missing and unknown; the second message leads to it.
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0]!;
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]] : issue.path;
  const received = path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key!], value);
  const noun = what.replace(/^an? /, '');
  const whole = `${what[0]!.toUpperCase()}${what.slice(1)}`;
  const shown = shownValue(received);
  if (path.length === 0) throw new UserError(`${whole} does not fit: ${issue.message}.`, shown, `Correct the ${noun}.`);
  throw new UserError(
    issue.code === 'unrecognized_keys'
      ? `${whole} has no field '${path.join('.')}': ${issue.message}.`
      : `Field '${path.join('.')}' of the ${noun} does not fit: ${issue.message}.`,
    shown,
    received === undefined ? 'Add the field.' : 'Correct the field.',
  );
}

/** A value in a message. */
function shownValue(received: unknown): unknown {
  if (received === '') return 'an empty text';
  if (received === undefined) return 'nothing';
  // A number in quotes looks like a number without them.
  return typeof received === 'string' && received.trim() !== '' && !Number.isNaN(Number(received))
    ? `the text "${received}"`
    : received;
}

/** Limits of a number. */
interface Limits {
  from?: number;
  above?: number;
  to?: number;
  below?: number;
}

/** A number within limits. The error says them. */
export function number(limits: Limits = {}): z.ZodNumber {
  return limited('a number', z.number(expected('a number', limits)), limits);
}

/** A whole number within limits. The error says them. */
export function wholeNumber(limits: Limits = {}): z.ZodNumber {
  return limited('a whole number', z.int(expected('a whole number', limits)), limits);
}

function limited(noun: string, schema: z.ZodNumber, { from, above, to, below }: Limits): z.ZodNumber {
  const text = expected(noun, { from, above, to, below });
  let all = schema;
  if (from !== undefined) all = all.min(from, text);
  if (above !== undefined) all = all.gt(above, text);
  if (to !== undefined) all = all.max(to, text);
  if (below !== undefined) all = all.lt(below, text);
  return all;
}

function expected(noun: string, { from, above, to, below }: Limits): string {
  const low =
    from === undefined
      ? above !== undefined && `above ${above}`
      : to === undefined && below === undefined
        ? `of ${from} or more`
        : `from ${from}`;
  const high = to === undefined ? below !== undefined && `below ${below}` : `to ${to}`;
  return [
    noun,
    low,
    low && high && above !== undefined ? 'and' : '',
    high && above !== undefined && to !== undefined ? `up to ${to}` : high,
    'is expected',
  ]
    .filter(Boolean)
    .join(' ');
}

/** `true` or `false`. */
export function truth(): z.ZodBoolean {
  return z.boolean('true or false is expected');
}

/** A text that is not empty. */
export function text(): z.ZodString {
  return z.string('a text is expected').min(1, 'a text that is not empty is expected');
}

/** A list of values. */
export function list<T extends z.ZodType>(of: T, what: string): z.ZodArray<T> {
  return z.array(of, `a list of ${what} is expected`);
}

/** An object with these fields and no others. The error for another field lists them. */
export function object<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? allowed(Object.keys(shape), issue.keys[0])
        : `an object with ${Object.keys(shape).join(', ')} is expected`,
  });
}

/** One of these names. */
export function choice<const Name extends string>(names: readonly Name[]): z.ZodEnum<{ [K in Name]: K }> {
  return z.enum(names, { error: ({ input }) => allowed(names, input) });
}

/** One of these objects, chosen by the value of `field`. */
export function oneOf<
  const Field extends string,
  const Options extends readonly [z.core.$ZodTypeDiscriminable, ...z.core.$ZodTypeDiscriminable[]],
>(field: Field, options: Options): z.ZodDiscriminatedUnion<Options, Field> {
  return z.discriminatedUnion(field, options, {
    error: ({ code, input }) => {
      const names = options.flatMap((option) => [...(option._zod.propValues?.[field] ?? [])]) as string[];
      const isObject = code === 'invalid_union';
      return isObject
        ? allowed(names, (input as Record<string, unknown>)[field])
        : `an object with ${field} is expected, one of ${names.join(', ')}`;
    },
  });
}

/** Lists the allowed names, and the one that was probably meant. */
export function allowed(names: readonly string[], received: unknown): string {
  const near = typeof received === 'string' ? nearestName(received, names) : undefined;
  return `allowed are ${names.join(', ')}${near === undefined ? '' : `; the nearest to '${received}' is '${near}'`}`;
}
