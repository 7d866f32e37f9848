import path from 'node:path';
import { digest } from '../../base/digest.js';
import { keptJson } from '../../base/keptJson.js';
import { mean } from '../../base/sum.js';
import { ofSplit } from '../../dataset/dataset.js';
import type { ScannedImage } from '../../dataset/scan.js';
import type { Precision } from '../../engine/precision.js';
import { fasterInBfloat16 } from '../../recipe/fasterInBfloat16.js';
import { withChanges } from '../../recipe/recipe.js';
import type { Recipe } from '../../recipe/recipeType.js';
import { measurePassSeconds, type PassSeconds } from '../../run/estimateTrainingSeconds.js';
import { passesFrom } from '../../run/passSeconds.js';
import type { RunOptions } from '../../run/runOptions.js';
import type { StoredRun } from '../../store/runStore.js';
import { trainOrReadTrial, trialsIn } from '../../store/trialStore.js';
import {
  featuresKey,
  stepsOfViews,
  type TrialLimits,
  type TrialRecipe,
  trialRecipe,
  trialSeconds,
} from './trialRecipe.js';
import { checkHeldOut, drawTrialSample, type TrialSample } from './trialSample.js';

/** Trains recipes on a sample of the images, quickly. */
export interface Trials {
  sample: TrialSample;
  /** Training images of the dataset. */
  numTraining: number;
  /**
   * Estimates a trial by what those before took; 0 for one that was run before.
   *
   * @param seed as of `run`
   */
  secondsOf(recipe: Recipe, seed?: number): number;
  /**
   * Trains a recipe, or reads the trial of an earlier call.
   *
   * @param seed added to that of the recipe; default 0
   * @throws UserError where no training images can be held out, the recipe does not fit or diverges in its first epoch
   */
  run(recipe: Recipe, seed?: number): Promise<StoredRun>;
  /**
   * Trains recipes that do not depend on each other on other machines at the same time, so that `run` reads them. Those that do
   * not come back are left to `run`. Undefined where there are no other machines.
   */
  prepare?(trials: readonly { recipe: Recipe; seed?: number }[], seconds: number): Promise<void>;
  /** The same trials with at least so many validation images to confirm on, as far as there are as many. */
  evaluatedOn(numEvaluation: number): Trials;
}

/** Options of `openTrials`. */
export interface TrialOptions
  extends Pick<RunOptions, 'cacheFolder' | 'cacheLimit' | 'date' | 'weightStore' | 'now' | 'interrupted'> {
  /** Folder of all runs; finished trials are kept in `trials` in it. */
  runs: string;
  /** Seconds for all trials; `Infinity`: no limit. */
  seconds: number;
  /** Milliseconds since 1970. */
  clock: () => number;
  /** Seconds of an image, by `measurePassSeconds`. */
  pass: PassSeconds;
  /** Trains on other machines. Default: there are none */
  elsewhere?: TrainElsewhere;
}

/**
 * Trains recipes on other machines at the same time, and stores their runs here; those that fail, or are not back in so many
 * seconds, are left out.
 *
 * @param isTrial whether they are trials, as by `trainOrReadTrial`
 */
export type TrainElsewhere = (
  recipes: readonly Recipe[],
  images: readonly ScannedImage[],
  classNames: readonly string[],
  how: { isTrial: boolean; seconds: number },
) => Promise<void>;

/**
 * Share of the time that one pass of the sample through the backbone takes: ten or more fit, and their trainings. Where trials
 * that select compute in bfloat16, about half of the passes are in it.
 */
const SHARE_OF_PASS = 0.06;
/** Images of a sample at least and at most. With 240, 72 are left to confirm on: a fault that costs 20 points shows. */
const SAMPLE = { least: 240, most: 2000 };
/** Share of the time that one trial takes whose steps run the backbone. */
export const SHARE_OF_TRAINING = 0.03;
/** Without a limit of time, what a trial may take, in seconds: the limit of half an hour. */
const WITHOUT_LIMIT = 1800;
/** Steps of a head on features that are there: about 4 s for a linear one; and the share of the time that they may take. */
export const HEAD_STEPS = 4000;
export const SHARE_OF_HEAD = 0.01;

/** Draws a sample whose size fits the time, by a few trial steps. */
export async function openTrials(
  recipe: Recipe,
  images: readonly ScannedImage[],
  classNames: readonly string[],
  options: TrialOptions,
): Promise<Trials> {
  const seconds = Number.isFinite(options.seconds) ? options.seconds : WITHOUT_LIMIT;
  // A recipe that computes in bfloat16 anyway is compared with float32 too.
  const precisionToSelect = (of: Recipe): Precision =>
    recipe.precision === 'bfloat16' ? of.precision : precisionOfTrials(of);
  const precision = precisionToSelect(recipe);
  const timed: Record<Purpose, PassSeconds> = {
    confirm: options.pass,
    select:
      precision === recipe.precision
        ? options.pass
        : await measurePassSeconds(withChanges(recipe, { precision }), images, options),
  };
  const ofBoth = mean(Object.values(timed).map((pass) => secondsOfPass(recipe, pass)));
  const fitting = Math.round(Math.min(SAMPLE.most, Math.max(SAMPLE.least, (SHARE_OF_PASS * seconds) / ofBoth)));
  const most = await keptSize(fitting, recipe, images, options);
  const sample = drawTrialSample(images, most, recipe.seed);
  const numTraining = ofSplit(images, 'training').length;
  const mostSteps = stepsOfViews(recipe, sample.numTraining, HEAD_STEPS);
  const limitsFrom = (pass: PassSeconds): ((of: Recipe) => TrialLimits) => {
    const passOf = passesFrom(recipe, pass);
    return (of) => ({
      steps: mostSteps,
      headSeconds: SHARE_OF_HEAD * seconds,
      seconds: SHARE_OF_TRAINING * seconds,
      secondsPerPass: secondsOfPass(recipe, passOf(of)),
    });
  };
  // How long a trial is: as with every seed, so in every call, and as with the recipe's own backbone, so with every other.
  const inTrials = limitsFrom(await keptPass(timed.select, recipe, images, options));
  const lengthOf = (of: Recipe): TrialLimits => inTrials({ ...of, backbone: recipe.backbone });
  // What it takes: by what an image takes now.
  const costs: Record<Purpose, (of: Recipe) => TrialLimits> = {
    select: limitsFrom(timed.select),
    confirm: limitsFrom(timed.confirm),
  };
  const ratios: Record<Purpose, number[]> = { select: [], confirm: [] };
  const trialsOn = (trialSample: TrialSample): Trials => {
    const kept = new Set<string>();
    const finished = new Set<string>();
    const trialOf = (of: Recipe, seed: number): TrialRecipe => {
      const trial = trialRecipe(of, sample, numTraining, lengthOf(of));
      const seeded = {
        seed: of.seed + seed,
        precision: purposeOf(seed) === 'select' ? precisionToSelect(of) : of.precision,
      };
      return { ...trial, recipe: withChanges(trial.recipe, seeded) };
    };
    const calculated = (trial: TrialRecipe, seed: number): number =>
      trialSeconds(trial, trialSample, costs[purposeOf(seed)](trial.recipe), kept.has(featuresKey(trial.recipe)));
    const prepareBy =
      (elsewhere: TrainElsewhere): Trials['prepare'] =>
      async (trials, seconds) => {
        const recipes = trials.map(({ recipe: of, seed = SELECTING }) => trialOf(of, seed).recipe);
        const open = recipes.filter((one) => !finished.has(JSON.stringify(one)));
        // One alone is trained here.
        if (open.length < 2) return;
        await elsewhere(open, trialSample.images, classNames, { isTrial: true, seconds });
      };
    return {
      sample: trialSample,
      numTraining,
      secondsOf: (of, seed = SELECTING) => {
        const trial = trialOf(of, seed);
        if (finished.has(JSON.stringify(trial.recipe))) return 0;
        const measured = ratios[purposeOf(seed)];
        return calculated(trial, seed) * (measured.length === 0 ? 1 : mean(measured));
      },
      run: async (of, seed = SELECTING) => {
        checkHeldOut(images);
        const trial = trialOf(of, seed);
        const expected = calculated(trial, seed);
        const measured = ratios[purposeOf(seed)];
        const began = options.now();
        const { run, wasRead } = await trainOrReadTrial(trial.recipe, trialSample.images, classNames, options);
        if (!wasRead) measured.push((options.now() - began) / 1000 / expected);
        if (measured.length > RECENT) measured.shift();
        kept.add(featuresKey(trial.recipe));
        finished.add(JSON.stringify(trial.recipe));
        return run;
      },
      ...(options.elsewhere && { prepare: prepareBy(options.elsewhere) }),
      evaluatedOn: (numEvaluation) => trialsOn(drawTrialSample(images, most, recipe.seed, numEvaluation)),
    };
  };
  return trialsOn(sample);
}

/** Trials with seed 0 select changes; those with other seeds confirm them. */
type Purpose = 'select' | 'confirm';
const SELECTING = 0;
const purposeOf = (seed: number): Purpose => (seed === SELECTING ? 'select' : 'confirm');

/**
 * Precision of trials that select: bfloat16 where that is faster, since it changes few answers, and what is selected is
 * confirmed in the precision of the recipe.
 */
export function precisionOfTrials(recipe: Recipe): Precision {
  return fasterInBfloat16(recipe) ? 'bfloat16' : recipe.precision;
}

/** Seconds of an image in the slower one of the two modes, decoded. */
function secondsOfPass({ batchNormalization }: Recipe, { inference, training, decoding }: PassSeconds): number {
  return Math.max(inference, batchNormalization === 'moving' ? 0 : training) + decoding;
}

/** Trials that estimates learn from. */
const RECENT = 5;

/** The size of the sample of an earlier call, so that a second one goes on from its trials; else one that fits the time. */
async function keptSize(
  fitting: number,
  { backbone, height, width, seed }: Recipe,
  images: readonly ScannedImage[],
  { runs, seconds }: TrialOptions,
): Promise<number> {
  const key = keyOf(images, { backbone, height, width, seed, seconds: String(seconds) });
  const { most } = await keptJson(path.join(trialsIn(runs), `sample-${key}.json`), () => ({ most: fitting }));
  return most;
}

/** What an image took in an earlier call with the same recipe, so that a second one has trials of the same length. */
async function keptPass(
  timed: PassSeconds,
  recipe: Recipe,
  images: readonly ScannedImage[],
  { runs, seconds }: TrialOptions,
): Promise<PassSeconds> {
  const key = keyOf(images, { recipe, seconds: String(seconds) });
  return await keptJson(path.join(trialsIn(runs), `pass-${key}.json`), () => timed);
}

function keyOf(images: readonly ScannedImage[], of: object): string {
  const data = images.map(({ digest: each, label, split }) => [each, label, split]);
  return digest({ data, ...of }).slice(0, 16);
}
