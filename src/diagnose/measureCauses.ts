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

/** The recipe with all changes up to and including this one, but for those that were left out again. */
export interface Rung extends Trial {
  change: string;
  /** What this change brought; undefined for the recipe as it came. */
  gain?: Estimate;
  /** False for an improvement that brought nothing and is left out of what follows. */
  kept: boolean;
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
  /** Of the fixes, the most costly first. */
  causes: Cause[];
  /** With the fixes that are not shown to do harm, and the improvements that are better. */
  mended: Trial;
}

/** Trains a recipe once for each seed, or reads its stored runs. */
export type RunSeeds = (name: string, recipe: Recipe) => Promise<StoredRun[]>;

/**
 * What each fault costs, both ways, since faults hide each other: fixes are applied one after the other, then the
 * improvements, of which those stay that are better, and then each fix is taken away alone from what came out. The
 * mended recipe leaves a fix out whose absence is shown to be better. What is chosen here is chosen by the images to
 * choose by.
 *
 * @param fixes in order of suspicion; one that changes nothing after those before it is left out
 * @param improvements tried after them
 * @throws UserError where a patch does not fit the recipe
 */
export async function measureCauses(
  first: string,
  recipe: Recipe,
  fixes: readonly Fix[],
  improvements: readonly Fix[],
  run: RunSeeds,
): Promise<Measured> {
  let whole: Rung = { change: first, kept: true, ...(await tried(first, recipe, run)) };
  const rungs = [whole];
  const climb = async ({ change, patch }: Fix, isToKeep: (gain: Estimate) => boolean): Promise<boolean> => {
    const changed = withChanges(whole.recipe, patch);
    if (isDeepStrictEqual(changed, whole.recipe)) return false;
    const trial = await tried(change, changed, run);
    const kept = isToKeep(gainOf(whole, trial, choosingOutcomesOf));
    const rung: Rung = { change, ...trial, gain: gainOf(whole, trial), kept };
    rungs.push(rung);
    if (kept) whole = rung;
    return kept;
  };
  const mending: Fix[] = [];
  for (const fix of fixes) if (await climb(fix, () => true)) mending.push(fix);
  const improving: Fix[] = [];
  for (const improvement of improvements) {
    if (await climb(improvement, (gain) => gain.value > 0)) improving.push(improvement);
  }
  const causes: Cause[] = [];
  const harmless: Fix[] = [];
  for (const [i, fix] of mending.entries()) {
    const others = [...mending.filter((one) => one !== fix), ...improving];
    // Without the last that was applied, the recipe is that of the rung before.
    const isLast = i === mending.length - 1 && improving.length === 0;
    const without = isLast ? rungs[i] : await tried(`all but: ${fix.change}`, withFixes(recipe, others), run);
    causes.push({ ...fix, gain: rungs[i + 1].gain!, cost: gainOf(without, whole) });
    if (!isHarm(gainOf(without, whole, choosingOutcomesOf))) harmless.push(fix);
  }
  const mended =
    harmless.length === mending.length
      ? whole
      : await tried('mended', withFixes(recipe, [...harmless, ...improving]), run);
  return { rungs, causes: causes.sort((a, b) => b.cost.value - a.cost.value), mended };
}

function isHarm(cost: Estimate): boolean {
  return isShown(cost) && cost.value < 0;
}

function withFixes(recipe: Recipe, fixes: readonly Fix[]): Recipe {
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
