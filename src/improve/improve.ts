import path from 'node:path';
import { digest } from '../base/digest.js';
import { Interrupted, outsideOfInterruption, stoppable } from '../base/interruption.js';
import { sum } from '../base/sum.js';
import type { ScannedImage } from '../dataset/scan.js';
import { checkHeldOut, drawTrialSample, type TrialSample } from '../diagnose/interventions/trialSample.js';
import { openTrials, type TrialOptions } from '../diagnose/interventions/trials.js';
import type { Recipe } from '../recipe/recipeType.js';
import { type PassOf, passesFrom } from '../run/passSeconds.js';
import type { StoredRun } from '../store/runStore.js';
import { trainingEstimates } from '../store/trainingEstimates.js';
import { availableBackbones } from './availableBackbones.js';
import { confirm, finalistsOf, type Outcome, type ToConfirm } from './confirm.js';
import { spaceOf } from './dimensions.js';
import { type Edge, edgesOf } from './edges.js';
import { sharesOfRungs } from './halving.js';
import { type Importance, importances, LEAST_POINTS } from './importance.js';
import { type Candidate, type Journal, type JournalDamage, openJournal } from './journal.js';
import { keptPass } from './passSeconds.js';
import { openProxies, type Proxies } from './proxies.js';
import { type Search, search } from './search.js';
import { ownPoint, recipeAt, type Space } from './space.js';

/** What a search found. */
export interface Improvement {
  space: Space;
  sample: TrialSample;
  /** Training images of each rung, ascending. */
  steps: readonly number[];
  candidates: readonly Candidate[];
  outcome: Outcome;
  /** What mattered, at the lowest rung; empty where too few recipes were tried. */
  importances: Importance[];
  /** Where the best recipe lies at the edge of the space. */
  edges: Edge[];
  /** The journal, which Optuna reads. */
  journalFile: string;
  /** Recipes that earlier calls of the same search tried. */
  numEarlier: number;
  /** Recipes that were passed over, since one training of them takes too long for the time. */
  numTooLong: number;
}

/** A search before its first training. */
export interface SearchBegin extends Pick<Improvement, 'space' | 'sample' | 'steps' | 'numEarlier' | 'candidates'> {
  /** What is lost of the journal of earlier calls. */
  damage?: JournalDamage;
}

/** What to improve, and how. */
export interface ToImprove {
  recipe: Recipe;
  /** All images, and the classes. */
  images: readonly ScannedImage[];
  classNames: readonly string[];
  /** Options of trials; `seconds` for all of it. */
  options: Omit<TrialOptions, 'pass'>;
  secondsLeft(): number;
  /** Trains on images as a recipe says, or reads the run. */
  train(name: string, recipe: Recipe, images: readonly ScannedImage[]): Promise<StoredRun>;
  /** Once it is aborted, the result is what is known then. Default: an interrupt ends the work */
  signal?: AbortSignal;
  /** Called once, before the first training. */
  onBegin?(begin: SearchBegin): void;
  onTraining?: Search['onTraining'];
  onTrained?: Search['onTrained'];
  onConfirm?: ToConfirm['onConfirm'];
}

/**
 * Searches for the recipe that is most accurate on these images, from a recipe that is always among the candidates.
 *
 * Recipes are chosen on training images that were held out, and reported on validation images, which choose nothing. A second
 * call with the same images, recipe and time goes on from the journal of the first.
 *
 * @throws Interrupted where the signal comes before the recipe itself was tried once
 * @throws UserError where no training images can be held out, the recipe does not fit the images, or another process searches from it
 */
export async function improve(toImprove: ToImprove): Promise<Improvement> {
  const { recipe, images, classNames, options, signal } = toImprove;
  checkHeldOut(images);
  return await stoppable(signal, async () => {
    const space = spaceOf(recipe, await availableBackbones(options.weightStore));
    const pass = await keptPass(keyOf(toImprove), recipe, images, options);
    const passOf = passesFrom(recipe, pass);
    const limits = { ...options, pass, seconds: SHARE_OF_TRIALS * options.seconds };
    const trials = await openTrials(recipe, images, classNames, limits);
    const shares = sharesOfRungs(trials.sample.numTraining, classNames.length);
    const proxies = openProxies(trials, shares, classNames, passOf, limits);
    const journal = await openJournal(journalOf(toImprove, space, trials.sample, proxies.steps));
    try {
      const numEarlier = journal.candidates.length;
      const { candidates } = journal;
      toImprove.onBegin?.({
        space,
        sample: trials.sample,
        steps: proxies.steps,
        candidates,
        numEarlier,
        damage: journal.damage,
      });
      const full = fullTraining(toImprove, passOf);
      const numTooLong = await searchUntil(toImprove, {
        space,
        trials,
        proxies,
        journal,
        trainSeconds: full.trainSeconds,
      });
      if (!hasOwnResult(journal, proxies)) throw new Interrupted();
      const { steps } = proxies;
      const outcome = await confirmed(toImprove, { space, trials, journal, rungs: steps.length, ...full });
      const tried = candidates.filter(({ accuracies }) => accuracies.length > 0);
      return {
        space,
        sample: trials.sample,
        steps,
        candidates,
        outcome,
        importances: importances(
          space,
          tried.map(({ point }) => point),
          tried.map(({ accuracies: [lowest] }) => (Number.isNaN(lowest) ? 1 / classNames.length : lowest!)),
        ),
        // The best of a few lies anywhere.
        edges: tried.length < LEAST_POINTS ? [] : edgesOf(space, outcome.best?.point ?? ownPoint(space)),
        journalFile: journal.file,
        numEarlier,
        numTooLong,
      };
    } finally {
      await journal.close();
    }
  });
}

/** Trials have limits by the time; a search has more of them than a diagnosis, so each has less. */
const SHARE_OF_TRIALS = 0.5;

/** What makes two calls the same search, before images are drawn. */
function keyOf({ recipe, images, options: { seconds } }: ToImprove): string {
  return digest({ recipe, seconds: String(seconds), images: images.map(({ digest: of, split }) => [of, split]) });
}

function journalOf(
  { recipe, classNames, options: { runs, clock, seconds } }: ToImprove,
  space: Space,
  { images }: TrialSample,
  steps: readonly number[],
): Parameters<typeof openJournal>[0] {
  const ranges = space.dimensions.map(({ name, range }) => [name, range]);
  const data = images.map(({ digest: of, label, split, part }) => [of, label, split, part]);
  const name = `improve-${digest({ recipe, ranges, data, steps, seconds: String(seconds) }).slice(0, 16)}`;
  return {
    file: path.join(runs, 'searches', `${name}.log`),
    name,
    space,
    steps,
    facts: { recipe, classes: classNames, 'training images of each rung': steps },
    clock,
  };
}

/** What a training on all images is: with images that are held out to select the epoch and the recipe. */
function fullTraining(
  { recipe, images, classNames, options, train }: ToImprove,
  passOf: PassOf,
): Pick<ToConfirm, 'images' | 'classNames' | 'train' | 'trainSeconds'> {
  // Validation images with parts have such images; others choose nothing, so some training images are held out.
  const hasParts = images.some(({ part }) => part !== undefined);
  const all = hasParts ? images : drawTrialSample(images, Number.POSITIVE_INFINITY, recipe.seed).images;
  return {
    images: all,
    classNames,
    train: async (name, one) => [await train(name, one, all)],
    trainSeconds: async (one) => {
      const place = { ...options, folder: options.runs };
      return await trainingEstimates(one, passOf(one), all, classNames, 1, place)(one);
    },
  };
}

interface Parts extends Pick<ToConfirm, 'space' | 'trials' | 'journal' | 'trainSeconds'> {
  proxies: Proxies;
}

/** Share of all time that is kept for confirming at most, and what an estimate of it may be wrong by. */
const TO_CONFIRM = 0.45;
const ALLOWANCE = 1.25;

/** Searches as long as the time for confirming is left; where there is nothing to confirm, in that time, too. */
async function searchUntil(toImprove: ToImprove, parts: Parts): Promise<number> {
  const { secondsLeft, options } = toImprove;
  const { space, journal, proxies } = parts;
  const total = secondsLeft();
  const earlier = Math.max(0, ...journal.candidates.flatMap(({ seconds }) => seconds));
  const began = options.now();
  const rungs = proxies.steps.length;
  const isLimited = Number.isFinite(total);
  let reserved = isLimited ? TO_CONFIRM * total : 0;
  const searchOn = (keepsTime: boolean): Promise<number> =>
    search({
      space,
      journal,
      proxies: {
        ...proxies,
        train: async (recipe, rung) => {
          const accuracy = await proxies.train(recipe, rung);
          if (keepsTime && isLimited) reserved = await toReserve(parts, total);
          return accuracy;
        },
      },
      secondsLeft: () => secondsLeft() - reserved,
      secondsSpent: () => earlier + (options.now() - began) / 1000,
      onTraining: toImprove.onTraining,
      onTrained: toImprove.onTrained,
    });
  let numTooLong = 0;
  try {
    numTooLong = await searchOn(true);
    if (isLimited && finalistsOf(journal.candidates, rungs).length === 0) {
      reserved = 0;
      numTooLong = await searchOn(false);
    }
  } catch (error) {
    if (toImprove.signal === undefined || !(error instanceof Interrupted)) throw error;
  }
  return numTooLong;
}

/** Seconds to keep for confirming: on all images where those of two recipes fit, else on the sample. */
async function toReserve({ space, journal, trials, proxies, trainSeconds }: Parts, total: number): Promise<number> {
  const best = finalistsOf(journal.candidates, proxies.steps.length).slice(0, 2);
  const recipes = [space.recipe, ...best.map(({ point }) => recipeAt(space, point))];
  // With nothing found yet, as much again for what will be.
  const factor = ALLOWANCE * (best.length === 0 ? 2 : 1);
  const onAll = factor * sum(await Promise.all(recipes.map(trainSeconds)));
  if (onAll <= TO_CONFIRM * total) return onAll;
  return Math.min(TO_CONFIRM * total, factor * sum(recipes, (recipe) => trials.secondsOf(recipe, 1)));
}

function hasOwnResult({ candidates }: Journal, { steps }: Proxies): boolean {
  const own = candidates.find(({ isOwn }) => isOwn);
  return own !== undefined && (own.accuracies.length === steps.length || own.accuracies.some(Number.isNaN));
}

/** Confirms what was found, without the interruption around it: a signal ends it with what is trained. */
async function confirmed(
  { secondsLeft, signal, onConfirm }: ToImprove,
  rest: Omit<ToConfirm, 'secondsLeft' | 'signal' | 'onConfirm'>,
): Promise<Outcome> {
  const work = (): Promise<Outcome> => confirm({ ...rest, secondsLeft, signal, onConfirm });
  return await (signal === undefined ? work() : outsideOfInterruption(work));
}
