import * as fs from 'node:fs';
import { UserError } from '../base/errors.js';

/** Where the server of a queue is, and how to log in. */
export interface QueueAddress {
  /** `redis://host:6379`, without a password, so that it can be shown. */
  shown: string;
  host: string;
  port: number;
  /** Number of the database. */
  database: number;
  isEncrypted: boolean;
  user?: string;
  password?: string;
}

/** Environment variables that hold the password, or name the file that does. */
export const PASSWORD_VARIABLES = { password: 'THAW_QUEUE_PASSWORD', file: 'THAW_QUEUE_PASSWORD_FILE' } as const;

const DEFAULT_PORT = 6379;
const EXAMPLE = 'Write it as redis://HOST:6379, or rediss://HOST:6379 for an encrypted connection.';

/**
 * Reads the address of a queue, and its password from the environment.
 *
 * @throws UserError if it is no such address, or holds a password, which a list of processes would show
 */
export function readQueueAddress(text: string, env: NodeJS.ProcessEnv = process.env): QueueAddress {
  const expected = 'A queue is expected as the address of a Redis server.';
  if (!URL.canParse(text)) throw new UserError(expected, withoutSecret(text), EXAMPLE);
  const { protocol, hostname, port, pathname, username, password, search, hash } = new URL(text);
  if (password !== '') {
    throw new UserError(
      'The address of a queue is expected without a password: lists of processes show it.',
      withoutSecret(text),
      `Put the password into ${PASSWORD_VARIABLES.password}, or into a file that ${PASSWORD_VARIABLES.file} names.`,
    );
  }
  const database = /^\/?(\d*)$/.exec(pathname)?.[1];
  const isRedis = protocol === 'redis:' || protocol === 'rediss:';
  if (!isRedis || hostname === '' || database === undefined || search !== '' || hash !== '') {
    throw new UserError(expected, withoutSecret(text), EXAMPLE);
  }
  const at = `${username === '' ? '' : `${username}@`}${hostname}:${port || DEFAULT_PORT}`;
  return {
    shown: `${protocol}//${at}${database === '' ? '' : `/${database}`}`,
    // A URL has the brackets of IPv6, a connection has none.
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(port || DEFAULT_PORT),
    database: Number(database),
    isEncrypted: protocol === 'rediss:',
    ...(username !== '' && { user: decodeURIComponent(username) }),
    ...passwordOf(env),
  };
}

function passwordOf(env: NodeJS.ProcessEnv): { password?: string } {
  const { [PASSWORD_VARIABLES.password]: own, [PASSWORD_VARIABLES.file]: file } = env;
  if (own !== undefined && own !== '') return { password: own };
  if (file === undefined || file === '') return {};
  try {
    // Editors end a file with a line break, which is no part of the password.
    const password = fs.readFileSync(file, 'utf8').replace(/\r?\n$/, '');
    if (password !== '') return { password };
  } catch (error) {
    if (!['ENOENT', 'EACCES', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
  throw new UserError(
    `${PASSWORD_VARIABLES.file} is expected to name a file with a password.`,
    `${file}, which is empty or cannot be read`,
    'Correct the variable, or the file.',
  );
}

/** An address that may hold a password, for an error. */
function withoutSecret(text: string): string {
  return text.replace(/\/\/.*@/, '//...@');
}
