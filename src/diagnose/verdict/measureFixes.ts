import type { Recipe } from '../../recipe/recipeType.js';
import type { StoredRun } from '../../store/runStore.js';
import type { Fix } from './fixes.js';
import { type Measured, measureCauses, type Recheck, type RunSeeds } from './measureCauses.js';
import { otherBackbones } from './otherBackbones.js';

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
