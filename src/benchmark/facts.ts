import { mean, sum } from '../base/sum.js';
import type { Estimate } from '../metrics/paired.js';
import { type BenchmarkCase, fixedOf } from './benchmarkCase.js';
import { type CaseRun, type Runner, runCase, withImages } from './runCase.js';

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

/** Measures a case by running its scripts, each with each seed, on its images. */
export async function measureFacts(one: BenchmarkCase, runner: Runner): Promise<Facts> {
  return await withImages(one, async (images) => {
    const train = await runsOf(one, one.script, images, runner);
    const fixed = one.faults.length === 0 ? null : await runsOf(one, fixedOf(one.script), images, runner);
    return { train, fixed, gain: gainOf(train, fixed) };
  });
}

async function runsOf(one: BenchmarkCase, script: string, images: string, runner: Runner): Promise<Runs> {
  const runs: CaseRun[] = [];
  for (const seed of runner.seeds) {
    runner.onProgress?.(`${one.name}: ${script}, seed ${seed}`);
    const run = await runCase(one, { script, images, seed }, runner);
    if ('failed' in run) return run;
    runs.push(run);
  }
  return runs;
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
