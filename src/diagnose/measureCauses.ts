import { isDeepStrictEqual } from 'node:util';
import { choosingOutcomesOf, outcomesOf } from '../experiments/outcomes.js';
import { type Recipe, withChanges } from '../experiments/recipe.js';
import type { StoredRun } from '../experiments/runStore.js';
import { type Estimate, isShown, meanAccuracy, type Outcomes, pairedGain } from '../metrics/paired.js';
import type { Fix } from './fixes.js';

/** A recipe, trained once for each seed. */
export interface Trial {
  recipe: Recipe;
  runs: StoredRun[];
  accuracy: Estimate;
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
 * taken away alone from the recipe that has all of them. The mended recipe leaves a fix out whose absence is shown to be
 * better, and an improvement that brings nothing.
 *
 * @param fixes in order of suspicion; one that changes nothing after those before it is left out
 * @throws UserError where a patch does not fit the recipe
 */
export async function measureCauses(
  first: string,
  recipe: Recipe,
  fixes: readonly Fix[],
  run: RunSeeds,
): Promise<Measured> {
  const effective = thatChange(recipe, fixes);
  const rungs: Rung[] = [{ change: first, ...(await tried(first, recipe, run)) }];
  for (const { change, patch } of effective) {
    const before = rungs[rungs.length - 1];
    const trial = await tried(change, withChanges(before.recipe, patch), run);
    rungs.push({ change, ...trial, gain: gainOf(before, trial) });
  }
  const whole = rungs[rungs.length - 1];
  const causes: Cause[] = [];
  const kept: Fix[] = [];
  for (const [i, fix] of effective.entries()) {
    const others = effective.filter((other) => other !== fix);
    // Without the last one the recipe is that of the rung before.
    const without =
      i === others.length ? rungs[i] : await tried(`all but: ${fix.change}`, withFixes(recipe, others), run);
    causes.push({ ...fix, gain: rungs[i + 1].gain!, cost: gainOf(without, whole) });
    if (isKept(fix, gainOf(without, whole, choosingOutcomesOf))) kept.push(fix);
  }
  const mended = kept.length === causes.length ? whole : await tried('mended', withFixes(recipe, kept), run);
  return { rungs, causes: causes.sort((a, b) => b.cost.value - a.cost.value), mended };
}

function withFixes(recipe: Recipe, fixes: readonly Fix[]): Recipe {
  return fixes.reduce((changed, { patch }) => withChanges(changed, patch), recipe);
}

function thatChange(recipe: Recipe, fixes: readonly Fix[]): Fix[] {
  const effective: Fix[] = [];
  for (const fix of fixes) {
    const before = withFixes(recipe, effective);
    if (!isDeepStrictEqual(withChanges(before, fix.patch), before)) effective.push(fix);
  }
  return effective;
}

/** @param cost by the images to choose by, as this chooses */
function isKept({ check }: Fix, cost: Estimate): boolean {
  return check === undefined ? cost.value > 0 : !(isShown(cost) && cost.value < 0);
}

async function tried(name: string, recipe: Recipe, run: RunSeeds): Promise<Trial> {
  const runs = await run(name, recipe);
  return { recipe, runs, accuracy: meanAccuracy(runs.map(outcomesOf)) };
}

function gainOf(before: Trial, after: Trial, ofRun = outcomesOf): Estimate {
  const outcomes = ({ runs }: Trial): Outcomes => runs.map((run) => ofRun(run));
  return pairedGain(outcomes(before), outcomes(after));
}
