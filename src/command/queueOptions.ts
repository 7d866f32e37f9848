import { UserError } from '../base/errors.js';
import { readQueueAddress } from '../queue/address.js';

/** Environment variable with the address of a queue, for the commands that need one. */
export const QUEUE_VARIABLE = 'THAW_QUEUE';

/** What every help text says of addresses and passwords. */
export const ABOUT_QUEUE: string = `  --queue URL     redis://HOST:6379, or rediss://HOST:6379 for an encrypted connection, with a user as
                  redis://USER@HOST; default: the environment variable ${QUEUE_VARIABLE}. The password comes from
                  THAW_QUEUE_PASSWORD, or from a file that THAW_QUEUE_PASSWORD_FILE names`;

/**
 * Checks the address of a queue.
 *
 * @returns undefined if the option is not given
 * @throws UserError if it is none, or its password cannot be read
 */
export function readQueue(value: string | undefined, env: NodeJS.ProcessEnv = process.env): string | undefined {
  if (value !== undefined) readQueueAddress(value, env);
  return value;
}

/**
 * The address of a queue that a command cannot do without.
 *
 * @throws UserError if none is named, or it does not fit
 */
export function neededQueue(value: string | undefined, command: string, env: NodeJS.ProcessEnv = process.env): string {
  const address = readQueue(value ?? (env[QUEUE_VARIABLE] || undefined), env);
  if (address !== undefined) return address;
  throw new UserError(
    `\`${command}\` is expected to have the address of a queue.`,
    'none',
    `Write --queue redis://HOST:6379, or set ${QUEUE_VARIABLE}.`,
  );
}

/**
 * A whole number of 1 or more.
 *
 * @param option for the error: `--jobs`
 * @throws UserError if it is none
 */
export function wholeOption(option: string, value: string | undefined, byDefault: number): number {
  const number = Number(value ?? byDefault);
  if (Number.isInteger(number) && number >= 1) return number;
  throw new UserError(`${option} is expected to be a whole number of 1 or more.`, value, `Write \`${option} 1\`.`);
}
