import { firstOfEach } from '../../base/group.js';
import { Interrupted, stoppable, throwIfInterrupted } from '../../base/interruption.js';
import { sum } from '../../base/sum.js';
import { support } from '../../dataset/classFolders.js';
import type { ScannedImage } from '../../dataset/scan.js';
import { isCorrect } from '../../metrics/correctness.js';
import { majorityBaseline } from '../../metrics/imbalance.js';
import { meanAccuracy } from '../../metrics/paired.js';
import type { Recipe } from '../../recipe/recipeType.js';
import { fromScratch } from '../../recipe/variants.js';
import { checkInfo } from '../checks.js';
import type { Finding } from '../finding.js';
import { type Suggested, subjectOf } from '../interventions/catalogue.js';
import { FRESH_SEEDS, orDiverged, runsOnSample, widerTrials } from '../interventions/confirmOnSample.js';
import type { FieldName } from '../interventions/intervention.js';
import { type Search, type SearchResult, searchCauses, type Tried } from '../interventions/searchCauses.js';
import { suggestionsOf } from '../interventions/suggestions.js';
import type { Trials } from '../interventions/trials.js';
import { withPatches } from '../withPatches.js';
import type { Fix } from './fixes.js';
import { type Measured, measureCauses, type RunSeeds } from './measureCauses.js';
import { type BaselineAccuracy, type Verdict, verdictOf } from './verdict.js';

/** What was found by trying changes of a recipe. */
export interface FoundCauses {
  search: SearchResult;
  measured: Measured;
  /** Whether it was measured by training on all images, as the recipe says, or on the sample of the trials. */
  measuredOn: 'all images' | 'sample';
  baselines: BaselineAccuracy[];
  verdict: Verdict;
  /** Unusual values whose change raised the accuracy in the trial, but by too little to be shown on so few images. */
  possible: Tried[];
}

/** A recipe, and how changes of it are tried. */
export interface CausesToFind extends Pick<Search, 'recipe' | 'secondsLeft' | 'onTrial' | 'onKept'> {
  /** All images, and the classes. */
  images: readonly ScannedImage[];
  classNames: readonly string[];
  /** Of the checks: they order what is tried. */
  findings: readonly Finding[];
  /** Fields that are not changed. Default none. */
  except?: readonly FieldName[];
  /**
   * Measures what else to compare with, besides the majority class and a small network from scratch, on the images that the
   * verdict is about. Default nothing.
   */
  baselines?(images: readonly ScannedImage[]): Promise<readonly BaselineAccuracy[]>;
  trials: Trials;
  /** Trains on all images, once for each seed, or reads the runs. */
  train: RunSeeds;
  /** How many seeds that is. */
  seeds: number;
  /** Estimates `train` for a recipe, in seconds; 0 where its runs are finished. */
  trainSeconds(recipe: Recipe): Promise<number>;
  /**
   * Has recipes trained on all images, once for each seed, on other machines at the same time, so that `train` reads them.
   * Default: there are no other machines
   */
  prepare?(recipes: readonly Recipe[], seconds: number): Promise<void>;
  /** Once it is aborted, the verdict follows from the trials that are finished. Default: an interrupt ends the work. */
  signal?: AbortSignal;
  /**
   * Called with what the first changes that were found cost on the images of the sample that confirm: with another seed, where
   * that takes only a part of the time that is left. The search goes on.
   */
  onFirstVerdict?(verdict: Verdict): void;
  /** Called before the changes that were found are confirmed. */
  onConfirm?(changes: readonly Suggested[], on: FoundCauses['measuredOn'], seconds: number): void;
}

/** Share of the time that is left, that confirming the first changes may take: more where training on all images takes too long. */
const TO_CONFIRM_FIRST = { whole: 0.05, sample: 0.4 };
/** Share of the time that is left for confirming what is found. */
const TO_CONFIRM = 0.25;
/** Share of the time that is left, that training a small network from scratch may take. */
const SHARE_OF_BASELINE = 0.2;

/**
 * Finds what costs accuracy by changing one thing at a time and training again. Changes are selected on a sample of the images;
 * what is selected is confirmed on images, and with seeds, that did not select it: by training on all images where the time
 * suffices, and on the sample otherwise.
 */
export async function findCauses(toFind: CausesToFind): Promise<FoundCauses> {
  const { recipe, images, classNames, findings, trials, secondsLeft, except = [] } = toFind;
  const subject = subjectOf(images, classNames.length);
  const reserved = Number.isFinite(secondsLeft()) ? TO_CONFIRM * secondsLeft() : 0;
  const { signal } = toFind;
  const suggest = (current: Recipe): Suggested[] =>
    suggestionsOf(current, findings, subject).filter(({ field }) => !except.includes(field));
  const found = await stoppable(signal, () =>
    searchCauses({
      recipe,
      trials,
      suggest,
      secondsLeft: () => secondsLeft() - reserved,
      onTrial: toFind.onTrial,
      onKept: toFind.onKept,
      onRound: firstVerdict(toFind, suggest),
    }),
  );
  const search = { ...found, kept: scalingApart(recipe, found.kept, suggest) };
  // Where nobody wants a verdict of what is known, an interrupt ends everything.
  if (signal === undefined) throwIfInterrupted();
  const finished = byFinishedTrials(toFind, search.kept);
  const chosen = signal?.aborted === true ? finished : await confirmation(toFind, search);
  toFind.onConfirm?.(search.kept, chosen.measuredOn, chosen.seconds);
  const measure = async (run: RunSeeds): Promise<Measured> => {
    if (run === chosen.run) await chosen.prepare?.(recipesToConfirm(recipe, search.kept));
    return await measureKept(toFind, search.kept, run);
  };
  const { measured, ...by } = await measureInterruptibly(measure, chosen, finished, signal);
  const { measuredOn } = by;
  const baselines = await baselinesOf(toFind, measured, by);
  const verdict = verdictOf(measured, baselines, {
    search: { ...search, numSelection: trials.sample.numSelection },
    findings,
    ...(measuredOn === 'sample' && { sample: by.trials.sample, numTraining: trials.numTraining }),
  });
  return { search, measured, measuredOn, baselines, verdict, possible: possibleCauses(search) };
}

/**
 * Another backbone brings the scaling of its own weights, which also fixes one that is wrong for the weights of the recipe. That
 * is a fault of its own: it is measured apart, before the other backbone.
 */
function scalingApart(recipe: Recipe, kept: readonly Suggested[], suggest: Search['suggest']): Suggested[] {
  const at = kept.findIndex(({ patch }) => patch.backbone !== undefined && patch.scaling !== undefined);
  const before = kept.slice(0, Math.max(0, at));
  if (at < 0 || before.some(({ field }) => field === 'scaling')) return [...kept];
  const own = suggest(withPatches(recipe, before)).find(({ field, isUnusual }) => field === 'scaling' && isUnusual);
  return own === undefined ? [...kept] : [...before, own, ...kept.slice(at)];
}

function measureKept(
  { recipe, secondsLeft }: CausesToFind,
  kept: readonly Suggested[],
  run: RunSeeds,
): Promise<Measured> {
  return measureCauses({
    first: 'the recipe as it is',
    recipe,
    fixes: kept.filter(({ kind }) => kind === 'repair').map(fixOf),
    improvements: kept.filter(({ kind }) => kind === 'improvement').map(fixOf),
    run,
    isHurried: () => secondsLeft() <= 0,
  });
}

/** Confirms what the first round kept, once, where the time suffices. */
function firstVerdict(toFind: CausesToFind, suggest: Search['suggest']): Search['onRound'] {
  const { recipe, trials, classNames, secondsLeft, signal, onFirstVerdict } = toFind;
  if (onFirstVerdict === undefined) return undefined;
  let isSaid = false;
  return async (found) => {
    if (isSaid) return;
    const kept = scalingApart(recipe, found, suggest);
    const left = (trials.sample.isWhole ? TO_CONFIRM_FIRST.whole : TO_CONFIRM_FIRST.sample) * secondsLeft();
    const recipes = recipesToConfirm(recipe, kept);
    // The trials that selected have been evaluated on the images that confirm, too, which selected nothing.
    const seed = [FRESH_SEEDS[0]!, 0].find((one) => sum(recipes, (each) => trials.secondsOf(each, one)) <= left);
    if (seed === undefined) return;
    isSaid = true;
    await prepareOnSample(trials, recipes, [seed], left);
    const measured = await measureKept(toFind, kept, onSample(trials, [seed], classNames));
    if (signal?.aborted === true) throw new Interrupted();
    const { sample, numTraining } = trials;
    onFirstVerdict(verdictOf(measured, [], { sample, numTraining }));
  };
}

/** Gain of a trial from which on a change is worth naming, though its interval includes 0. */
const WORTH_NAMING = 0.03;

function possibleCauses({ tried, kept }: SearchResult): Tried[] {
  const rounds = Math.max(0, ...tried.map(({ after }) => after.length));
  const fields = new Set(kept.map(({ field }) => field));
  const candidates = tried
    .filter(
      ({ after, intervention }) => after.length === rounds && intervention.isUnusual && !fields.has(intervention.field),
    )
    .filter(({ gain }) => gain !== undefined && gain.value >= WORTH_NAMING)
    .sort((a, b) => b.gain!.value - a.gain!.value);
  return firstOfEach(candidates, ({ intervention }) => intervention.field);
}

/** A change as the verdict measures it. */
function fixOf({ check, headline, change, patch, text, source }: Suggested): Fix {
  const summary =
    check === undefined ? `Tried instead: ${change}. Reason for this value: ${source}.` : checkInfo(check).about;
  return { check, headline, summary, change, patch, text };
}

interface Confirmation {
  run: RunSeeds;
  measuredOn: FoundCauses['measuredOn'];
  /** Trials on the images that confirm, where that is a sample. */
  trials: Trials;
  seconds: number;
  /** Has what is to be measured trained on other machines, if there are any. */
  prepare?(recipes: readonly Recipe[]): Promise<void>;
}

/** Measures as chosen; by the trials that are finished, where that is interrupted. */
async function measureInterruptibly(
  measure: (run: RunSeeds) => Promise<Measured>,
  chosen: Confirmation,
  finished: Confirmation,
  signal: AbortSignal | undefined,
): Promise<Confirmation & { measured: Measured }> {
  if (signal?.aborted !== true) {
    try {
      return { ...chosen, measured: await stoppable(signal, () => measure(chosen.run)) };
    } catch (error) {
      if (signal === undefined || !(error instanceof Interrupted)) throw error;
    }
  }
  return { ...finished, measured: await measure(finished.run) };
}

/** By the trials that selected, most of which are finished: without time left, each change is added and none is taken away. */
function byFinishedTrials(
  { recipe, trials, classNames, secondsLeft }: CausesToFind,
  kept: readonly Suggested[],
): Confirmation {
  const recipes = recipesToConfirm(recipe, kept);
  const needed = secondsLeft() > 0 ? recipes : recipes.slice(0, kept.length + 1);
  const seconds = sum(needed, (one) => trials.secondsOf(one));
  return { run: onSample(trials, [0], classNames), measuredOn: 'sample', trials, seconds };
}

/** How to confirm: on all images, on the sample with fresh seeds, or by the trials that there are. */
async function confirmation(toFind: CausesToFind, { kept }: SearchResult): Promise<Confirmation> {
  const { recipe, trials, train, seeds, images, classNames, trainSeconds, secondsLeft } = toFind;
  const recipes = recipesToConfirm(recipe, kept);
  const onAll = sum(await Promise.all(recipes.map(trainSeconds)));
  if (onAll <= secondsLeft()) {
    const run: RunSeeds = (name, one) => orDiverged(() => train(name, one), seeds, one, images, classNames);
    const prepare = async (all: readonly Recipe[]): Promise<void> => await toFind.prepare?.(all, secondsLeft());
    return { run, measuredOn: 'all images', trials, seconds: onAll, prepare };
  }
  const secondsOf = (on: Trials, of: readonly number[]): number =>
    sum(recipes, (one) => sum(of, (seed) => on.secondsOf(one, seed)));
  for (const wider of widerTrials(trials, images)) {
    for (const numSeeds of [2, 1]) {
      const fresh = FRESH_SEEDS.slice(0, numSeeds);
      const seconds = secondsOf(wider, fresh);
      if (seconds > secondsLeft()) continue;
      const prepare = (all: readonly Recipe[]): Promise<void> => prepareOnSample(wider, all, fresh, secondsLeft());
      return { run: onSample(wider, fresh, classNames), measuredOn: 'sample', trials: wider, seconds, prepare };
    }
  }
  return byFinishedTrials(toFind, kept);
}

async function prepareOnSample(
  trials: Trials,
  recipes: readonly Recipe[],
  seeds: readonly number[],
  seconds: number,
): Promise<void> {
  const all = recipes.flatMap((recipe) => seeds.map((seed) => ({ recipe, seed })));
  await trials.prepare?.(all, seconds);
}

function onSample(trials: Trials, seeds: readonly number[], classNames: readonly string[]): RunSeeds {
  return (_, recipe) => runsOnSample(trials, recipe, seeds, classNames);
}

/** The recipe with the first changes, one more each time, and with all changes but one. */
function recipesToConfirm(recipe: Recipe, kept: readonly Suggested[]): Recipe[] {
  return [
    recipe,
    ...kept.map((_, i) => withPatches(recipe, kept.slice(0, i + 1))),
    ...kept.slice(0, -1).map((one) =>
      withPatches(
        recipe,
        kept.filter((other) => other !== one),
      ),
    ),
  ];
}

/** The majority class, and a small network from scratch where the time suffices. */
async function baselinesOf(
  { images, classNames, trainSeconds, secondsLeft, signal, baselines: measureOthers }: CausesToFind,
  { fixed }: Measured,
  { run, measuredOn, trials }: Confirmation,
): Promise<BaselineAccuracy[]> {
  const counts = { classNames, examples: measuredOn === 'sample' ? trials.sample.images : images };
  const majority = majorityBaseline(support(counts, 'training'), support(counts, 'evaluation'));
  const scratch = fromScratch(fixed.recipe);
  const seconds = measuredOn === 'sample' ? trials.secondsOf(scratch, 1) : await trainSeconds(scratch);
  const others = signal?.aborted === true ? undefined : await measureOthers?.(counts.examples);
  const baselines = [{ name: 'majority class', accuracy: majority }, ...(others ?? [])];
  if (seconds >= SHARE_OF_BASELINE * secondsLeft()) return baselines;
  const runs = await run('small network from scratch', scratch);
  return [...baselines, { name: 'small network from scratch', accuracy: meanAccuracy(runs.map(isCorrect)).value }];
}
