import { isDeepStrictEqual } from 'node:util';
import { UnusableFile, UserError } from '../../base/errors.js';
import { firstOfEach } from '../../base/group.js';
import { Interrupted } from '../../base/interruption.js';
import type { Estimate } from '../../metrics/paired.js';
import { withChanges } from '../../recipe/recipe.js';
import type { Recipe } from '../../recipe/recipeType.js';
import type { StoredRun } from '../../store/runStore.js';
import { withPatches } from '../withPatches.js';
import type { Suggested } from './catalogue.js';
import { bestOf, gainOf, gainOverNothing, isGain } from './gains.js';
import { mostTelling } from './mostTelling.js';
import type { Trials } from './trials.js';

/** An intervention that was tried. */
export interface Tried {
  intervention: Suggested;
  /** Changes that were made before it. */
  after: readonly Suggested[];
  /**
   * Gain in accuracy on the images that interventions are selected on, with its 80 % interval; undefined where it could not
   * be trained.
   */
  gain: Estimate | undefined;
}

/** What a search found. */
export interface SearchResult {
  /** Changes that together raise the accuracy, in the order in which they were found. */
  kept: Suggested[];
  tried: Tried[];
  /** What the time did not suffice for, and what each would take. */
  untried: { intervention: Suggested; seconds: number }[];
  /** Whether it ended before it was done, or left out what the time does not suffice for. */
  wasStopped: boolean;
  /** True where the time was over before a change was tried: one was tried all the same, the most telling one. */
  wasLate?: boolean;
}

/** What a search tries, and how. */
export interface Search {
  recipe: Recipe;
  trials: Pick<Trials, 'run' | 'secondsOf' | 'prepare'>;
  /** Lists what to try on a recipe: the most suspicious first. */
  suggest(recipe: Recipe): Suggested[];
  /** Seconds that are left. */
  secondsLeft(): number;
  /** Called before each trial of changes, with what is tried in words. */
  onTrial?(what: string, seconds: number): void;
  /** Called whenever changes are kept, with those. */
  onKept?(changes: readonly Suggested[], gain: Estimate): void;
  /** Called after each round that kept something, with all that is kept; the search waits for it. */
  onRound?(kept: readonly Suggested[]): Promise<void>;
}

/** Trials that take no longer come before the others. */
const CHEAP_SECONDS = 3;
/** Share of the time left from which on a trial of an unusual value that no check names waits for the cheaper trials. */
const COSTLY_SHARE = 0.2;
/** Rounds at most: more than six faults at once are hardly told apart. */
const MAX_ROUNDS = 6;

/**
 * Searches for the changes of a recipe that raise its accuracy, by trying them. Where several fields are unusual, all of
 * them are changed at once, and then each is changed back alone, to see which are needed: one fault can hide another, so that
 * changing either alone gains little. Then, in each round, unusual fields are changed on the best recipe so far, one at a
 * time, and the best change is kept; where none of those helps, usual fields, the cheap ones first; then improvements.
 * Changes that did nothing are tried again in the next round. Where the time is over before any change is tried, the most telling
 * one is tried all the same: without it, the time so far would show nothing.
 */
export async function searchCauses(search: Search): Promise<SearchResult> {
  const state: State = { kept: [], recipe: search.recipe, run: undefined, tried: [], isOutOfTime: false };
  let wasInterrupted = false;
  try {
    // Whatever the time: without it there is nothing to say.
    state.run = await runOf(search, search.recipe);
    await keepTogether(search, state);
    if (state.kept.length > 0) await search.onRound?.(state.kept);
    for (let round = 0; round < MAX_ROUNDS; round++) {
      if (!(await keepBest(search, state))) break;
      await search.onRound?.(state.kept);
    }
    if (state.tried.length === 0 && state.kept.length === 0) await tryMostTelling(search, state);
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    wasInterrupted = true;
  }
  const wasStopped = wasInterrupted || state.isOutOfTime;
  const { kept, tried, wasLate } = state;
  return { kept, tried, untried: untriedOf(search, state), wasStopped, ...(wasLate && { wasLate }) };
}

interface State {
  kept: Suggested[];
  recipe: Recipe;
  /** The trial of `recipe`; undefined where it diverged. */
  run: StoredRun | undefined;
  tried: Tried[];
  /** Whether a trial was left out because the time does not suffice for it. */
  isOutOfTime: boolean;
  /** As in the result. */
  wasLate?: boolean;
}

/** A trial of a change that could be trained. */
interface Outcome {
  run: StoredRun;
  gain: Estimate;
}

/** Tries one change, although the time does not suffice for any. */
async function tryMostTelling(search: Search, state: State): Promise<void> {
  const secondsOf = ({ patch }: Suggested): number => search.trials.secondsOf(withChanges(state.recipe, patch));
  const one = mostTelling(search.suggest(state.recipe), secondsOf);
  if (one === undefined) return;
  const outcome = await tryOne(search, state, one);
  // Ctrl-C ends the trial, and is no lack of time.
  state.wasLate = true;
  if (outcome !== undefined && isGain(outcome.gain)) keep(search, state, [one], outcome);
}

/** Tries single changes, and keeps the best. @returns whether one was kept */
async function keepBest(search: Search, state: State): Promise<boolean> {
  const suggested = search.suggest(state.recipe).filter(({ field }) => !isChanged(state, field));
  const timed = suggested.map((one) => ({
    one,
    seconds: search.trials.secondsOf(withChanges(state.recipe, one.patch)),
  }));
  const firsts = firstOfEach(suggested, ({ field }) => field);
  const costly = COSTLY_SHARE * search.secondsLeft();
  const isSuspect = ({ one, seconds }: { one: Suggested; seconds: number }): boolean =>
    one.isUnusual && (seconds <= CHEAP_SECONDS || (firsts.includes(one) && isWorth(one, seconds, costly)));
  const usual = timed.filter((entry) => !isSuspect(entry)).sort((a, b) => a.seconds - b.seconds);
  const repairs = usual.filter(({ one }) => one.kind === 'repair');
  const groups = [
    timed.filter(isSuspect),
    repairs.filter(({ seconds }) => seconds <= CHEAP_SECONDS),
    repairs.filter(({ seconds }) => seconds > CHEAP_SECONDS),
    usual.filter(({ one }) => one.kind === 'improvement'),
  ];
  for (const group of groups) {
    const changes = group.map(({ one }) => one);
    if (await keepBestOf(search, state, changes)) return true;
  }
  return false;
}

/** Whether to try an unusual value before the usual ones: a check names it, or its trial is not costly. */
function isWorth({ check }: Suggested, seconds: number, costly: number): boolean {
  return check !== undefined || seconds <= costly;
}

/** Tries changes of one recipe that the time suffices for, and keeps the best. @returns whether one was kept */
async function keepBestOf(search: Search, state: State, changes: readonly Suggested[]): Promise<boolean> {
  const outcomes: (Outcome & { one: Suggested })[] = [];
  let stop: unknown;
  try {
    await prepare(
      search,
      changes.map(({ patch }) => withChanges(state.recipe, patch)),
    );
    for (const one of changes) {
      if (!fits(search, state, withChanges(state.recipe, one.patch))) continue;
      const outcome = await tryOne(search, state, one);
      if (outcome !== undefined) outcomes.push({ one, ...outcome });
    }
  } catch (error) {
    stop = error;
  }
  const best = bestOf(outcomes);
  if (best !== undefined) keep(search, state, [best.one], best);
  // What was found before Ctrl-C came is kept.
  if (stop !== undefined) throw stop;
  return best !== undefined;
}

/** Has trials that the time suffices for, and that do not depend on each other, trained on other machines, if there are any. */
async function prepare({ trials, secondsLeft }: Search, recipes: readonly Recipe[]): Promise<void> {
  const seconds = secondsLeft();
  const fitting = recipes.filter((recipe) => trials.secondsOf(recipe) <= seconds);
  await trials.prepare?.(
    fitting.map((recipe) => ({ recipe })),
    seconds,
  );
}

/** Unusual fields that can be changed at once in the time. */
function changedAtOnce(search: Search, state: State): Suggested[] {
  const { recipe } = state;
  const costly = COSTLY_SHARE * search.secondsLeft();
  const firsts = firstOfEach(
    search.suggest(recipe).filter(({ isUnusual }) => isUnusual),
    ({ field }) => field,
  );
  const unusual = firsts.filter((one) => isWorth(one, search.trials.secondsOf(withChanges(recipe, one.patch)), costly));
  if (fits(search, state, withPatches(recipe, unusual))) return unusual;
  // A larger size may make all of it too long: without it, the others can still be tried.
  const quick = unusual.filter(({ patch }) => fits(search, state, withChanges(recipe, patch)));
  return fits(search, state, withPatches(recipe, quick)) ? quick : [];
}

/** Changes all unusual fields at once; where that helps, keeps those that are needed, the most needed first. */
async function keepTogether(search: Search, state: State): Promise<void> {
  const firsts = changedAtOnce(search, state);
  if (firsts.length < 2) return;
  const changes = firsts.map(({ change }) => change).join('; ');
  const outcome = await tryRecipe(search, state, withPatches(state.recipe, firsts), `all at once: ${changes}`);
  if (outcome === undefined || !isGain(outcome.gain)) return;
  let { needed, run }: Together = { needed: firsts.map((one) => ({ one, gain: 0 })), run: outcome.run };
  try {
    // Where none proves needless, these are all that follow.
    const without = firsts.map((one) => firsts.filter((other) => other !== one));
    await prepare(
      search,
      without.map((others) => withPatches(state.recipe, others)),
    );
    for (const one of firsts) {
      const others = needed.filter((other) => other.one !== one);
      if (others.length === 0) break;
      const changed = withPatches(
        state.recipe,
        others.map((other) => other.one),
      );
      if (!fits(search, state, changed)) continue;
      const without = await trial(search, changed, `the same without ${one.change}`);
      const gain = without === undefined ? gainOverNothing(run) : gainOf(without, run);
      state.tried.push({ intervention: one, after: others.map((other) => other.one), gain });
      needed = needed.map((other) => (other.one === one ? { one, gain: gain.value } : other));
      if (without === undefined || isGain(gain)) continue;
      needed = others;
      run = without;
    }
  } finally {
    // What was found by the end of the time, or by Ctrl-C, is kept.
    const kept = [...needed].sort((a, b) => b.gain - a.gain).map(({ one }) => one);
    keep(search, state, kept, { run, gain: outcome.gain });
  }
}

/** Changes that are made together, with what each gains, and the trial of all of them. */
interface Together {
  needed: { one: Suggested; gain: number }[];
  run: StoredRun;
}

function keep(search: Search, state: State, changes: readonly Suggested[], { run, gain }: Outcome): void {
  state.kept = [...state.kept, ...changes];
  state.recipe = withPatches(state.recipe, changes);
  state.run = run;
  search.onKept?.(changes, gain);
}

async function tryOne(search: Search, state: State, one: Suggested): Promise<Outcome | undefined> {
  const outcome = await tryRecipe(search, state, withChanges(state.recipe, one.patch), one.change);
  state.tried.push({ intervention: one, after: state.kept, gain: outcome?.gain });
  return outcome;
}

async function tryRecipe(search: Search, state: State, recipe: Recipe, what: string): Promise<Outcome | undefined> {
  const run = await trial(search, recipe, what);
  if (run === undefined) return undefined;
  return { run, gain: state.run === undefined ? gainOverNothing(run) : gainOf(state.run, run) };
}

/** Whether the time suffices for a trial. */
function fits(search: Search, state: State, recipe: Recipe): boolean {
  const suffices = search.trials.secondsOf(recipe) <= search.secondsLeft();
  if (!suffices) state.isOutOfTime = true;
  return suffices;
}

/** Trains a recipe on the sample; undefined where it cannot be trained, such as where it diverges at once. */
async function trial(search: Search, recipe: Recipe, what: string): Promise<StoredRun | undefined> {
  search.onTrial?.(what, search.trials.secondsOf(recipe));
  return await runOf(search, recipe);
}

async function runOf(search: Search, recipe: Recipe): Promise<StoredRun | undefined> {
  try {
    const run = await search.trials.run(recipe);
    if (run.stopped === 'interrupted') throw new Interrupted();
    return run;
  } catch (error) {
    if (error instanceof UserError && !(error instanceof UnusableFile)) return undefined;
    throw error;
  }
}

/** A field is changed once: a second change of it would say that the first was not the cause. */
function isChanged({ kept }: State, field: Suggested['field']): boolean {
  return kept.some((one) => one.field === field);
}

function untriedOf(search: Search, state: State): SearchResult['untried'] {
  return search
    .suggest(state.recipe)
    .filter(({ field }) => !isChanged(state, field))
    .filter((one) => !state.tried.some(({ intervention }) => isDeepStrictEqual(intervention.patch, one.patch)))
    .map((intervention) => ({
      intervention,
      seconds: search.trials.secondsOf(withChanges(state.recipe, intervention.patch)),
    }));
}
