import { fromScratch } from '../experiments/fromScratch.js';
import { outcomesOf } from '../experiments/outcomes.js';
import type { Recipe } from '../experiments/recipe.js';
import { meanAccuracy } from '../metrics/paired.js';
import type { Finding } from './finding.js';
import { type Fix, fixesOf } from './fixes.js';
import { type Measured, measureCauses, type RunSeeds } from './measureCauses.js';
import { type Baseline, type Verdict, verdictOf } from './verdict.js';

/** A verdict, and what it was measured by. */
export interface MeasuredVerdict {
  fixes: Fix[];
  measured: Measured;
  baselines: Baseline[];
  verdict: Verdict;
}

/**
 * Measures what the fixes of a recipe's findings bring, trains a small network from scratch to compare with, and puts it
 * into words. Without fixes the recipe is held against the baselines alone.
 *
 * @param majority accuracy of always answering the largest class
 * @param run trains a recipe once for each seed, or reads its stored runs
 */
export async function measuredVerdict(
  recipe: Recipe,
  findings: readonly Finding[],
  majority: number,
  run: RunSeeds,
): Promise<MeasuredVerdict> {
  const fixes = fixesOf(findings);
  const measured = await measureCauses('the recipe as it is', recipe, fixes, run);
  const scratch = await run('small network from scratch', fromScratch(measured.mended.recipe));
  const baselines: Baseline[] = [
    { name: 'always the largest class', accuracy: majority },
    { name: 'small network from scratch', accuracy: meanAccuracy(scratch.map(outcomesOf)).value },
  ];
  return { fixes, measured, baselines, verdict: verdictOf(measured, baselines) };
}

/** Trainings that `measuredVerdict` needs for so many fixes, beside that of the recipe: both ways, and from scratch. */
export function trainingsFor(numFixes: number): number {
  // Each fix in its turn, and each taken away but for the last; perhaps one more where a fix does harm.
  return numFixes + Math.max(0, numFixes - 1) + 1;
}
