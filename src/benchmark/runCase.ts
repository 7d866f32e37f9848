import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { UserError } from '../base/errors.js';
import { PROJECT } from '../base/project.js';
import type { BenchmarkCase } from './benchmarkCase.js';
import { drawCaseImages } from './images.js';
import type { ChangeName } from './singleChanges.js';

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
  /** Of a run that was asked for a change, or for `none`: what could be changed, and the backbone's module. */
  changes?: { could: ChangeName[]; backbone: string | null };
}

/** What runs the scripts of a case. */
export interface Runner {
  /** The Python of the environment that the case names. */
  python: string;
  /** Folder of files named as Keras names its weights. */
  weights: string;
  seeds: readonly number[];
  /** Of one run. Default 600 */
  limitSeconds?: number | undefined;
  onProgress?(line: string): void;
}

/** One run of a case. */
export interface RunOfCase {
  script: string;
  /** Folder of the case's images. */
  images: string;
  seed: number;
  /** Change to make, or `none` to note which ones could be made. Default: nothing is noted */
  change?: ChangeName | 'none' | undefined;
  /** Module of keras.applications, as a run has told: a change of the scaling needs it. */
  backbone?: string | null | undefined;
}

const RUNNER = path.join(PROJECT, 'benchmark/run_case.py');
/** A case is to take two minutes. */
const LIMIT_SECONDS = 600;

/** Calls what needs the images of a case with the folder in which they are drawn meanwhile. */
export async function withImages<T>({ images }: BenchmarkCase, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'thaw-case-'));
  try {
    if (images !== null) await drawCaseImages(images, folder);
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Runs a script of a case once, and says why if it fails. */
export async function runCase(
  { folder, measure }: BenchmarkCase,
  { script, images, seed, change, backbone }: RunOfCase,
  { python, weights, limitSeconds = LIMIT_SECONDS }: Runner,
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
    if (change !== undefined) words.push('--change', change);
    if (backbone !== undefined && backbone !== null) words.push('--backbone', backbone);
    // -B: no compiled files beside those of the benchmark.
    await promisify(execFile)(python, ['-B', RUNNER, ...words], {
      cwd: at,
      timeout: limitSeconds * 1000,
      maxBuffer: 2 ** 26,
    });
    return JSON.parse(await readFile(out, 'utf8')) as CaseRun;
  } catch (error) {
    return { failed: lastLines(error, limitSeconds) };
  } finally {
    await rm(at, { recursive: true });
  }
}

/** What Python said at the end, without paths of this machine. */
function lastLines(error: unknown, limitSeconds: number): string {
  const { stderr = '', killed, code } = error as { stderr?: string; killed?: boolean; code?: unknown };
  if (killed) return `It took longer than ${limitSeconds} s.`;
  if (code === 'ENOENT') throw new UserError('A Python is expected.', code, 'Name another with --python.');
  const said = stderr
    .split('\n')
    .filter((line) => line.trim() !== '')
    .at(-1);
  if (said === undefined) throw error;
  return said.replaceAll(/\/\S*\/thaw-(run|case)-\w+\//g, '');
}
