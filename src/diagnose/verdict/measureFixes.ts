import { isCorrect } from '../../metrics/correctness.js';
import { meanAccuracy } from '../../metrics/paired.js';
import type { Recipe } from '../../recipe/recipeType.js';
import { fromScratch } from '../../recipe/variants.js';
import type { StoredRun } from '../../store/runStore.js';
import type { Finding } from '../finding.js';
import { type Fix, fixesOf } from './fixes.js';
import { improvementsOf } from './improvements.js';
import { type Measured, measureCauses, type Recheck, type RunSeeds } from './measureCauses.js';
import { otherBackbones } from './otherBackbones.js';
import { type BaselineAccuracy, type Verdict, verdictOf } from './verdict.js';

/** A recipe, and the changes to measure on it. */
export interface RecipeToFix {
  /** Name of the recipe as it is. */
  name: string;
  recipe: Recipe;
  /** Those of `fixesOf`, or others, the most severe first. */
  fixes: readonly Fix[];
  /** Those of `improvementsOf`, or others. */
  improvements: readonly Fix[];
}

/** How a front end trains and checks recipes, and its callbacks. */
export interface FixRunner {
  /** Trains a recipe once for each seed, or reads its stored runs. */
  train: RunSeeds;
  /** Runs the checks of a recipe. */
  check: Recheck;
  /** Called with the runs of each recipe. */
  onTrained?: (name: string, runs: readonly StoredRun[]) => void;
  /** Called before a fixed recipe is checked again. */
  onRecheck?: () => void;
}

/**
 * Measures what fixes and improvements bring, and what each fault costs; between, checks the fixed recipe again, since
 * faults hide each other. Last, tries another backbone where the weights are not plain ImageNet weights.
 */
export function measureFixes(
  { name, recipe, fixes, improvements }: RecipeToFix,
  { train, check, onTrained, onRecheck }: FixRunner,
): Promise<Measured> {
  return measureCauses({
    first: name,
    recipe,
    fixes,
    improvements,
    alternatives: otherBackbones,
    run: async (trialName, changed) => {
      const runs = await train(trialName, changed);
      onTrained?.(trialName, runs);
      return runs;
    },
    recheck: (fixed, run) => {
      onRecheck?.();
      return check(fixed, run);
    },
  });
}

/** A verdict, and the measurements that it follows from. */
export interface MeasuredVerdict {
  measured: Measured;
  baselines: BaselineAccuracy[];
  verdict: Verdict;
}

/**
 * Measures the fixes of a recipe's findings and the usual improvements, trains a small network from scratch to compare
 * with, and puts the result into words.
 *
 * @param majority accuracy of always predicting the largest class
 */
export async function measureVerdict(
  recipe: Recipe,
  findings: readonly Finding[],
  majority: number,
  runner: FixRunner,
): Promise<MeasuredVerdict> {
  const [fixes, improvements] = [fixesOf(findings), improvementsOf(recipe, findings)];
  const measured = await measureFixes({ name: 'the recipe as it is', recipe, fixes, improvements }, runner);
  const scratch = await runner.train('small network from scratch', fromScratch(measured.fixed.recipe));
  const baselines: BaselineAccuracy[] = [
    { name: 'majority class', accuracy: majority },
    { name: 'small network from scratch', accuracy: meanAccuracy(scratch.map(isCorrect)).value },
  ];
  return { measured, baselines, verdict: verdictOf(measured, baselines) };
}

/** Counts the trainings of `measureVerdict` at most, without that of the recipe and those for faults that show only later. */
export function trainingsFor(recipe: Recipe, findings: readonly Finding[]): number {
  const [numFixes, numImprovements] = [fixesOf(findings).length, improvementsOf(recipe, findings).length];
  // Each in turn, each fix removed, and from scratch; perhaps one more where a fix does harm.
  return numFixes + numImprovements + numFixes + otherBackbones(recipe).length + 1;
}
