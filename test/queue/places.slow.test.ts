import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readQueueAddress } from '../../src/queue/address.js';
import { type Connection, connect } from '../../src/queue/connection.js';
import { readEnvironment } from '../../src/report/jupyterServer.js';
import { drawTwoClasses } from '../fixtures/drawTwoClasses.js';
import { freePort, HAS_REDIS, type RedisServer, redisProgram, startRedis } from './redisServer.js';

const PROJECT = path.join(import.meta.dirname, '../..');
const DOCS = ['README.md', 'docs/several-machines.md']
  .map((file) => readFileSync(path.join(PROJECT, file), 'utf8'))
  .join('\n');
const PASSWORD = 'geheim-7f3a';

let folder: string;
let server: RedisServer;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'thaw-places-'));
  await drawTwoClasses(path.join(folder, 'photos'), 4, 2);
  writeFileSync(path.join(folder, '.thaw-queue'), `${PASSWORD}\n`);
  if (HAS_REDIS) server = await startRedis(path.join(folder, 'redis'), ['--requirepass', PASSWORD]);
});
afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true });
});

/** The block of the README, or of the page on several machines, that begins with a text. */
function block(start: string): string {
  const from = DOCS.indexOf(start);
  return DOCS.slice(from, DOCS.indexOf('\n```', from));
}

/** A Job of Kubernetes, as far as it is looked at. */
interface KubernetesJob {
  spec: {
    template: {
      spec: {
        containers: {
          command: string[];
          env: { name: string }[];
          volumeMounts: { name: string; mountPath: string }[];
        }[];
        volumes: { name: string }[];
      };
    };
  };
}

/** Reads YAML by the environment's Python, which has a reader with JupyterLab. */
function yaml(text: string): KubernetesJob {
  const code = 'import json, sys, yaml; print(json.dumps(yaml.safe_load(sys.stdin.read())))';
  return JSON.parse(execFileSync(readEnvironment(PROJECT).python, ['-c', code], { input: text, encoding: 'utf8' }));
}

function run(
  program: string,
  words: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(program, words, { cwd: PROJECT, env: { ...process.env, ...env } });
    let output = '';
    const add = (data: unknown): void => {
      output += data;
    };
    child.stdout.on('data', add);
    child.stderr.on('data', add);
    child.on('exit', (code) => resolve({ code, output }));
  });
}

/** What a worker says that found nothing to do. */
const NOTHING_LEFT = /0 jobs done, 0 failed\./;

describe.skipIf(!HAS_REDIS)('The examples of the docs', () => {
  test('start a server that lets in who has the password, and keeps what it has', async () => {
    const port = await freePort();
    const line = block("printf 'appendonly yes").split('\n')[0].replace('appendonly', `port ${port}\\nappendonly`);
    const [, words] = line.split(' | redis-server ');
    const program = `exec '${redisProgram()}' ${words}`;
    const cwd = path.join(folder, 'redis');
    const child = spawn('sh', ['-c', line.replace(/ \| .*/, ` | (${program})`)], {
      ...{ cwd, env: { ...process.env, HOME: folder }, detached: true, stdio: 'ignore' },
    });
    const ended = new Promise((resolve) => child.on('exit', resolve));
    const address = readQueueAddress(`redis://127.0.0.1:${port}`, { THAW_QUEUE_PASSWORD: PASSWORD });
    try {
      let open: Connection | undefined;
      while (open === undefined) open = await connect(address).catch(() => undefined);
      expect(open.notes).toEqual([]);
      open.close();
      const { password: _, ...without } = address;
      await expect(connect(without)).rejects.toThrow('expects a password');
    } finally {
      process.kill(-child.pid!, 'SIGTERM');
    }
    await ended;
  });

  test("run as written on a node of Slurm, but for the server's address", async () => {
    const script = path.join(folder, 'worker.sh');
    writeFileSync(script, block('#!/bin/bash\n#SBATCH').replace('redis://HOST:6379', server.url));
    execFileSync('bash', ['-n', script]);
    const { code, output } = await run('bash', [script], { HOME: folder, SLURM_CPUS_PER_TASK: '2' });
    expect(output).toMatch(NOTHING_LEFT);
    expect([code, output.includes(PASSWORD)]).toEqual([0, false]);
  });

  test('run as the command of a container of Kubernetes, but for the addresses of server and images', async () => {
    const { spec } = yaml(block('apiVersion: batch/v1'));
    const [container] = spec.template.spec.containers;
    const words = container.command.map((word) =>
      word.replace('redis://redis:6379', server.url).replace(/^\/photos$/, path.join(folder, 'photos')),
    );
    expect(words.slice(0, 3)).toEqual(['node', 'thaw.mjs', 'worker']);
    const [{ name: variable }] = container.env;
    // What a container mounts is a volume of the Job, and where its images are.
    expect(container.volumeMounts.map(({ name }) => name)).toEqual(spec.template.spec.volumes.map(({ name }) => name));
    expect(container.command).toContain(container.volumeMounts[0].mountPath);
    const { code, output } = await run(words[0], words.slice(1), { [variable]: PASSWORD });
    expect(output).toMatch(NOTHING_LEFT);
    expect([code, output.includes(PASSWORD)]).toEqual([0, false]);
  });

  test('end when they are asked to, though the queue cannot be reached any more', async () => {
    const other = await startRedis(path.join(folder, 'other'));
    const words = ['thaw.mjs', 'worker', '--queue', other.url, '--data', path.join(folder, 'photos')];
    const child = spawn('node', words, { cwd: PROJECT, env: process.env });
    let output = '';
    child.stdout.on('data', (data) => {
      output += data;
    });
    const ended = new Promise((resolve) => child.on('exit', resolve));
    while (!output.includes('Ctrl-C gives running jobs back')) await new Promise((resolve) => setTimeout(resolve, 20));
    await other.kill();
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(output).toContain('The queue cannot be reached: it gives the jobs to others when it misses this worker.');
  });

  test('with a wrong password end at once, and do not show it', async () => {
    const words = ['thaw.mjs', 'worker', '--queue', server.url, '--data', path.join(folder, 'photos'), '--until-empty'];
    const { code, output } = await run('node', words, { THAW_QUEUE_PASSWORD: 'falsch-1b' });
    expect(output).toContain('expects another user or password. Received: one that it refuses.');
    expect([code, output.includes('falsch-1b')]).toEqual([2, false]);
  });
});
