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
  throw new UserError(
    issue.code === 'unrecognized_keys'
      ? `${what[0]!.toUpperCase()}${what.slice(1)} has no field '${path.join('.')}': ${issue.message}.`
      : `Field '${path.join('.') || noun}' of the ${noun} does not fit: ${issue.message}.`,
    received ?? 'nothing',
    'Correct the field.',
  );
}

/** An object with these fields and no others. The error for another field lists them. */
export function object<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? allowed(Object.keys(shape), issue.keys[0]) : undefined),
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
      if (code !== 'invalid_union') return undefined;
      const names = options.flatMap((option) => [...(option._zod.propValues?.[field] ?? [])]) as string[];
      return allowed(names, (input as Record<string, unknown>)[field]);
    },
  });
}

/** Lists the allowed names, and the one that was probably meant. */
export function allowed(names: readonly string[], received: unknown): string {
  const near = typeof received === 'string' ? nearestName(received, names) : undefined;
  return `allowed are ${names.join(', ')}${near === undefined ? '' : `; the nearest to '${received}' is '${near}'`}`;
}
