import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { UserError } from '../base/errors.js';
import { PROJECT } from '../base/project.js';
import { mean, sum } from '../base/sum.js';
import type { Estimate } from '../metrics/paired.js';
import { type BenchmarkCase, fixedOf } from './benchmarkCase.js';
import { drawCaseImages } from './images.js';

/** What one run of a script gave, as benchmark/run_case.py writes it. */
export interface CaseRun {
  seed: number;
  seconds: number;
  /** Files of weights that the script loaded as Keras' own. */
  weights: string[];
  versions: { python: string; keras: string; tensorflow: string };
  /** Accuracy that the script shows; null where it is not asked for. */
  reported: number | null;
  /** Accuracy on images that no training has seen. */
  true: number | null;
}

/** Runs of a script, one a seed, or why there are none. */
export type Runs = CaseRun[] | { failed: string };

/** What a case scores as it is and fixed. */
export interface Facts {
  train: Runs;
  /** Null for a sound case. */
  fixed: Runs | null;
  /** Fixed minus as it is, with the interval of 95 % over seeds; null where a run failed or nothing is measured. */
  gain: { reported: Estimate | null; true: Estimate | null } | null;
}

/** Quantiles 0.975 of Student's t with 1 to 8 degrees of freedom. */
const T975 = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306];
const RUNNER = path.join(PROJECT, 'benchmark/run_case.py');
/** Of one run; a case is to take two minutes. */
const LIMIT_SECONDS = 600;

/** What runs the scripts of a case. */
export interface Runner {
  /** The Python of the environment that the case names. */
  python: string;
  /** Folder of files named as Keras names its weights. */
  weights: string;
  seeds: readonly number[];
  onProgress?(line: string): void;
}

/** Measures a case by running its scripts, each with each seed, on its images. */
export async function measureFacts(one: BenchmarkCase, runner: Runner): Promise<Facts> {
  const folder = await mkdtemp(path.join(tmpdir(), 'thaw-case-'));
  try {
    if (one.images !== null) await drawCaseImages(one.images, folder);
    const train = await runsOf(one, one.script, folder, runner);
    const fixed = one.faults.length === 0 ? null : await runsOf(one, fixedOf(one.script), folder, runner);
    return { train, fixed, gain: gainOf(train, fixed) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function runsOf(one: BenchmarkCase, script: string, images: string, runner: Runner): Promise<Runs> {
  const runs: CaseRun[] = [];
  for (const seed of runner.seeds) {
    runner.onProgress?.(`${one.name}: ${script}, seed ${seed}`);
    const run = await runOnce(one, script, images, seed, runner);
    if ('failed' in run) return run;
    runs.push(run);
  }
  return runs;
}

async function runOnce(
  { folder, measure }: BenchmarkCase,
  script: string,
  images: string,
  seed: number,
  { python, weights }: Runner,
): Promise<CaseRun | { failed: string }> {
  // A folder of its own for each run: scripts leave files behind, and read what they find.
  const at = await mkdtemp(path.join(tmpdir(), 'thaw-run-'));
  try {
    await cp(folder, at, { recursive: true });
    for (const name of ['data', 'unseen']) await symlink(path.join(images, name), path.join(at, name));
    const out = path.join(at, 'measured.json');
    const words = [script, '--seed', String(seed), '--weights', weights, '--json', out];
    for (const what of ['reported', 'true'] as const)
      if (measure[what] !== null) words.push(`--${what}`, measure[what]);
    await promisify(execFile)(python, [RUNNER, ...words], {
      cwd: at,
      timeout: LIMIT_SECONDS * 1000,
      maxBuffer: 2 ** 26,
    });
    return JSON.parse(await readFile(out, 'utf8')) as CaseRun;
  } catch (error) {
    return { failed: lastLines(error) };
  } finally {
    await rm(at, { recursive: true });
  }
}

/** What Python said at the end, without paths of this machine. */
function lastLines(error: unknown): string {
  const { stderr = '', killed, code } = error as { stderr?: string; killed?: boolean; code?: unknown };
  if (killed) return `It took longer than ${LIMIT_SECONDS} s.`;
  if (code === 'ENOENT') throw new UserError('A Python is expected.', code, 'Name another with --python.');
  const said = stderr
    .split('\n')
    .filter((line) => line.trim() !== '')
    .at(-1);
  if (said === undefined) throw error;
  return said.replaceAll(/\/\S*\/thaw-(run|case)-\w+\//g, '');
}

function gainOf(train: Runs, fixed: Runs | null): Facts['gain'] {
  if (fixed === null || 'failed' in train || 'failed' in fixed) return null;
  const gain = (what: 'reported' | 'true'): Estimate | null => {
    const before = train.map((run) => run[what]);
    const after = fixed.map((run) => run[what]);
    if (before.includes(null) || after.includes(null)) return null;
    return differenceOverSeeds(before as number[], after as number[]);
  };
  return { reported: gain('reported'), true: gain('true') };
}

/**
 * The mean of paired differences with Student's interval of 95 %.
 *
 * @param before one value a seed, two at least and nine at most
 */
export function differenceOverSeeds(before: readonly number[], after: readonly number[]): Estimate {
  const differences = after.map((value, i) => value - before[i]!);
  const value = mean(differences);
  const n = differences.length;
  const deviation = Math.sqrt(sum(differences, (one) => (one - value) ** 2) / (n - 1));
  const half = (T975[n - 2]! * deviation) / Math.sqrt(n);
  return { value, interval: [value - half, value + half] };
}
