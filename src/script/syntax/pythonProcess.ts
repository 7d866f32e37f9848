import { spawn } from 'node:child_process';
import { MAX_DEPTH, MAX_NODES, TOO_DEEP } from './limits.js';
import { PYTHON_PROGRAM } from './pythonProgram.js';

/** What Python says of a text: the nodes as JSON, with the number of the text that was parsed; or why it refuses. */
export type PythonAnswer =
  | { body: unknown[]; chosen: number; refused?: string; line?: number | null }
  | { body?: undefined; refused: string; line: number | null }
  /** The text has more nodes than `MAX_NODES`. */
  | { body?: undefined; tooMany: true };

/** Time for all texts of a file, in ms. 600,000 nodes take 9 s on a busy machine. */
const TIME_LIMIT = 20_000;
/** Address space of Python, in bytes. */
const MEMORY_LIMIT = 2 * 2 ** 30;
/** Longest output that is kept, in bytes: V8 holds a string of 512 MB. */
const OUTPUT_LIMIT = 400 * 2 ** 20;

/**
 * Parses texts with Python's own parser, in one process with limits of time and memory. Nothing of them is run.
 *
 * @param python path of the command
 * @param jobs each a list of texts, the first of which that parses is the answer
 * @returns an answer for each job: a text that ends Python, or takes too long, counts as refused
 */
export async function askPython(python: string, jobs: readonly (readonly string[])[]): Promise<PythonAnswer[]> {
  const answers: PythonAnswer[] = [];
  const deadline = Date.now() + TIME_LIMIT;
  while (answers.length < jobs.length) {
    const { lines, end, started } = await runPython(python, jobs.slice(answers.length), deadline - Date.now());
    answers.push(...lines.map((line) => JSON.parse(line) as PythonAnswer));
    // The text that ended it is refused; the ones after it get a Python of their own.
    if (answers.length < jobs.length) answers.push({ refused: end, line: null });
    if (!started || Date.now() >= deadline) {
      while (answers.length < jobs.length) answers.push({ refused: end, line: null });
    }
  }
  return answers;
}

/** The whole lines that Python printed, and how it ended, in words. */
function runPython(
  python: string,
  jobs: readonly (readonly string[])[],
  milliseconds: number,
): Promise<{ lines: string[]; end: string; started: boolean }> {
  const constants =
    `MEMORY, SECONDS, NODES, DEPTH, TOO_DEEP = ` +
    `${MEMORY_LIMIT}, ${Math.ceil(TIME_LIMIT / 1000)}, ${MAX_NODES}, ${MAX_DEPTH}, ${JSON.stringify(TOO_DEEP)}\n`;
  return new Promise((resolve) => {
    // -I and -S: neither the user's folder nor installed packages can change what is imported.
    const child = spawn(python, ['-I', '-S', '-c', constants + PYTHON_PROGRAM], { stdio: ['pipe', 'pipe', 'pipe'] });
    const output: Buffer[] = [];
    let size = 0;
    let errors = '';
    let stopped: string | undefined;
    const stop = (why: string): void => {
      stopped ??= why;
      child.kill('SIGKILL');
    };
    const timer = setTimeout(() => stop(`it took over ${TIME_LIMIT / 1000} s`), Math.max(1, milliseconds));
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > OUTPUT_LIMIT) stop('it has too many nodes');
      else output.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      errors = (errors + chunk.toString('utf8')).slice(-10_000);
    });
    const finish = (end: string, started: boolean): void => {
      clearTimeout(timer);
      // What follows the last line break is a line that Python did not finish.
      const lines = Buffer.concat(output).toString('utf8').split('\n').slice(0, -1);
      resolve({ lines, end: stopped ?? end, started });
    };
    child.on('error', (error) => finish(`Python does not start: ${error.message}`, false));
    child.on('close', (code, signal) => {
      const last = errors.trimEnd().split('\n').at(-1);
      finish(last || `Python ended with ${signal ?? `code ${code}`}`, true);
    });
    // A process that ended early closes the pipe: how it ended says why.
    child.stdin.on('error', () => {});
    child.stdin.end(JSON.stringify(jobs));
  });
}
