import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import '../../src/engine/beforeTensorFlow.js';
import { readEnvironment } from '../../src/report/jupyterServer.js';

/** A Python that lives as long as a benchmark runs. */
export interface Python {
  /** Runs a script in one namespace; it finds `given` and leaves `answer`. Times are those of the script alone. */
  run(script: string, given?: unknown): Promise<Reply>;
  stop(): void;
}

const PROJECT = path.join(import.meta.dirname, '../..');

const DRIVER = `
import json, sys, time, traceback
# Standard output belongs to the answers, whatever a library prints.
sys.stdout, answers = sys.stderr, sys.stdout
space, compiled = {}, {}
for line in sys.stdin:
    request = json.loads(line)
    script = request['script']
    if script not in compiled: compiled[script] = compile(script, '<benchmark>', 'exec')
    space['given'], space['answer'] = request['given'], None
    try:
        start, cpu = time.perf_counter(), time.process_time()
        exec(compiled[script], space)
        reply = {'seconds': time.perf_counter() - start, 'cpuSeconds': time.process_time() - cpu}
        reply['answer'] = space['answer']
    except Exception:
        reply = {'error': traceback.format_exc()}
    print(json.dumps(reply), file=answers, flush=True)
`;

interface Reply {
  answer: unknown;
  seconds: number;
  /** Of all threads of the process. */
  cpuSeconds: number;
}

/** Starts the project's Python, with Keras, or another. */
export function startPython(command: string = readEnvironment(PROJECT).python): Python {
  const child: ChildProcess = spawn(command, ['-c', DRIVER], {
    stdio: ['pipe', 'pipe', 'ignore'],
    // oneDNN's kernels are turned on for both: thaw does so for itself, and a user of Keras can.
    env: { ...process.env, KERAS_BACKEND: 'tensorflow', TF_CPP_MIN_LOG_LEVEL: '3' },
  });
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  return {
    async run(script, given = null) {
      child.stdin!.write(`${JSON.stringify({ script, given })}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error(`Python ended with ${child.exitCode ?? child.signalCode}.`);
      const reply = JSON.parse(value) as Reply | { error: string };
      if ('error' in reply) throw new Error(reply.error);
      return reply;
    },
    stop: () => child.kill(),
  };
}
