import { statSync } from 'node:fs';
import path from 'node:path';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { UserError } from '../base/errors.js';

/**
 * Parses the words of a command line with `util.parseArgs`.
 *
 * @param advice what to do about an unknown word
 * @throws UserError that names an unknown option, or one with an empty value
 */
export function parseOptions<const T extends NonNullable<ParseArgsConfig['options']>>(
  words: readonly string[],
  options: T,
  advice: string,
): ReturnType<typeof parseArgs<{ options: T; allowPositionals: true }>> {
  const parsed = parsedWords(words, options, advice);
  for (const [name, value] of Object.entries(parsed.values)) {
    if (![value].flat().some((each) => typeof each === 'string' && each.trim() === '')) continue;
    const next = `Write a value behind --${name}, or leave it out. In a shell script, is its variable empty?`;
    throw new UserError(`--${name} is expected to have a value.`, 'nothing', next);
  }
  return parsed;
}

function parsedWords<const T extends NonNullable<ParseArgsConfig['options']>>(
  words: readonly string[],
  options: T,
  advice: string,
): ReturnType<typeof parseArgs<{ options: T; allowPositionals: true }>> {
  try {
    return parseArgs({ args: withNegativeNumbers(words, options), allowPositionals: true, options });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const [, name] = /'(?:-\w, )?--([\w-]+)/.exec(message) ?? [];
    if (code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE' && name !== undefined) {
      throw options[name]?.type === 'boolean'
        ? new UserError(`--${name} is expected to have no value.`, words.join(' '), advice)
        : new UserError(`--${name} is expected to have a value.`, words.join(' '), valueAdvice(name));
    }
    const [what] = message.split('. ');
    throw new UserError(`${what}.`, words.join(' '), advice);
  }
}

const valueAdvice = (name: string): string =>
  `Write it behind --${name}; where it begins with a dash, as \`--${name}=-VALUE\`.`;

/** Words where a negative number belongs to the option before it: `util.parseArgs` takes `-1` for an option of its own. */
function withNegativeNumbers(words: readonly string[], options: NonNullable<ParseArgsConfig['options']>): string[] {
  const end = words.indexOf('--');
  const joined: string[] = [];
  for (const [i, word] of words.entries()) {
    const before = joined.at(-1);
    const takesValue = before?.startsWith('--') === true && options[before.slice(2)]?.type === 'string';
    if (takesValue && before === words[i - 1] && /^-[\d.]/.test(word) && (end === -1 || i < end)) {
      joined[joined.length - 1] = `${before}=${word}`;
    } else joined.push(word);
  }
  return joined;
}

/**
 * Checks the folder of `--data` and makes its path absolute.
 *
 * @returns undefined if the option is not given
 * @throws UserError if there is no such folder
 */
export function readDataFolder(option: string | undefined): string | undefined {
  if (option === undefined) return undefined;
  const folder = path.resolve(option);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return folder;
  throw new UserError('--data is expected to be a folder.', folder, 'Name the folder that holds training_set/.');
}

/**
 * Checks the file of `--recipe` and makes its path absolute.
 *
 * @returns undefined if the option is not given
 * @throws UserError if there is no such file
 */
export function readRecipeFile(option: string | undefined): string | undefined {
  return option === undefined ? undefined : existingRecipe(option, '--recipe is expected to be a file.');
}

/**
 * Makes the path of a recipe's file absolute.
 *
 * @param expected a sentence for the error
 * @throws UserError if there is no such file
 */
export function existingRecipe(value: string, expected: string): string {
  return existingFile(value, expected, 'Name a JSON file, such as notebooks/recipes/reference.json.');
}

function existingFile(value: string, expected: string, next: string): string {
  const file = path.resolve(value);
  if (statSync(file, { throwIfNoEntry: false })?.isFile()) return file;
  throw new UserError(expected, file, next);
}

/**
 * Checks the file of `--script` and makes its path absolute.
 *
 * @param recipe that of `--recipe`, which cannot be given too
 * @returns undefined if the option is not given
 * @throws UserError if there is no such file, or a recipe is given too
 */
export function readScriptFile(script: string | undefined, recipe?: string): string | undefined {
  if (script === undefined) return undefined;
  if (recipe !== undefined) {
    const next = 'Leave out one of them: a script is read as a recipe.';
    throw new UserError('A script or a recipe is expected.', '--script and --recipe', next);
  }
  return existingScript(script);
}

/**
 * Makes the path of a script absolute.
 *
 * @throws UserError if there is no such file
 */
export function existingScript(value: string): string {
  return existingFile(value, '--script is expected to be a file.', 'Name a Keras script (.py) or notebook (.ipynb).');
}

/**
 * Checks that `--keras` is given with a script.
 *
 * @throws UserError if it is not
 */
export function readKeras(value: string | undefined, scriptFile: string | undefined): string | undefined {
  if (value === undefined || scriptFile !== undefined) return value;
  throw new UserError('--keras needs a script.', 'no --script', 'Name the script with --script.');
}

/**
 * Parses the values of `--set`.
 *
 * @param example for the error: `epochs=3`
 * @throws UserError for one that is not `name=value`
 */
export function readAssignments(assignments: readonly string[], example: string): Record<string, string> {
  return Object.fromEntries(
    assignments.map((assignment) => {
      const equals = assignment.indexOf('=');
      if (equals < 1)
        throw new UserError('--set is expected as name=value.', assignment, `Write \`--set ${example}\`.`);
      return [assignment.slice(0, equals).trim(), assignment.slice(equals + 1)];
    }),
  );
}

/**
 * Makes the path of a file to write absolute.
 *
 * @param option for the error: `--json`
 * @returns undefined if the option is not given
 * @throws UserError if it is a folder
 */
export function readOutputFile(option: string, value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const file = path.resolve(value);
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory() !== true) return file;
  throw new UserError(`${option} is expected to be a file.`, file, 'Give the path of a file.');
}

/**
 * Reads `--minutes`.
 *
 * @returns `Infinity` for 0
 * @throws UserError if it is no number, or negative
 */
export function readMinutes(value: string | undefined, byDefault: number): number {
  const minutes = Number(value ?? byDefault);
  if (!(minutes >= 0)) {
    throw new UserError(
      '--minutes is expected to be a number, 0 or more.',
      value,
      `Write \`--minutes ${byDefault}\`, or \`--minutes 0\` for no limit.`,
    );
  }
  return minutes === 0 ? Number.POSITIVE_INFINITY : minutes;
}

/** The value of `--set name=value`: JSON, or the text itself where it is none. */
export function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

/**
 * Fields of a recipe from the values of `--set`.
 *
 * @throws UserError for one that is not `name=value`
 */
export function readChanges(assignments: readonly string[]): Record<string, unknown> {
  const texts = Object.entries(readAssignments(assignments, 'height=224'));
  return Object.fromEntries(texts.map(([name, text]) => [name, jsonOrText(text)]));
}
