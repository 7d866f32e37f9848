import { Interrupted, stoppable } from '../base/interruption.js';
import { mean, sum } from '../base/sum.js';
import type { ScannedImage } from '../dataset/scan.js';
import { FRESH_SEEDS, orDiverged, runsOnSample, widerTrials } from '../diagnose/interventions/confirmOnSample.js';
import type { Trials } from '../diagnose/interventions/trials.js';
import { isCorrect, isCorrectInSelection } from '../metrics/correctness.js';
import { accuracy, type Estimate, meanAccuracy, pairedDifference } from '../metrics/paired.js';
import type { Recipe } from '../recipe/recipeType.js';
import type { StoredRun } from '../store/runStore.js';
import { ranking } from './halving.js';
import type { Candidate, Journal } from './journal.js';
import { type Point, recipeAt, type Space } from './space.js';

/** A recipe as it is evaluated. */
export interface Evaluated {
  point: Point;
  recipe: Recipe;
  runs: StoredRun[];
  /** On the evaluation part, with its 95 % interval. */
  accuracy: Estimate;
}

/** What a search comes to. */
export interface Outcome {
  /** The recipe that the search started from. */
  own: Evaluated;
  /**
   * The best other recipe, by the selection part, and its gain on the evaluation part, which did not select it; undefined
   * where the recipe that the search started from is the best.
   */
  best?: Evaluated & { gain: Estimate };
  /**
   * The best other recipe where, trained once more, it is no longer ahead of the one that the search started from, with both
   * accuracies on the selection part; undefined where it is, or where there is none. It is then not evaluated.
   */
  behind?: { point: Point; accuracy: number; own: number };
  /** Whether that gain is above 0 with an interval that allows for all recipes that were compared on the evaluation part. */
  isShown: boolean;
  /** The best recipe where that is shown to be better, and else the one that the search started from. */
  recommended: Recipe;
  /** Whether both were trained on all images, as the recipes say, or on the sample of the search. */
  measuredOn: 'all images' | 'sample';
  /** Recipes that were compared on the evaluation part so far, in all calls. */
  comparisons: number;
}

/** What `confirm` needs. */
export interface ToConfirm {
  space: Space;
  journal: Journal;
  trials: Trials;
  /** Rungs of the search. */
  rungs: number;
  classNames: readonly string[];
  /** Trains on all images, as a recipe says; images for its selection part are held out of the training images. */
  train(name: string, recipe: Recipe): Promise<StoredRun[]>;
  /** All images as `train` uses them. */
  images: readonly ScannedImage[];
  /** Estimates `train`; 0 where its runs are finished. */
  trainSeconds(recipe: Recipe): Promise<number>;
  secondsLeft(): number;
  /** Once it is aborted, the outcome follows from what is trained. Default: an interrupt ends the work */
  signal?: AbortSignal;
  /** Called before the recipes are trained. */
  onConfirm?(count: number, on: Outcome['measuredOn'], seconds: number): void;
}

/** Recipes that may be trained in full. */
const FINALISTS = 3;
const CONFIDENCE = 0.95;

/**
 * Trains the best recipes of a search and the one that it started from once more: on all images where the time suffices, on
 * the sample with other seeds otherwise. The best of them by the selection part is compared with the start on the evaluation
 * part.
 */
export async function confirm(options: ToConfirm): Promise<Outcome> {
  const { space, journal, trials, rungs, signal } = options;
  const finalists = finalistsOf(journal.candidates, rungs).slice(0, FINALISTS);
  const recipes = finalists.map(({ point }) => recipeAt(space, point));
  if (signal?.aborted !== true && finalists.length > 0) {
    try {
      return await stoppable(signal, async () => {
        const plan = await planOf(options, recipes);
        // Otherwise everything is trained already.
        if (plan.seconds > 0) options.onConfirm?.(plan.recipes.length, plan.measuredOn, plan.seconds);
        return await outcomeOf(options, finalists, plan);
      });
    } catch (error) {
      if (signal === undefined || !(error instanceof Interrupted)) throw error;
    }
  }
  // By the trials of the search itself: their evaluation part has chosen nothing, either.
  const train = (recipe: Recipe): Promise<StoredRun[]> => runsOnSample(trials, recipe, [0], options.classNames);
  return await outcomeOf(options, finalists.slice(0, 1), {
    recipes: recipes.slice(0, 1),
    train,
    measuredOn: 'sample',
    seconds: 0,
  });
}

/** The most accurate of the highest rung; undefined where none reached it. */
export function bestAtTop(candidates: readonly Candidate[], rungs: number): Candidate | undefined {
  return candidates[ranking(candidates, rungs - 1)[0] ?? -1];
}

/** Recipes that were more accurate at the highest rung than the one that the search started from, the best first. */
export function finalistsOf(candidates: readonly Candidate[], rungs: number): Candidate[] {
  const own = candidates.find(({ isOwn }) => isOwn)?.accuracies[rungs - 1] ?? Number.NaN;
  return ranking(candidates, rungs - 1)
    .map((i) => candidates[i]!)
    .filter(({ isOwn, accuracies }) => !isOwn && !(accuracies[rungs - 1]! <= own));
}

interface Plan {
  recipes: Recipe[];
  train(recipe: Recipe): Promise<StoredRun[]>;
  measuredOn: Outcome['measuredOn'];
  seconds: number;
}

/** How to confirm, in the time that is left. */
async function planOf(options: ToConfirm, recipes: Recipe[]): Promise<Plan> {
  const { space, trials, classNames, images, trainSeconds, secondsLeft } = options;
  const all = await Promise.all([space.recipe, ...recipes].map(trainSeconds));
  for (let count = recipes.length; count > 0; count--) {
    const seconds = sum(all.slice(0, count + 1));
    if (seconds > secondsLeft()) continue;
    const train = (recipe: Recipe): Promise<StoredRun[]> =>
      orDiverged(() => options.train('confirming', recipe), 1, recipe, images, classNames);
    return { recipes: recipes.slice(0, count), train, measuredOn: 'all images', seconds };
  }
  const plans = widerTrials(trials, images).flatMap((wider) =>
    (
      [
        [recipes.length, FRESH_SEEDS],
        [1, FRESH_SEEDS],
        [1, FRESH_SEEDS.slice(0, 1)],
      ] as const
    ).map(([count, seeds]) => ({ wider, count, seeds })),
  );
  for (const { wider, count, seeds } of plans) {
    const seconds = sum([space.recipe, ...recipes.slice(0, count)], (recipe) =>
      sum(seeds, (seed) => wider.secondsOf(recipe, seed)),
    );
    if (seconds > secondsLeft()) continue;
    const train = (recipe: Recipe): Promise<StoredRun[]> => runsOnSample(wider, recipe, seeds, classNames);
    return { recipes: recipes.slice(0, count), train, measuredOn: 'sample', seconds };
  }
  const train = (recipe: Recipe): Promise<StoredRun[]> => runsOnSample(trials, recipe, [0], classNames);
  return { recipes: recipes.slice(0, 1), train, measuredOn: 'sample', seconds: 0 };
}

async function outcomeOf(
  { space, journal }: ToConfirm,
  finalists: readonly Candidate[],
  { recipes, train, measuredOn }: Plan,
): Promise<Outcome> {
  const ownPoint = journal.candidates.find(({ isOwn }) => isOwn)!.point;
  const own = evaluated(ownPoint, space.recipe, await train(space.recipe));
  const others: Evaluated[] = [];
  for (const [i, recipe] of recipes.entries()) others.push(evaluated(finalists[i]!.point, recipe, await train(recipe)));
  const [best] = [own, ...others].sort((a, b) => inSelection(b) - inSelection(a));
  if (best === undefined || best === own) {
    const comparisons = journal.evaluated.length;
    const [second] = others.sort((a, b) => inSelection(b) - inSelection(a));
    const behind = second && { point: second.point, accuracy: inSelection(second), own: inSelection(own) };
    return {
      own,
      ...(behind && { behind }),
      isShown: false,
      recommended: space.recipe,
      measuredOn,
      comparisons,
    };
  }
  const isNew = !journal.evaluated.some((point) => JSON.stringify(point) === JSON.stringify(best.point));
  if (isNew) await journal.evaluate(best.point);
  const comparisons = journal.evaluated.length;
  const confidence = 1 - (1 - CONFIDENCE) / comparisons;
  const gain = pairedDifference(own.runs.map(isCorrect), best.runs.map(isCorrect), undefined, confidence);
  const isShown = gain.interval[0] > 0;
  return {
    own,
    best: { ...best, gain },
    isShown,
    recommended: isShown ? best.recipe : space.recipe,
    measuredOn,
    comparisons,
  };
}

function evaluated(point: Point, recipe: Recipe, runs: StoredRun[]): Evaluated {
  return { point, recipe, runs, accuracy: meanAccuracy(runs.map(isCorrect)) };
}

function inSelection({ runs }: Evaluated): number {
  return mean(runs, (run) => accuracy(isCorrectInSelection(run)));
}
