import { type ParseArgsConfig, parseArgs } from 'node:util';
import { UserError } from '../base/errors.js';

/**
 * The words of a command line, as `util.parseArgs` takes them apart.
 *
 * @param next what to do about a word that is not known
 * @throws UserError that names it
 */
export function parseWords<const T extends NonNullable<ParseArgsConfig['options']>>(
  words: readonly string[],
  options: T,
  next: string,
): ReturnType<typeof parseArgs<{ options: T; allowPositionals: true }>> {
  try {
    return parseArgs({ args: [...words], allowPositionals: true, options });
  } catch (error) {
    const [what] = (error as Error).message.split('. ');
    throw new UserError(`${what}.`, words.join(' '), next);
  }
}
