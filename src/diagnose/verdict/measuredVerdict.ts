import { isCorrect } from '../../metrics/correctness.js';
import { meanAccuracy } from '../../metrics/paired.js';
import type { Recipe } from '../../recipe/recipeType.js';
import { fromScratch } from '../../recipe/variants.js';
import type { Finding } from '../finding.js';
import { type Fix, fixesOf } from './fixes.js';
import { improvementsOf, otherBackbones } from './improvements.js';
import { type Measured, measureCauses, type Recheck, type RunSeeds } from './measureCauses.js';
import { type Baseline, type Verdict, verdictOf } from './verdict.js';

/** A verdict, and what it was measured by. */
export interface MeasuredVerdict {
  fixes: Fix[];
  improvements: Fix[];
  measured: Measured;
  baselines: Baseline[];
  verdict: Verdict;
}

/**
 * Measures what the fixes of a recipe's findings bring, and after them what practice would try next, trains a small
 * network from scratch to compare with, and puts it into words.
 *
 * @param majority accuracy of always answering the largest class
 * @param run trains a recipe once for each seed, or reads its stored runs
 * @param look checks the recipe once its first faults are mended
 */
export async function measuredVerdict(
  recipe: Recipe,
  findings: readonly Finding[],
  majority: number,
  run: RunSeeds,
  look: Recheck,
): Promise<MeasuredVerdict> {
  const fixes = fixesOf(findings);
  const improvements = improvementsOf(recipe, findings);
  const measured = await measureCauses({
    first: 'the recipe as it is',
    recipe,
    fixes,
    improvements,
    alternatives: otherBackbones,
    run,
    recheck: look,
  });
  const scratch = await run('small network from scratch', fromScratch(measured.fixed.recipe));
  const baselines: Baseline[] = [
    { name: 'always the largest class', accuracy: majority },
    { name: 'small network from scratch', accuracy: meanAccuracy(scratch.map(isCorrect)).value },
  ];
  return { fixes, improvements, measured, baselines, verdict: verdictOf(measured, baselines) };
}

/** Trainings that `measuredVerdict` needs at most, beside that of the recipe and those of faults that show only later. */
export function trainingsFor(recipe: Recipe, findings: readonly Finding[]): number {
  const [numFixes, numImprovements] = [fixesOf(findings).length, improvementsOf(recipe, findings).length];
  // Each in its turn, each fix taken away, and from scratch; perhaps one more where a fix does harm.
  return numFixes + numImprovements + numFixes + otherBackbones(recipe).length + 1;
}
