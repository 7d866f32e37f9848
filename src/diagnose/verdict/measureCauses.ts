import { isDeepStrictEqual } from 'node:util';
import { isCorrect, isCorrectInSelection } from '../../metrics/correctness.js';
import {
  type CorrectBySeed,
  type Estimate,
  excludesZero,
  meanAccuracy,
  pairedDifference,
} from '../../metrics/paired.js';
import { withChanges } from '../../recipe/recipe.js';
import type { Recipe } from '../../recipe/recipeType.js';
import type { StoredRun } from '../../store/runStore.js';
import { checkInfo } from '../checks.js';
import type { Finding } from '../finding.js';
import { type Fix, fixesOf } from './fixes.js';

/** A recipe, trained once for each seed. */
export interface Trial {
  recipe: Recipe;
  runs: StoredRun[];
  accuracy: Estimate;
}

/** The recipe with all changes up to and including this one, but for those that were left out again. */
export interface AblationStep extends Trial {
  change: string;
  /** What this change brought; undefined for the recipe as it came. */
  gain?: Estimate;
  /** False for what brought nothing, or harm, and is left out of what follows. */
  kept: boolean;
}

/** What one fix is worth, measured both ways. In shares of the validation pictures. */
export interface Cause extends Fix {
  /** What it brought after those before it. */
  gain: Estimate;
  /** What the mended recipe loses where this fix alone is taken away; positive where the fault costs accuracy. */
  cost: Estimate;
}

/** What {@link measureFixes} measured. */
export interface Measured {
  steps: AblationStep[];
  /** Of the fixes, the most costly first. */
  causes: Cause[];
  /** With the fixes that are not shown to do harm, and the improvements and the alternative that are better. */
  fixed: Trial;
  /** What was found only once the first faults were mended; its fixes are among the causes. */
  hiddenFindings: Finding[];
}

/** Trains a recipe once for each seed, or reads its stored runs. */
export type RunSeeds = (name: string, recipe: Recipe) => Promise<StoredRun[]>;

/** Runs the checks of a recipe on a run of it. */
export type Recheck = (recipe: Recipe, run: StoredRun) => Promise<Finding[]>;

/** How often a mended recipe is looked at again: a third fault behind a second is rare, and each look costs a minute. */
const MAX_RECHECKS = 2;

/** What there is to measure. */
export interface CausesToMeasure {
  /** What the recipe as it came is called. */
  first: string;
  recipe: Recipe;
  /** In order of suspicion; one that changes nothing after those before it is left out. */
  fixes: readonly Fix[];
  /** Tried after them. */
  improvements: readonly Fix[];
  run: RunSeeds;
  /** Tried on the mended recipe, once its causes are measured; left out, nothing is tried. */
  alternatives?: (mended: Recipe) => readonly Fix[];
  /** Looks for faults that the first ones hid, once those are mended; left out, nothing is looked for. */
  recheck?: Recheck;
}

/**
 * What each fault costs, both ways, since faults hide each other: fixes are applied one after the other, and what is
 * found only then is mended too; then come the improvements, of which those stay that are better, and then each fix is
 * taken away alone from what came out. The mended recipe leaves a fix out whose absence is shown to be better. Last come
 * the alternatives to what came out, of which again those stay that are better. What is chosen here is chosen by the
 * images to choose by.
 *
 * @throws UserError where a patch does not fit the recipe
 */
export async function measureCauses(given: CausesToMeasure): Promise<Measured> {
  const { first, recipe, fixes, improvements, alternatives, run, recheck: look } = given;
  let whole: AblationStep = { change: first, kept: true, ...(await runTrial(first, recipe, run)) };
  const rungs = [whole];
  const step = async (change: string, changed: Recipe, isToKeep: Keeps): Promise<Step | undefined> => {
    const before = whole;
    if (isDeepStrictEqual(changed, before.recipe)) return undefined;
    const trial = await runTrial(change, changed, run);
    const kept = isToKeep(gainOf(before, trial, isCorrectInSelection));
    const gain = gainOf(before, trial);
    rungs.push({ change, ...trial, gain, kept });
    if (kept) whole = rungs[rungs.length - 1];
    return kept ? { before, gain } : undefined;
  };
  const climb = ({ change, patch }: Fix, isToKeep: Keeps): Promise<Step | undefined> =>
    step(change, withChanges(whole.recipe, patch), isToKeep);
  const mending: (Step & { fix: Fix })[] = [];
  const mend = async (fix: Fix, isToKeep: Keeps): Promise<void> => {
    const mended = await climb(fix, isToKeep);
    if (mended !== undefined) mending.push({ fix, ...mended });
  };
  for (const fix of fixes) await mend(fix, () => true);
  const later: Finding[] = [];
  const known = [...fixes];
  for (let looks = 0; look !== undefined && mending.length > 0 && looks < MAX_RECHECKS; looks++) {
    const found = (await look(whole.recipe, whole.runs[0])).filter(isHidden);
    const further = fixesOf(found).filter(({ patch }) => !hasPatch(known, patch));
    if (further.length === 0) break;
    later.push(...found.filter(({ fix }) => hasPatch(further, fix.patch)));
    known.push(...further);
    for (const fix of further) await mend(fix, (gain) => !isHarm(gain));
  }
  const improving: Fix[] = [];
  for (const improvement of improvements) {
    if (await climb(improvement, (gain) => gain.value > 0)) improving.push(improvement);
  }
  const causes: Cause[] = [];
  const harmful: Fix[] = [];
  for (const { fix, before, gain } of mending) {
    const others = [...mending.map((one) => one.fix).filter((one) => one !== fix), ...improving];
    // Without the last that was applied, the recipe is that of the rung before.
    const isLast = fix === mending[mending.length - 1].fix && improving.length === 0;
    const without = isLast ? before : await runTrial(`all but: ${fix.change}`, withFixes(recipe, others), run);
    causes.push({ ...fix, gain, cost: gainOf(without, whole) });
    if (isHarm(gainOf(without, whole, isCorrectInSelection))) harmful.push(fix);
  }
  if (harmful.length > 0) {
    const harmless = mending.map(({ fix }) => fix).filter((fix) => !harmful.includes(fix));
    const change = `without ${harmful.map((fix) => fix.change).join(' and ')}`;
    await step(change, withFixes(recipe, [...harmless, ...improving]), () => true);
  }
  for (const alternative of alternatives?.(whole.recipe) ?? []) await climb(alternative, (gain) => gain.value > 0);
  return {
    steps: rungs,
    causes: causes.sort((a, b) => b.cost.value - a.cost.value),
    fixed: whole,
    hiddenFindings: later,
  };
}

/** Whether a change is kept that brought so much on the images to choose by. */
type Keeps = (gain: Estimate) => boolean;

/** A change that is kept. */
interface Step {
  before: AblationStep;
  gain: Estimate;
}

/** What a first fault may have hidden: a cause, and grave enough. */
function isHidden({ check, severity }: Finding): boolean {
  return severity !== 'info' && checkInfo(check).kind === 'cause';
}

function hasPatch(fixes: readonly Fix[], patch: Finding['fix']['patch']): boolean {
  return fixes.some((fix) => isDeepStrictEqual(fix.patch, patch));
}

function isHarm(cost: Estimate): boolean {
  return excludesZero(cost) && cost.value < 0;
}

function withFixes(recipe: Recipe, fixes: readonly Fix[]): Recipe {
  return fixes.reduce((changed, { patch }) => withChanges(changed, patch), recipe);
}

async function runTrial(name: string, recipe: Recipe, run: RunSeeds): Promise<Trial> {
  const runs = await run(name, recipe);
  return { recipe, runs, accuracy: meanAccuracy(runs.map(isCorrect)) };
}

function gainOf(before: Trial, after: Trial, ofRun = isCorrect): Estimate {
  const outcomes = ({ runs }: Trial): CorrectBySeed => runs.map((run) => ofRun(run));
  return pairedDifference(outcomes(before), outcomes(after));
}
