import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { UserError } from '../base/errors.js';
import { pythonOfProject } from '../base/pythonOfProject.js';

/** Paths of the Python with JupyterLab, and of the kernel's description. */
export interface JupyterEnvironment {
  python: string;
  jupyterPath: string;
}

export interface JupyterServer {
  baseUrl: string;
  token: string;
  /** Ends the server and its kernels. */
  stop(): Promise<void>;
}

/** How long the server may take to answer, in ms. Its first start on a slow disk compiles every Python file. */
const START_LIMIT = 120_000;
/** How long it may take to end its kernels, in ms. */
const STOP_LIMIT = 15_000;

/**
 * Reads where setup installed JupyterLab.
 *
 * @throws UserError if the project is not set up
 */
export function readEnvironment(projectFolder: string): JupyterEnvironment {
  const python = pythonOfProject(projectFolder);
  return { python, jupyterPath: path.join(projectFolder, '.thaw', 'jupyter') };
}

/**
 * Makes the C library give freed tensors back to the system. Measured after a frozen InceptionV3 ran at 112x112 in inference
 * and in training, and was disposed of: 1.2 GB of resident memory in place of 2.6, for the same processor time within 5 %.
 */
const MEMORY = { MALLOC_MMAP_THRESHOLD_: String(2 ** 18), MALLOC_TRIM_THRESHOLD_: String(2 ** 17) };

/** The environment variables of a Jupyter process, those of its kernels included. */
export function jupyterVariables(
  environment: JupyterEnvironment,
  extra: Readonly<Record<string, string>>,
): NodeJS.ProcessEnv {
  const others = process.env.JUPYTER_PATH;
  const jupyterPath = others ? environment.jupyterPath + path.delimiter + others : environment.jupyterPath;
  return { ...MEMORY, ...process.env, ...extra, JUPYTER_PATH: jupyterPath };
}

/** Arguments of every Jupyter process. */
export function jupyterArguments(rootFolder: string): string[] {
  const arguments_ = [`--ServerApp.root_dir=${rootFolder}`, '--ServerApp.ip=127.0.0.1'];
  // Jupyter refuses to run as root, the usual user in a container, unless told.
  if (process.getuid?.() === 0) arguments_.push('--allow-root');
  return arguments_;
}

/**
 * Runs a module of Python and ends it when standard input closes, which the system does even where this process is
 * killed: otherwise a server and its kernels would go on alone.
 */
const WITH_ITS_PARENT = `
import os, runpy, signal, sys, threading
def watch():
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)
threading.Thread(target=watch, daemon=True).start()
module = sys.argv.pop(1)
runpy.run_module(module, run_name='__main__', alter_sys=True)
`;

/**
 * Starts a Jupyter server on a free local port and waits until it answers.
 *
 * @param variables environment variables for the kernels, beside those of this process
 * @param application `jupyter_server` for the interface alone, `jupyterlab` for the pages too
 * @throws UserError if it ends, or does not answer in time
 */
export async function startJupyterServer(
  environment: JupyterEnvironment,
  rootFolder: string,
  variables: Readonly<Record<string, string>> = {},
  application: 'jupyter_server' | 'jupyterlab' = 'jupyter_server',
): Promise<JupyterServer> {
  const port = await freePort();
  const token = randomBytes(24).toString('hex');
  const server = spawn(
    environment.python,
    [
      '-c',
      WITH_ITS_PARENT,
      application,
      ...jupyterArguments(rootFolder),
      '--no-browser',
      `--ServerApp.port=${port}`,
      '--ServerApp.port_retries=0',
      // A kernel that died has lost its variables: running on in a new one would only hide the cause.
      '--KernelRestarter.restart_limit=0',
    ],
    {
      // The user's own Jupyter settings must not change a report. The token is no argument: those are public.
      env: { ...jupyterVariables(environment, variables), JUPYTER_NO_CONFIG: '1', JUPYTER_TOKEN: token },
      // Kernels that are started by name alone run in the server's working directory.
      cwd: rootFolder,
      stdio: ['pipe', 'ignore', 'pipe'],
      // Ctrl-C reaches this process alone, which then ends the server in order.
      detached: true,
    },
  );
  let log = '';
  server.stderr?.on('data', (chunk: Buffer) => {
    log = (log + chunk.toString()).slice(-4000);
  });
  let spawnError: Error | undefined;
  server.on('error', (error) => {
    spawnError = error;
  });
  const kill = (): void => {
    server.kill('SIGTERM');
  };
  process.once('exit', kill);
  const stop = async (): Promise<void> => {
    process.off('exit', kill);
    await end(server);
  };
  const baseUrl = `http://127.0.0.1:${port}/`;
  const deadline = Date.now() + START_LIMIT;
  while (!(await answers(`${baseUrl}api/status`, token))) {
    const ended = spawnError !== undefined || hasEnded(server);
    if (ended || Date.now() > deadline) {
      await stop();
      throw new UserError(
        'The Jupyter server is expected to start.',
        spawnError?.message ?? `${ended ? 'it ended' : 'no answer in time'}; its log ends:\n${log}`,
        'Run `node setup.mjs` again.',
      );
    }
    await wait(100);
  }
  return { baseUrl, token, stop };
}

function hasEnded(server: ChildProcess): boolean {
  return server.pid === undefined || server.exitCode !== null || server.signalCode !== null;
}

async function end(server: ChildProcess): Promise<void> {
  if (hasEnded(server)) return;
  const exit = once(server, 'exit');
  server.kill('SIGTERM');
  const timer = setTimeout(() => server.kill('SIGKILL'), STOP_LIMIT);
  await exit;
  clearTimeout(timer);
}

async function answers(url: string, token: string): Promise<boolean> {
  try {
    return (await fetch(url, { headers: { Authorization: `token ${token}` } })).ok;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, 'close');
  return port;
}
