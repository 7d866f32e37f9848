import { isDeepStrictEqual } from 'node:util';
import { isCorrect, isCorrectInSelection } from '../../metrics/correctness.js';
import { fewestDifferences } from '../../metrics/mcnemar.js';
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
import { withPatches } from '../withPatches.js';
import { type Fix, fixesOf } from './fixes.js';

/** A recipe, trained once for each seed. */
export interface Trial {
  recipe: Recipe;
  runs: StoredRun[];
  accuracy: Estimate;
}

/** The recipe with all changes up to this one that were kept. */
export interface AblationStep extends Trial {
  change: string;
  /** Gain in accuracy from this change; undefined for the unchanged recipe. */
  gain?: Estimate;
  /** False where the change did not improve the accuracy, and the next steps go on without it. */
  kept: boolean;
}

/** What one fix is worth, measured in two ways, in shares of the validation images. */
export interface Cause extends Fix {
  /** Gain in accuracy when it was applied after the fixes before it. */
  gain: Estimate;
  /** What the fixed recipe loses without this fix alone; positive where the fault costs accuracy. */
  cost: Estimate;
  /** `cost` with an interval that allows for the number of changes that were measured (Bonferroni). */
  widened: Estimate;
  /** False where the time did not suffice to take this fix away alone: `cost` is then `gain`. */
  isAlone: boolean;
  /**
   * Whether `gain` or `cost` is above `LEAST_COST` with an interval that allows for the number of changes that were measured
   * (Bonferroni).
   */
  isShown: boolean;
  /** The fixed recipe with this fault alone put back, and without it: the two that `cost` compares. */
  recipes: { before: Recipe; after: Recipe };
  /** A later change that replaces the same setting too: `cost` is measured before it. */
  replacedBy?: string;
}

/** What {@link findCauses} measured. */
export interface Measured {
  steps: AblationStep[];
  /** What each fix is worth, the most costly fault first; another backbone comes last, see {@link byCost}. */
  causes: Cause[];
  /**
   * With the fixes that do no significant harm, and the improvements that raise accuracy. The unchanged recipe, where all of
   * them together are not shown to raise the accuracy.
   */
  fixed: Trial;
  /** Findings that appeared only once the first faults were fixed; their fixes are among the causes. */
  hiddenFindings: Finding[];
}

/**
 * The most costly first. Another backbone comes last: it is the choice of another network, which is worth making once the faults
 * of the training are fixed.
 */
function byCost(a: Cause, b: Cause): number {
  const isBackbone = ({ patch }: Cause): number => Number(patch.backbone !== undefined);
  return isBackbone(a) - isBackbone(b) || b.cost.value - a.cost.value;
}

/** Trains a recipe once for each seed, or reads its stored runs. */
export type RunSeeds = (name: string, recipe: Recipe) => Promise<StoredRun[]>;

/** Runs the checks of a recipe on a run of it. */
export type Recheck = (recipe: Recipe, run: StoredRun) => Promise<Finding[]>;

/** How often a fixed recipe is checked again: a third fault behind a second is rare, and each check costs a minute. */
const MAX_RECHECKS = 2;

/** What there is to measure. */
export interface CausesToMeasure {
  /** Name of the recipe as it came. */
  first: string;
  recipe: Recipe;
  /** By severity; one that changes nothing after those before it is left out. */
  fixes: readonly Fix[];
  /** Tried after the fixes. */
  improvements: readonly Fix[];
  run: RunSeeds;
  /** Finds faults that the first ones hid, once those are fixed. Default none. */
  recheck?: Recheck;
  /**
   * Whether to end soon. Fixes are then not removed alone, and cost what they gained in turn; one that does significant harm is
   * left out at once, although a later one may be what it needs. Default never.
   */
  isHurried?: () => boolean;
}

/**
 * Measures what each fault costs, both ways, since faults hide each other. Fixes are applied one after the other, and what
 * is found only then is fixed too. Then come the improvements, kept only if they raise accuracy. Then each fix is removed
 * alone from the result; a fix that does significant harm is left out. What is kept is selected on one part of the validation
 * images, and evaluated on the other.
 *
 * @throws UserError where a patch does not fit the recipe
 */
export async function measureCauses(toMeasure: CausesToMeasure): Promise<Measured> {
  const { first, recipe, fixes, improvements, run, isHurried = () => false } = toMeasure;
  const start: AblationStep = { change: first, kept: true, ...(await runTrial(first, recipe, run)) };
  const ladder: Ladder = { run, steps: [start], top: start };
  const applied: AppliedFix[] = [];
  await applyFixes(ladder, fixes, applied, (gain) => !isHurried() || !isHarm(gain));
  const hiddenFindings = await fixHidden(ladder, toMeasure, applied);
  const better = await keepBetter(ladder, improvements);
  const kept = better.map(({ fix }) => fix);
  const causes = await costOfEach(ladder, toMeasure, applied, better);
  const harmful = causes.filter(({ isHarmful }) => isHarmful);
  if (harmful.length > 0) {
    const others = causes.filter(({ isHarmful }) => !isHarmful).map(({ fix }) => fix);
    const change = `without ${harmful.map(({ fix }) => fix.change).join(' and ')}`;
    await addStep(ladder, change, withPatches(recipe, [...others, ...kept]), () => true);
  }
  return {
    ...recommended(ladder),
    causes: causes.map(({ cause }) => cause).sort(byCost),
    hiddenFindings,
  };
}

/** The last step that was kept, where it is shown to be more accurate than the first; otherwise the first. */
function recommended({ steps, top }: Ladder): Pick<Measured, 'steps' | 'fixed'> {
  const start = steps[0]!;
  if (top === start || isShown(start, top, 1)) return { steps, fixed: top };
  return { steps: steps.map((step) => (step === start ? step : { ...step, kept: false })), fixed: start };
}

/** The steps so far, and the last that was kept. */
interface Ladder {
  run: RunSeeds;
  steps: AblationStep[];
  top: AblationStep;
}

/** A fix that was kept, with the step before it. */
interface AppliedFix extends KeptChange {
  fix: Fix;
}

/** Trains a changed recipe, and adds it to the ladder; undefined where it is not kept, or changes nothing. */
async function addStep(
  ladder: Ladder,
  change: string,
  recipe: Recipe,
  isToKeep: Keeps,
): Promise<KeptChange | undefined> {
  const before = ladder.top;
  if (isDeepStrictEqual(recipe, before.recipe)) return undefined;
  const trial = await runTrial(change, recipe, ladder.run);
  const kept = isToKeep(gainOf(before, trial, isCorrectInSelection));
  const gain = gainOf(before, trial);
  const step = { change, ...trial, gain, kept };
  ladder.steps.push(step);
  if (!kept) return undefined;
  ladder.top = step;
  return { before, step, gain };
}

function addFix(ladder: Ladder, { change, patch }: Fix, isToKeep: Keeps): Promise<KeptChange | undefined> {
  return addStep(ladder, change, withChanges(ladder.top.recipe, patch), isToKeep);
}

async function applyFixes(
  ladder: Ladder,
  fixes: readonly Fix[],
  applied: AppliedFix[],
  isToKeep: Keeps,
): Promise<void> {
  for (const fix of fixes) {
    const kept = await addFix(ladder, fix, isToKeep);
    if (kept !== undefined) applied.push({ fix, ...kept });
  }
}

/** Checks the fixed recipe again, and fixes what the first faults hid. */
async function fixHidden(
  ladder: Ladder,
  { fixes, recheck }: CausesToMeasure,
  applied: AppliedFix[],
): Promise<Finding[]> {
  const hidden: Finding[] = [];
  const known = [...fixes];
  for (let rechecks = 0; recheck !== undefined && applied.length > 0 && rechecks < MAX_RECHECKS; rechecks++) {
    const found = (await recheck(ladder.top.recipe, ladder.top.runs[0]!)).filter(isHidden);
    const further = fixesOf(found).filter(({ patch }) => !hasPatch(known, patch));
    if (further.length === 0) break;
    hidden.push(...found.filter(({ fix }) => hasPatch(further, fix.patch)));
    known.push(...further);
    await applyFixes(ladder, further, applied, (gain) => !isHarm(gain));
  }
  return hidden;
}

/** Tries changes one after the other, and keeps those that raise accuracy. */
async function keepBetter(ladder: Ladder, changes: readonly Fix[]): Promise<AppliedFix[]> {
  const better: AppliedFix[] = [];
  for (const fix of changes) {
    const kept = await addFix(ladder, fix, (gain) => gain.value > 0);
    if (kept !== undefined) better.push({ fix, ...kept });
  }
  return better;
}

/**
 * Removes each fix alone from the result. Where a later change replaces what a fix changes, as another backbone brings its own
 * scaling, the fix is removed from the last step that it makes a difference to.
 */
async function costOfEach(
  { run }: Ladder,
  { recipe, isHurried = () => false }: CausesToMeasure,
  applied: readonly AppliedFix[],
  improvements: readonly AppliedFix[],
): Promise<{ fix: Fix; cause: Cause; isHarmful: boolean }[]> {
  const costs: { fix: Fix; cause: Cause; isHarmful: boolean }[] = [];
  const all = [...applied, ...improvements];
  for (const one of applied) {
    const { fix, before, step, gain } = one;
    const last = lastStepOf(one, all, recipe);
    // Without the last that was applied, the recipe is that of the step before.
    const isLast = all[last] === one;
    const isAlone = !isLast && !isHurried();
    const without = isAlone ? await runTrial(`all but: ${fix.change}`, recipeOf(recipe, all, last, one), run) : before;
    const after = isLast || isAlone ? all[last]!.step : step;
    const comparisons = all.length;
    const cause: Cause = {
      ...fix,
      gain,
      cost: gainOf(without, after),
      widened: gainOf(without, after, isCorrect, 1 - levelOf(comparisons)),
      isAlone: isLast || isAlone,
      isShown: isShown(before, step, comparisons, LEAST_COST) || isShown(without, after, comparisons, LEAST_COST),
      recipes: { before: without.recipe, after: after.recipe },
      ...(last < all.length - 1 && { replacedBy: all[last + 1]!.fix.change }),
    };
    costs.push({ fix, cause, isHarmful: isHarm(gainOf(without, after, isCorrectInSelection)) });
  }
  return costs;
}

/** The recipe with all changes up to one, without another. */
function recipeOf(recipe: Recipe, all: readonly AppliedFix[], last: number, without?: AppliedFix): Recipe {
  const changes = all.slice(0, last + 1).filter((one) => one !== without);
  return withPatches(
    recipe,
    changes.map(({ fix }) => fix),
  );
}

/** Position of the last step whose recipe is another without a fix. */
function lastStepOf(one: AppliedFix, all: readonly AppliedFix[], recipe: Recipe): number {
  let last = all.length - 1;
  while (all[last] !== one && isDeepStrictEqual(recipeOf(recipe, all, last, one), recipeOf(recipe, all, last))) last--;
  return last;
}

/** Whether to keep a change, by its gain on the selection part of the validation images. */
type Keeps = (gain: Estimate) => boolean;

/** A change that was kept. */
interface KeptChange {
  before: AblationStep;
  step: AblationStep;
  gain: Estimate;
}

/** What a first fault may have hidden: a cause, above info. */
function isHidden({ check, severity }: Finding): boolean {
  return severity !== 'info' && checkInfo(check).kind === 'cause';
}

function hasPatch(fixes: readonly Fix[], patch: Finding['fix']['patch']): boolean {
  return fixes.some((fix) => isDeepStrictEqual(fix.patch, patch));
}

function isHarm(cost: Estimate): boolean {
  return excludesZero(cost) && cost.value < 0;
}

async function runTrial(name: string, recipe: Recipe, run: RunSeeds): Promise<Trial> {
  const runs = await run(name, recipe);
  return { recipe, runs, accuracy: meanAccuracy(runs.map(isCorrect)) };
}

/**
 * What a fault costs at least to be named, as a difference of accuracies. Nobody's accuracy is bad for less than a point, and
 * the change that was selected of many is often better by a little: on four sets of images that thaw was not tuned on, twelve
 * sound recipes had two changes with a lower bound of 0.8 and 0.9 points; 500 fresh images showed none of the one that could
 * be tried on more.
 */
export const LEAST_COST = 0.01;

/** Images that have to be correct with a change and wrong without it for the change to be shown, of so many that are measured. */
export function fewestImages(comparisons: number): number {
  return fewestDifferences(levelOf(comparisons));
}

const levelOf = (comparisons: number): number => 0.05 / Math.max(1, comparisons);

/**
 * Whether accuracy rises by more than `least` from one trial to another, by an interval that allows for a number of comparisons.
 * On a handful of images a bootstrap is too certain, so that McNemar's exact test has to allow it too.
 */
function isShown(before: Trial, after: Trial, comparisons: number, least = 0): boolean {
  const { value, interval } = gainOf(before, after, isCorrect, 1 - levelOf(comparisons));
  const numImages = after.runs[0]!.labels.length;
  return interval[0] > least && Math.round(value * numImages) >= fewestImages(comparisons);
}

function gainOf(before: Trial, after: Trial, ofRun = isCorrect, confidence?: number): Estimate {
  const outcomes = ({ runs }: Trial): CorrectBySeed => runs.map((run) => ofRun(run));
  return pairedDifference(outcomes(before), outcomes(after), undefined, confidence);
}
