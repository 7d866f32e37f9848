import { choosingOutcomesOf, outcomesOf } from '../experiments/outcomes.js';
import { type Recipe, withChanges } from '../experiments/recipe.js';
import type { StoredRun } from '../experiments/runStore.js';
import { type Estimate, isShown, meanAccuracy, type Outcomes, pairedGain } from '../metrics/paired.js';
import type { RecipePatch } from './finding.js';
import type { Fix } from './fixes.js';

/** A recipe, trained once for each seed. */
export interface Trial {
  recipe: Recipe;
  runs: StoredRun[];
  accuracy: Estimate;
}

/** One change of a recipe, in words and in values. */
export interface Change {
  change: string;
  patch: RecipePatch;
}

/** The recipe with all changes up to and including this one. */
export interface Rung extends Trial {
  change: string;
  /** What this change brought; undefined for the recipe as it came. */
  gain?: Estimate;
}

/** What one fix is worth, measured both ways. In shares of the validation pictures. */
export interface Cause extends Fix {
  /** What it brought after those before it. */
  gain: Estimate;
  /** What the mended recipe loses where this fix alone is taken away; positive where the fault costs accuracy. */
  cost: Estimate;
}

export interface Measured {
  rungs: Rung[];
  /** The most costly first. */
  causes: Cause[];
  /** With the fixes that are not shown to do harm. */
  mended: Trial;
}

/** Trains a recipe once for each seed, or reads its stored runs. */
export type RunSeeds = (name: string, recipe: Recipe) => Promise<StoredRun[]>;

/**
 * What each fault costs, both ways, since faults hide each other: fixes are applied one after the other, then each is
 * taken away alone from the recipe that has all of them. A fix whose absence is shown to be better is left out of the
 * mended recipe.
 *
 * @param fixes in order of suspicion
 */
export async function measureCauses(
  first: string,
  recipe: Recipe,
  fixes: readonly Fix[],
  run: RunSeeds,
): Promise<Measured> {
  const rungs = await climbRungs(first, recipe, fixes, run);
  const whole = rungs[rungs.length - 1];
  const causes: Cause[] = [];
  const kept: Fix[] = [];
  for (const [i, fix] of fixes.entries()) {
    // Without the last one the recipe is that of the rung before.
    const without =
      i === fixes.length - 1
        ? rungs[i]
        : await tried(`all but: ${fix.change}`, withFixes(recipe, [...fixes.slice(0, i), ...fixes.slice(i + 1)]), run);
    causes.push({ ...fix, gain: rungs[i + 1].gain!, cost: gainOf(without, whole) });
    const toChooseBy = gainOf(without, whole, choosingOutcomesOf);
    if (!(isShown(toChooseBy) && toChooseBy.value < 0)) kept.push(fix);
  }
  const mended = kept.length === fixes.length ? whole : await tried('mended', withFixes(recipe, kept), run);
  return { rungs, causes: causes.sort((a, b) => b.cost.value - a.cost.value), mended };
}

/** Trains the recipe, then with the first change, then with the first two, and so on. */
export async function climbRungs(
  first: string,
  recipe: Recipe,
  changes: readonly Change[],
  run: RunSeeds,
): Promise<Rung[]> {
  const rungs: Rung[] = [{ change: first, ...(await tried(first, recipe, run)) }];
  for (const { change, patch } of changes) {
    const before = rungs[rungs.length - 1];
    const trial = await tried(change, withChanges(before.recipe, patch), run);
    rungs.push({ change, ...trial, gain: gainOf(before, trial) });
  }
  return rungs;
}

/** @throws UserError where a patch does not fit the recipe */
export function withFixes(recipe: Recipe, fixes: readonly Fix[]): Recipe {
  return fixes.reduce((changed, { patch }) => withChanges(changed, patch), recipe);
}

async function tried(name: string, recipe: Recipe, run: RunSeeds): Promise<Trial> {
  const runs = await run(name, recipe);
  return { recipe, runs, accuracy: meanAccuracy(runs.map(outcomesOf)) };
}

function gainOf(before: Trial, after: Trial, ofRun = outcomesOf): Estimate {
  const outcomes = ({ runs }: Trial): Outcomes => runs.map((run) => ofRun(run));
  return pairedGain(outcomes(before), outcomes(after));
}
