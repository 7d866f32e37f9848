import { isIP } from 'node:net';
import { Redis, type RedisOptions } from 'ioredis';
import { UserError } from '../base/errors.js';
import { PASSWORD_VARIABLES, type QueueAddress } from './address.js';

/** Replies as BullMQ reads them, which is the default. */
type LegacyOptions = RedisOptions & { replyMapping?: 'legacy' };

/** An open connection to the server of a queue. */
export interface Connection {
  redis: Redis;
  address: QueueAddress;
  /** Sentences on settings of the server with which work may be lost. */
  notes: string[];
  close(): void;
}

/** Version of Redis, or of what speaks as it does, from which on its commands are all there. */
const OLDEST = [6, 2] as const;
/** Most milliseconds between two attempts to reach a server that went away. */
const LONGEST_PAUSE = 3000;
const CONNECT_TIMEOUT = 10_000;

/**
 * Connects to the server of a queue. A connection that breaks later is made again, for as long as it takes, and commands wait
 * for it.
 *
 * @param onLost called when the connection breaks, once for each time
 * @throws UserError if there is no such server, it refuses the password, or it is too old
 */
export async function connect(address: QueueAddress, onLost?: (reason: string) => void): Promise<Connection> {
  const info = await probe(address);
  const notes = notesOn(info);
  const redis = new EndingRedis({
    ...optionsOf(address),
    retryStrategy: (times) => Math.min(50 * 2 ** times, LONGEST_PAUSE),
  });
  let isLost = false;
  redis.on('ready', () => {
    isLost = false;
  });
  // Without a listener, a connection that breaks would end the process.
  redis.on('error', (error) => {
    if (!isLost) onLost?.(reasonOf(error));
    isLost = true;
  });
  return { redis, address, notes, close: () => redis.disconnect() };
}

/**
 * A client that ends when it is disconnected between two attempts to reach its server. ioredis 6.0 forgets the next attempt then,
 * but neither says that it has ended nor fails the commands that wait, and BullMQ, which waits for both on the duplicate that it
 * blocks, would never close a worker.
 */
class EndingRedis extends Redis {
  override disconnect(reconnect = false): void {
    // Where it waits for its first attempt, there is no connection to close either, and ioredis ends it.
    if (this.status === 'reconnecting' && !reconnect) this.status = 'wait';
    super.disconnect(reconnect);
  }

  override duplicate(override?: Partial<RedisOptions>): Redis {
    return new EndingRedis({ ...this.options, ...override } as LegacyOptions);
  }
}

/** Options of a connection whose commands wait until the server is there. */
function optionsOf({ host, port, database, isEncrypted, user, password }: QueueAddress): LegacyOptions {
  return {
    host,
    port,
    db: database,
    ...(user !== undefined && { username: user }),
    ...(password !== undefined && { password }),
    // A certificate is asked for by the name of the host; for an address there is none.
    ...(isEncrypted && { tls: isIP(host) === 0 ? { servername: host } : {} }),
    maxRetriesPerRequest: null,
    connectTimeout: CONNECT_TIMEOUT,
  };
}

/** What the server says of itself, asked on a connection of its own that gives up at once. */
async function probe(address: QueueAddress): Promise<Map<string, string>> {
  const redis = new Redis({
    ...optionsOf(address),
    lazyConnect: true,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
  });
  let refusal: Error | undefined;
  redis.on('error', (error) => {
    refusal = error;
  });
  try {
    await redis.connect();
    const info = infoOf(await redis.info());
    checkServer(info, address);
    if (address.database !== 0) await checkDatabase(redis, address);
    return info;
  } catch (error) {
    if (error instanceof UserError) throw error;
    // Why it was refused comes as an event; the call ends with "Connection is closed" alone.
    throw refused(address, refusal ?? (error as Error));
  } finally {
    redis.disconnect();
  }
}

/** Lines `name:value` of the answer to INFO. */
function infoOf(text: string): Map<string, string> {
  const lines = text.split(/\r?\n/).filter((line) => line.includes(':'));
  return new Map(
    lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)] as [string, string]),
  );
}

/** @throws UserError if a queue cannot be on this server */
function checkServer(info: ReadonlyMap<string, string>, { shown }: QueueAddress): void {
  const version = info.get('redis_version') ?? '';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
    throw new UserError(
      `The server ${shown} is expected to be Redis ${OLDEST.join('.')} or later, or Valkey.`,
      version === '' ? 'a server that names no version' : `version ${version}`,
      'Update it, or name another one with --queue.',
    );
  }
  if (info.get('role') === 'slave' && info.get('slave_read_only') !== '0') {
    throw new UserError(
      `The server ${shown} is expected to be written to.`,
      'a replica that is read only',
      `Name the server that it follows with --queue: ${info.get('master_host')}:${info.get('master_port')}.`,
    );
  }
  if (info.get('cluster_enabled') === '1') {
    throw new UserError(
      `The server ${shown} is expected to be a single one.`,
      'a node of a Redis cluster',
      'Name a server that is no cluster with --queue.',
    );
  }
}

/**
 * ioredis goes on with database 0 where there is none of the number that was asked for.
 *
 * @throws UserError if there is none
 */
async function checkDatabase(redis: Redis, { database, shown }: QueueAddress): Promise<void> {
  try {
    await redis.select(database);
  } catch (error) {
    if (!/DB index/i.test((error as Error).message)) throw error;
    throw new UserError(
      `The server ${shown} is expected to have a database ${database}.`,
      (error as Error).message,
      'Name another one at the end of the address: a server has 0 to 15, unless it is set up otherwise.',
    );
  }
}

function notesOn(info: ReadonlyMap<string, string>): string[] {
  const notes: string[] = [];
  if (info.get('aof_enabled') === '0') {
    notes.push(
      'The server keeps no append-only file: what waits in it is lost if it ends, until the sweep is run again. `redis-server --appendonly yes` keeps it.',
    );
  }
  const policy = info.get('maxmemory_policy') ?? 'noeviction';
  if (policy !== 'noeviction') {
    notes.push(
      `The server forgets keys where memory is short (maxmemory-policy ${policy}): \`noeviction\` forgets none.`,
    );
  }
  return notes;
}

/** How a server that lets nobody in without a password takes leave: its reply may be lost with the connection. */
const BROKEN_OFF = /DENIED|EPIPE|ECONNRESET|Connection is closed/;
const LOGIN = /NOAUTH|WRONGPASS|invalid password|invalid username|without any password|NOPERM/i;
const ENCRYPTION = /wrong version number|certificate|self.signed|ssl|tls|altnames/i;
/** What the system's most frequent refusals of a connection mean. */
const REFUSALS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing answers there',
  ENOTFOUND: 'there is no host of that name',
  EAI_AGAIN: 'the name of the host cannot be looked up now',
  ETIMEDOUT: 'no answer in time',
  EHOSTUNREACH: 'there is no way to the host',
  ENETUNREACH: 'there is no network',
  ECONNRESET: 'the connection was broken off',
  EPIPE: 'the connection was broken off',
};

function refused(address: QueueAddress, error: Error): UserError {
  const { shown, password, isEncrypted } = address;
  if (LOGIN.test(error.message)) {
    return new UserError(
      `The server ${shown} expects ${password === undefined ? 'a password' : 'another user or password'}.`,
      password === undefined ? 'none' : 'one that it refuses',
      `Put the password into ${PASSWORD_VARIABLES.password}, or into a file that ${PASSWORD_VARIABLES.file} names; write a user as redis://USER@HOST.`,
    );
  }
  if (isEncrypted && ENCRYPTION.test(error.message)) {
    return new UserError(
      `The server ${shown} is expected to speak TLS with a certificate that this machine trusts.`,
      reasonOf(error),
      'For a certificate of your own, name the file of its authority in NODE_EXTRA_CA_CERTS; for a server without TLS write redis://.',
    );
  }
  const { code = '' } = error as NodeJS.ErrnoException;
  if (!isEncrypted && BROKEN_OFF.test(`${code} ${error.message}`)) {
    return new UserError(
      `The server ${shown} is expected to let this machine in.`,
      REFUSALS.ECONNRESET,
      'Without a password, Redis lets in its own machine only: start it with `requirepass`. For a server with TLS write rediss://.',
    );
  }
  if (isEncrypted && code === 'ETIMEDOUT') {
    return new UserError(
      `A Redis server with TLS is expected at ${shown}.`,
      reasonOf(error),
      'Correct --queue: for a server without TLS write redis://.',
    );
  }
  return new UserError(
    `A Redis server is expected at ${shown}.`,
    reasonOf(error),
    'Start one, such as `redis-server --appendonly yes`, or correct --queue.',
  );
}

/** Why a connection broke, in words; undefined where an error is none of a connection. */
export function connectionTrouble(error: Error): string | undefined {
  const { code = '' } = error as NodeJS.ErrnoException;
  return code in REFUSALS ? reasonOf(error) : undefined;
}

function reasonOf(error: Error): string {
  const { code = '' } = error as NodeJS.ErrnoException;
  return code in REFUSALS ? `${REFUSALS[code]} (${code})` : error.message.replace(/\.$/, '');
}
