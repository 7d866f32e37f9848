import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** Of at least five runs. */
export interface Spread {
  min: number;
  median: number;
  max: number;
}

export interface Work {
  /** File name of the result. */
  name: string;
  work: string;
  unit: string;
  /** Each returns its time, in the unit. */
  ours: () => Promise<number>;
  theirs: () => Promise<number>;
  /** Most that the ratio of the medians may be. */
  target: number;
  /** Measured before: what both computed, how far apart it is, and what is allowed. */
  check: { what: string; difference: number; tolerance: number };
  runs?: number;
  warmUp?: number;
}

export const RESULTS: string = path.join(import.meta.dirname, '../results');

/** Runs both in turns, prints medians with least and most and the ratio, and writes them as JSON. */
export async function alternate(given: Work): Promise<void> {
  const { name, work, unit, target, check, runs = 7, warmUp = 1 } = given;
  if (!(check.difference <= check.tolerance)) {
    throw new Error(`${work}: ${check.what} differ by ${check.difference}, more than ${check.tolerance}.`);
  }
  const times: { ours: number; theirs: number }[] = [];
  for (let run = -warmUp; run < runs; run++) {
    const pair = { ours: await given.ours(), theirs: await given.theirs() };
    if (run >= 0) times.push(pair);
  }
  const [thaw, keras] = [spreadOf(times.map((pair) => pair.ours)), spreadOf(times.map((pair) => pair.theirs))];
  const ratio = thaw.median / keras.median;
  const paired = spreadOf(times.map((pair) => pair.ours / pair.theirs));
  const show = ({ min, median, max }: Spread): string =>
    [min, median, max].map((value) => value.toPrecision(3)).join(' ');
  console.log(
    [
      `${work}, ${unit} (least, median, most)`,
      `  check: ${check.what} differ by ${check.difference.toPrecision(2)} (at most ${check.tolerance})`,
      `  thaw  ${show(thaw)}`,
      `  other ${show(keras)}`,
      `  ratio ${ratio.toFixed(3)}, of single pairs ${show(paired)}; target ${target}`,
    ].join('\n'),
  );
  mkdirSync(RESULTS, { recursive: true });
  const result = { work, unit, thaw, keras, ratio, paired, target, check };
  writeFileSync(path.join(RESULTS, `${name}.json`), `${JSON.stringify(result, null, 2)}\n`);
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const median = (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
  return { min: sorted[0], median, max: sorted[sorted.length - 1] };
}

/** A Python that runs scripts in one namespace as long as a benchmark runs; each leaves its `answer`. */
export interface Python {
  run(script: string, given?: unknown): Promise<{ answer: unknown; seconds: number }>;
  stop(): void;
}

const DRIVER = `
import json, sys, time, traceback
sys.stdout, answers = sys.stderr, sys.stdout
space = {}
for line in sys.stdin:
    request = json.loads(line)
    space.update(given=request['given'], answer=None)
    try:
        start = time.perf_counter()
        exec(request['script'], space)
        reply = {'seconds': time.perf_counter() - start, 'answer': space['answer']}
    except Exception:
        reply = {'error': traceback.format_exc()}
    print(json.dumps(reply), file=answers, flush=True)
`;

export function startPython(command: string): Python {
  const child: ChildProcess = spawn(command, ['-c', DRIVER], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...process.env, KERAS_BACKEND: 'tensorflow', TF_CPP_MIN_LOG_LEVEL: '3' },
  });
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  return {
    async run(script, given = null) {
      child.stdin!.write(`${JSON.stringify({ script, given })}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error(`Python ended with ${child.exitCode ?? child.signalCode}.`);
      const reply = JSON.parse(value) as { seconds: number; answer: unknown; error?: string };
      if (reply.error !== undefined) throw new Error(reply.error);
      return reply;
    },
    stop: () => child.kill(),
  };
}
