import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { readEnvironment } from '../../src/report/jupyterServer.js';

const MEGABYTE = 2 ** 20;

/**
 * Runs a script in the project's Python, which holds Keras and scikit-learn: it finds the input under the name `given`
 * and leaves its answer under `answer`.
 *
 * @param input, and the answer: what JSON can hold
 */
export function python(script: string, input: unknown): unknown {
  const { python: command } = readEnvironment(path.join(import.meta.dirname, '../..'));
  // Python's standard output belongs to the answer, whatever a library prints.
  const whole = [
    'import json, sys',
    'sys.stdout, answers = sys.stderr, sys.stdout',
    'given = json.load(sys.stdin)',
    script,
    'json.dump(answer, answers)',
  ].join('\n');
  const answer = execFileSync(command, ['-c', whole], {
    input: JSON.stringify(input),
    encoding: 'utf8',
    maxBuffer: 64 * MEGABYTE,
    stdio: ['pipe', 'pipe', 'pipe'], // what Python writes to stderr is in the error that a failure throws
    env: { ...process.env, KERAS_BACKEND: 'tensorflow', TF_CPP_MIN_LOG_LEVEL: '3' },
  });
  return JSON.parse(answer);
}
