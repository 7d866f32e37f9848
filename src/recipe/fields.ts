import { z } from 'zod';
import { UserError } from '../base/errors.js';
import { nearestName } from '../base/text/nearestName.js';

/**
 * A value that fits a schema.
 *
 * @param what it is, with its article: `a recipe`
 * @throws UserError that names the first field that does not fit, what came, what is allowed, and the nearest name
 */
export function parseFields<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const { issues } = result.error;
  // Where a field that is needed was misspelled, it is both missing and unknown: the second leads to it.
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]] : issue.path;
  const received = path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], value);
  const noun = what.replace(/^an? /, '');
  throw new UserError(
    issue.code === 'unrecognized_keys'
      ? `${what[0].toUpperCase()}${what.slice(1)} has no field '${path.join('.')}': ${issue.message}.`
      : `Field '${path.join('.') || noun}' of the ${noun} does not fit: ${issue.message}.`,
    received ?? 'nothing',
    'Correct the field.',
  );
}

/** An object that has these fields and no others; the message on another one lists them. */
export function object<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? allowed(Object.keys(shape), issue.keys[0]) : undefined),
  });
}

/** One of these words. */
export function choice<const Name extends string>(names: readonly Name[]): z.ZodEnum<{ [K in Name]: K }> {
  return z.enum(names, { error: ({ input }) => allowed(names, input) });
}

/** The object of these that the field says by its name. */
export function oneOf<
  const Field extends string,
  const Options extends readonly [z.core.$ZodTypeDiscriminable, ...z.core.$ZodTypeDiscriminable[]],
>(field: Field, options: Options): z.ZodDiscriminatedUnion<Options, Field> {
  return z.discriminatedUnion(field, options, {
    error: ({ code, input }) => {
      if (code !== 'invalid_union') return undefined;
      const names = options.flatMap((option) => [...(option._zod.propValues?.[field] ?? [])]) as string[];
      return allowed(names, (input as Record<string, unknown>)[field]);
    },
  });
}

/** What is allowed, and which of it was probably meant. */
export function allowed(names: readonly string[], written: unknown): string {
  const near = typeof written === 'string' ? nearestName(written, names) : undefined;
  return `allowed are ${names.join(', ')}${near === undefined ? '' : `; the nearest to '${written}' is '${near}'`}`;
}
