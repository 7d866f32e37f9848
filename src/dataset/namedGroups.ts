import vm from 'node:vm';
import { UserError } from '../base/errors.js';
import { stopwatch } from '../base/stopwatch.js';
import { pluralize } from '../base/text/pluralize.js';

/** Seconds of work for all names, and for each of many: a usual pattern takes 0.2 for 14,000. */
const SECONDS = 1;
const SECONDS_OF_NAME = 1e-4;

const EACH_NAME = new vm.Script(`{
  const [all, some, expression] = [names, found, pattern];
  while (some.length < all.length) some.push(expression.exec(all[some.length])?.[1]);
}`);

/**
 * What the first group of a regular expression matches in each name. A pattern may go back and forth in a name for longer than
 * anybody waits, such as `(a+)+$` in a name of 45 a's, so all of them have a limit: it counts work, not the time that passes.
 *
 * @returns undefined where a name does not match, `[numNames]`
 * @throws UserError if the text is no regular expression, or takes too long
 */
export function namedGroups(groupPattern: string, names: readonly string[]): (string | undefined)[] {
  const found: (string | undefined)[] = [];
  const context = vm.createContext({ pattern: expressionOf(groupPattern), names, found });
  const seconds = Math.max(SECONDS, names.length * SECONDS_OF_NAME);
  const worked = stopwatch();
  while (!finishes(context, seconds)) {
    if (worked() < seconds) continue;
    throw new UserError(
      `groupPattern is expected to be matched with ${pluralize(names.length, 'file name')} within ${pluralize(Math.round(seconds), 'second')}.`,
      `${groupPattern}, still busy with ${names[found.length]}`,
      'Write it without a repetition inside of another one, such as (a+) in place of (a+)+.',
    );
  }
  return found;
}

/** Goes on with the names that are left; false where the time is up. Only this can stop a regular expression inside a name. */
function finishes(context: vm.Context, seconds: number): boolean {
  try {
    EACH_NAME.runInContext(context, { timeout: Math.ceil(1000 * seconds) });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return false;
    throw error;
  }
}

function expressionOf(groupPattern: string): RegExp {
  try {
    return new RegExp(groupPattern);
  } catch (error) {
    throw new UserError(
      'groupPattern is expected to be a regular expression.',
      groupPattern,
      `${(error as Error).message}.`,
    );
  }
}
