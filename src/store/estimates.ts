import * as os from 'node:os';
import * as path from 'node:path';
import { digest } from '../base/digest.js';
import { readKeptJson } from '../base/keptJson.js';
import { formatDuration, formatRoughTime } from '../base/text/formatDuration.js';
import { writeAtomic } from '../base/wholeFile.js';
import { median } from '../metrics/median.js';
import type { TrainingKind } from '../run/estimateTrainingSeconds.js';

/** Work whose time is estimated before it begins, and measured when it ends. */
export type WorkKind =
  | TrainingKind
  | 'checks of images'
  | 'checks of images and labels'
  | 'checks of a recipe'
  | 'checks of a model';

/** A piece of work, before it begins. */
export interface Work {
  kind: WorkKind;
  /**
   * What determines its result, such as the name of a run. Work that comes a second time reads the cache, so only the first
   * time is learned from.
   */
  name: string;
  /** Seconds by thaw's own calculation, the unit of what is learned. */
  calculated: number;
}

/** The estimated time of a piece of work. */
export interface WorkEstimate {
  seconds: number;
  /** Whether no such work was measured on this machine yet. */
  isRough: boolean;
}

interface Measurement {
  name: string;
  /** Seconds that it took over those that were calculated. */
  ratio: number;
}

type Kept = Record<string, Partial<Record<WorkKind, Measurement[]>>>;

/** Measurements of a kind that are kept on a machine, the latest. */
const MOST = 9;
/**
 * Work that takes a smaller share of its estimate read most of its results from the cache. Measured on the checks of a recipe
 * (InceptionV3, 80x160, 699 images), in seconds over calculated ones: 1.45 and 1.44 where nothing was cached, 0.9 with
 * another seed, and 0.47 with another learning rate alone, where all features were there.
 */
const MOSTLY_CACHED = 0.4;
/** Work that finds nothing in the cache: if it takes less than was calculated, the calculation is wrong. */
const NEVER_CACHED: readonly WorkKind[] = ['training through frozen layers', 'training of unfrozen layers'];

/**
 * Estimates a piece of work from how long others of its kind took on this machine: the calculated seconds times the median
 * of their ratios.
 *
 * @param runs folder of all runs, in which `timings.json` is kept
 */
export async function estimate(runs: string, { kind, calculated }: Work): Promise<WorkEstimate> {
  const measured = (await readKept(runs))[machine()]?.[kind] ?? [];
  if (measured.length === 0) return { seconds: calculated, isRough: true };
  return { seconds: calculated * median(measured.map(({ ratio }) => ratio)), isRough: false };
}

/** Keeps how long a piece of work took, for the next estimate of its kind. */
export async function learnTime(runs: string, work: Work, seconds: number): Promise<void> {
  const kept = await readKept(runs);
  const ofMachine = kept[machine()] ?? {};
  const measured = ofMachine[work.kind] ?? [];
  const ratio = seconds / work.calculated;
  const factor = measured.length === 0 ? 1 : median(measured.map((one) => one.ratio));
  if (!Number.isFinite(ratio)) return;
  if (ratio < MOSTLY_CACHED * factor && !NEVER_CACHED.includes(work.kind)) return;
  if (measured.some(({ name }) => name === work.name)) return;
  const latest = [...measured, { name: work.name, ratio }].slice(-MOST);
  const next: Kept = { ...kept, [machine()]: { ...ofMachine, [work.kind]: latest } };
  await writeAtomic(fileIn(runs), `${JSON.stringify(next, null, 1)}\n`);
}

/** `2 min`; of the first on a machine `2 min (a rough estimate, the first on this machine)`. */
export function estimateText({ seconds, isRough }: WorkEstimate): string {
  return `${formatRoughTime(seconds)}${isRough ? ' (a rough estimate, the first on this machine)' : ''}`;
}

/** `took 2 min 36 s, estimated 1 min` */
export function tookText(seconds: number, estimated: WorkEstimate): string {
  return `took ${formatDuration(seconds)}, estimated ${formatRoughTime(estimated.seconds)}`;
}

const fileIn = (runs: string): string => path.join(runs, 'timings.json');

/** Runs may lie on a disk that several machines use. */
function machine(): string {
  const cpus = os.cpus();
  return digest([os.hostname(), cpus.length, cpus[0]?.model ?? '']).slice(0, 16);
}

/** Nothing depends on it but estimates, so that a damaged file is written anew. */
async function readKept(runs: string): Promise<Kept> {
  return (await readKeptJson<Kept>(fileIn(runs))) ?? {};
}
