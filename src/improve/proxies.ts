import { group } from '../base/group.js';
import { Interrupted } from '../base/interruption.js';
import { random, shuffled } from '../base/random.js';
import { mean } from '../base/sum.js';
import { ofSplit } from '../dataset/dataset.js';
import type { ScannedImage } from '../dataset/scan.js';
import { isIn } from '../dataset/validationParts.js';
import { type TrialLimits, trialRecipe, trialSeconds } from '../diagnose/interventions/trialRecipe.js';
import type { TrialSample } from '../diagnose/interventions/trialSample.js';
import {
  HEAD_STEPS,
  precisionOfTrials,
  SHARE_OF_HEAD,
  SHARE_OF_TRAINING,
  type TrialOptions,
  type Trials,
} from '../diagnose/interventions/trials.js';
import { isCorrectInSelection } from '../metrics/correctness.js';
import { accuracy } from '../metrics/paired.js';
import { withChanges } from '../recipe/recipe.js';
import type { Recipe } from '../recipe/recipeType.js';
import type { PassOf } from '../run/passSeconds.js';
import type { StoredRun } from '../store/runStore.js';
import { trainOrReadTrial } from '../store/trialStore.js';

/** Trainings that stand for a whole one: on a few images at the lowest rung, on the whole sample at the highest. */
export interface Proxies {
  /** Training images of each rung, ascending; the last are those of the sample. */
  steps: readonly number[];
  /** Estimates a training at a rung. */
  secondsOf(recipe: Recipe, rung: number): number;
  /**
   * Trains a recipe at a rung, or reads an earlier training.
   *
   * @returns its accuracy on images of the selection part
   * @throws UserError where the recipe does not fit, or diverges in its first epoch
   */
  train(recipe: Recipe, rung: number): Promise<number>;
}

/** Steps of a head at the lowest rung at least. */
const LEAST_STEPS = 300;
/** Images of the selection part at a rung at least: the standard error of an accuracy is then 5 points at most. */
const LEAST_SELECTION = 100;

/**
 * The rungs of a search. Below the highest one, a training has a share of the training images of the sample, and no images
 * of the evaluation part: nothing can be chosen by them. The highest rung is a trial on the whole sample.
 *
 * @param shares by `sharesOfRungs`
 * @param passOf seconds of an image
 */
export function openProxies(
  trials: Trials,
  shares: readonly number[],
  classNames: readonly string[],
  passOf: PassOf,
  options: TrialOptions,
): Proxies {
  const { sample, numTraining } = trials;
  const lower = shares.slice(0, -1).map((share) => ({ share, sample: partOf(sample, share) }));
  const secondsPerPass = (recipe: Recipe): number => {
    const { inference, decoding } = passOf(recipe);
    return inference + decoding;
  };
  const ratios = new Ratios();
  const limitsOf = (recipe: Recipe, share: number): TrialLimits => ({
    steps: Math.max(LEAST_STEPS, HEAD_STEPS * share),
    headSeconds: SHARE_OF_HEAD * options.seconds * share,
    seconds: SHARE_OF_TRAINING * options.seconds * share,
    secondsPerPass: secondsPerPass(recipe),
  });
  const calculated = (recipe: Recipe, rung: number): number => {
    const { share, sample: images } = lower[rung] ?? { share: 1, sample };
    const limits = limitsOf(recipe, share);
    return trialSeconds(trialRecipe(recipe, images, numTraining, limits), images, limits, false);
  };
  const trained = async (recipe: Recipe, rung: number): Promise<{ run: StoredRun; wasRead: boolean }> => {
    const proxy = lower[rung];
    if (proxy === undefined) {
      const wasRead = trials.secondsOf(recipe) === 0;
      return { run: await trials.run(recipe), wasRead };
    }
    const trial = trialRecipe(recipe, proxy.sample, numTraining, limitsOf(recipe, proxy.share));
    return await trainOrReadTrial(asProxy(trial.recipe), proxy.sample.images, classNames, options);
  };
  return {
    steps: [...lower.map(({ sample: images }) => images.numTraining), sample.numTraining],
    secondsOf: (recipe, rung) => calculated(recipe, rung) * ratios.of(recipe),
    train: async (recipe, rung) => {
      const expected = calculated(recipe, rung);
      const began = options.now();
      const { run, wasRead } = await trained(recipe, rung);
      if (run.stopped === 'interrupted') throw new Interrupted();
      if (!wasRead) ratios.add(recipe, (options.now() - began) / 1000 / expected);
      return accuracy(isCorrectInSelection(run));
    },
  };
}

/** Trials of a backbone that estimates learn from. */
const RECENT = 5;

/** What trainings took over what was calculated: the mean of the last ones with the same backbone, or else of all. */
class Ratios {
  private readonly byBackbone = new Map<string, number[]>();

  add({ backbone }: Recipe, ratio: number): void {
    const known = this.byBackbone.get(backbone.name) ?? [];
    this.byBackbone.set(backbone.name, [...known, ratio].slice(-RECENT));
  }

  of({ backbone }: Recipe): number {
    const known = this.byBackbone.get(backbone.name) ?? [...this.byBackbone.values()].flat();
    return known.length === 0 ? 1 : mean(known);
  }
}

/** What selects only may compute in bfloat16, as trials of the whole sample that select do. */
function asProxy(recipe: Recipe): Recipe {
  return withChanges(recipe, { precision: precisionOfTrials(recipe) });
}

/**
 * A share of the training images of a sample, and of its selection part; no evaluation part. A smaller part lies in a larger
 * one, so that features of frozen layers are computed once.
 */
export function partOf(sample: TrialSample, share: number): TrialSample {
  const { images } = sample;
  const training = evenPart(ofSplit(images, 'training'), Math.round(share * sample.numTraining));
  const numSelection = Math.min(
    sample.numSelection,
    Math.max(LEAST_SELECTION, Math.round(share * sample.numSelection)),
  );
  const selection = evenPart(
    images.filter((image) => isIn(image, 'selection')),
    numSelection,
  );
  const drawn = new Set([...training, ...selection]);
  return {
    // Without parts, the images that select are those that a run is evaluated on.
    images: images.filter((image) => drawn.has(image)).map(({ part: _, ...image }) => image),
    numTraining: training.length,
    numSelection: selection.length,
    numEvaluation: 0,
    isWhole: false,
  };
}

/** The first images of an order in which the classes take turns. */
function evenPart(images: readonly ScannedImage[], count: number): ScannedImage[] {
  const classes = [...group(shuffled(images, random('part of a sample')), ({ label }) => label).values()];
  const ranked = classes.flatMap((members) => members.map((image, rank) => ({ image, rank: rank / members.length })));
  return ranked
    .sort((a, b) => a.rank - b.rank)
    .slice(0, count)
    .map(({ image }) => image);
}
