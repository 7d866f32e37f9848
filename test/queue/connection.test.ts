import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readQueueAddress } from '../../src/queue/address.js';
import { connect } from '../../src/queue/connection.js';
import { freePort, HAS_REDIS, type RedisServer, startRedis } from './redisServer.js';

const folder = mkdtempSync(path.join(tmpdir(), 'thaw-connection-'));
afterAll(() => rmSync(folder, { recursive: true }));

const messageOf = (call: () => unknown): string => {
  try {
    call();
    return '';
  } catch (error) {
    return (error as Error).message;
  }
};

describe('The address of a queue', () => {
  test('has a host, a port, a database and a user', () => {
    expect(readQueueAddress('redis://host', {})).toEqual({
      ...{ shown: 'redis://host:6379', host: 'host', port: 6379, database: 0, isEncrypted: false },
    });
    expect(readQueueAddress('rediss://me@[::1]:7000/3', {})).toEqual({
      ...{ shown: 'rediss://me@[::1]:7000/3', host: '::1', port: 7000, database: 3, isEncrypted: true, user: 'me' },
    });
  });

  test.each(['host:6379', 'http://host', 'redis://', 'redis://host/name', 'redis://host?password=geheim', 'nonsense'])(
    '%s is none',
    (text) => {
      expect(messageOf(() => readQueueAddress(text, {}))).toMatch(
        /^A queue is expected as the address of a Redis server/,
      );
    },
  );

  test('with a password is refused, and the password is not shown', () => {
    for (const text of [
      'redis://:geheim@host',
      'redis://me:geheim@host:6379',
      'http://me:geheim@host',
      'redis://:geheim@host:nan',
    ]) {
      expect(messageOf(() => readQueueAddress(text, {}))).toMatch(/expected/);
      expect(messageOf(() => readQueueAddress(text, {}))).not.toContain('geheim');
    }
  });

  test('gets its password from a variable, or from a file without its line break', () => {
    const file = path.join(folder, 'password');
    writeFileSync(file, 'geheim \n');
    expect(readQueueAddress('redis://host', { THAW_QUEUE_PASSWORD: 'geheim' }).password).toBe('geheim');
    const ofFile = readQueueAddress('redis://host', { THAW_QUEUE_PASSWORD_FILE: file });
    expect([ofFile.password, ofFile.shown]).toEqual(['geheim ', 'redis://host:6379']);
    const missing = { THAW_QUEUE_PASSWORD_FILE: path.join(folder, 'none') };
    expect(messageOf(() => readQueueAddress('redis://host', missing))).toMatch(
      /expected to name a file with a password/,
    );
  });
});

/** A server that answers every command with a text. */
async function answering(text: string): Promise<{ url: string; server: Server }> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (data) => {
      const commands = String(data).match(/\*\d+\r\n/g) ?? ['no command'];
      for (const _ of commands) socket.write(/hello/i.test(String(data)) ? "-ERR unknown command 'HELLO'\r\n" : text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `redis://127.0.0.1:${(server.address() as { port: number }).port}`, server };
}

describe('A connection', () => {
  test('to nothing is an error that says so at once', async () => {
    const url = `redis://127.0.0.1:${await freePort()}`;
    await expect(connect(readQueueAddress(url, {}))).rejects.toThrow(
      `A Redis server is expected at ${url}. Received: nothing answers there (ECONNREFUSED). Start one, such as`,
    );
    await expect(connect(readQueueAddress('redis://no-such-host.invalid', {}))).rejects.toThrow(/Received: .*name/);
  });

  test('to a server that is too old is an error with its version', async () => {
    const info = '# Server\r\nredis_version:5.0.7\r\n';
    const { url, server } = await answering(`$${info.length}\r\n${info}\r\n`);
    await expect(connect(readQueueAddress(url, {}))).rejects.toThrow(
      `The server ${url} is expected to be Redis 6.2 or later, or Valkey. Received: version 5.0.7.`,
    );
    server.close();
  });

  // Its reply may come before the connection is closed, or be lost with it.
  test.each(['-DENIED Redis is running in protected mode because no password is set.\r\n', ''])(
    'to a server that lets in its own machine only is an error that says how others come in: "%s"',
    async (reply) => {
      const server = createServer((socket) => {
        socket.on('error', () => {});
        socket.end(reply);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const url = `redis://127.0.0.1:${(server.address() as { port: number }).port}`;
      await expect(connect(readQueueAddress(url, {}))).rejects.toThrow(
        `The server ${url} is expected to let this machine in. Received: the connection was broken off. Without a password, Redis lets in its own machine only: start it with \`requirepass\`.`,
      );
      server.close();
    },
  );

  test('to a replica that is read only is an error that names the server to write to', async () => {
    const info = 'redis_version:7.2.0\r\nrole:slave\r\nmaster_host:one\r\nmaster_port:7000\r\nslave_read_only:1\r\n';
    const { url, server } = await answering(`$${info.length}\r\n${info}\r\n`);
    await expect(connect(readQueueAddress(url, {}))).rejects.toThrow(
      'Received: a replica that is read only. Name the server that it follows with --queue: one:7000.',
    );
    server.close();
  });

  test('that is to be encrypted, to a server without TLS, is an error', async () => {
    const { url, server } = await answering('+OK\r\n');
    const address = readQueueAddress(url.replace('redis:', 'rediss:'), {});
    await expect(connect(address)).rejects.toThrow(/is expected to speak TLS .* Received: .*wrong version number/);
    server.close();
  });
});

describe.skipIf(!HAS_REDIS)('A connection to a server that went away', () => {
  // BullMQ waits for the end of its own duplicates when a worker is closed.
  test.each(['itself', 'a duplicate'] as const)(
    'ends at once where it waits for its next attempt: %s',
    async (which) => {
      const server = await startRedis(path.join(folder, `away-${which.length}`));
      const { redis, close } = await connect(readQueueAddress(server.url, {}));
      const client = which === 'itself' ? redis : redis.duplicate();
      client.on('error', () => {});
      await client.ping();
      await server.kill();
      const asked = client.ping();
      while (client.status !== 'reconnecting') await new Promise((resolve) => setTimeout(resolve, 5));
      const ended = new Promise((resolve) => client.once('end', resolve));
      client.disconnect();
      await expect(asked).rejects.toThrow('Connection is closed.');
      await ended;
      close();
    },
  );
});

test.skipIf(!HAS_REDIS)('A database that a server does not have is an error, and not another one', async () => {
  const server = await startRedis(path.join(folder, 'databases'));
  const third = await connect(readQueueAddress(`${server.url}/3`, {}));
  await third.redis.set('key', 'value');
  third.close();
  const first = await connect(readQueueAddress(server.url, {}));
  expect(await first.redis.get('key')).toBe(null);
  first.close();
  await expect(connect(readQueueAddress(`${server.url}/99`, {}))).rejects.toThrow(
    /is expected to have a database 99\. Received: ERR DB index is out of range\. Name another one/,
  );
  await server.stop();
});

describe.skipIf(!HAS_REDIS)('A server with a password', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis(path.join(folder, 'redis'), [
      '--requirepass',
      'geheim',
      '--maxmemory-policy',
      'allkeys-lru',
    ]);
  });
  afterAll(() => server.stop());

  test('opens to who has it, and says what of its settings loses work', async () => {
    const { redis, notes, close } = await connect(readQueueAddress(server.url, { THAW_QUEUE_PASSWORD: 'geheim' }));
    expect(await redis.ping()).toBe('PONG');
    expect(notes).toEqual([expect.stringContaining('maxmemory-policy allkeys-lru')]);
    close();
  });

  test.each([
    [{}, `expects a password. Received: none. Put the password into THAW_QUEUE_PASSWORD`],
    [{ THAW_QUEUE_PASSWORD: 'falsch' }, 'expects another user or password. Received: one that it refuses.'],
  ])('refuses others: %j', async (env, message) => {
    const failure = await connect(readQueueAddress(server.url, env)).catch((error: Error) => error.message);
    expect(failure).toContain(message);
    expect(failure).not.toMatch(/geheim|falsch/);
  });
});
