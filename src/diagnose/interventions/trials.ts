import path from 'node:path';
import { weightsChecksum } from '../../backbones/pretrained/weightsDigest.js';
import { digest } from '../../base/digest.js';
import { mean } from '../../base/sum.js';
import { readIfExists, writeAtomic } from '../../base/wholeFile.js';
import { ofSplit } from '../../dataset/dataset.js';
import type { ScannedImage } from '../../dataset/scan.js';
import { describeEnvironment } from '../../engine/environment.js';
import { withChanges } from '../../recipe/recipe.js';
import type { Recipe } from '../../recipe/recipeType.js';
import type { PassSeconds } from '../../run/estimateTrainingSeconds.js';
import type { RunOptions } from '../../run/runOptions.js';
import { runRecipe } from '../../run/runRecipe.js';
import { readRun, runId, type StoredRun, writeRun } from '../../store/runStore.js';
import {
  featuresKey,
  stepsOfViews,
  type TrialLimits,
  type TrialRecipe,
  trialRecipe,
  trialSeconds,
} from './trialRecipe.js';
import { drawTrialSample, type TrialSample } from './trialSample.js';

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
   * @throws UserError where the recipe does not fit or diverges in its first epoch
   */
  run(recipe: Recipe, seed?: number): Promise<StoredRun>;
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
}

/** Share of the time that one pass of the sample through the backbone takes: ten or more fit, and their trainings. */
const SHARE_OF_PASS = 0.06;
/** Images of a sample at least and at most. With 240, 72 are left to confirm on: a fault that costs 20 points shows. */
const SAMPLE = { least: 240, most: 2000 };
/** Share of the time that one trial takes whose steps run the backbone. */
const SHARE_OF_TRAINING = 0.03;
/** Without a limit of time, what a trial may take, in seconds: the limit of half an hour. */
const WITHOUT_LIMIT = 1800;
/** Steps of a head on features that are there: about 4 s for a linear one; and the share of the time that they may take. */
export const HEAD_STEPS = 4000;
const SHARE_OF_HEAD = 0.01;

/** Draws a sample whose size fits the time, by a few trial steps. */
export async function openTrials(
  recipe: Recipe,
  images: readonly ScannedImage[],
  classNames: readonly string[],
  options: TrialOptions,
): Promise<Trials> {
  const seconds = Number.isFinite(options.seconds) ? options.seconds : WITHOUT_LIMIT;
  const { pass } = options;
  const ofFirst = Math.max(pass.inference, recipe.batchNormalization === 'moving' ? 0 : pass.training) + pass.decoding;
  const fitting = Math.round(Math.min(SAMPLE.most, Math.max(SAMPLE.least, (SHARE_OF_PASS * seconds) / ofFirst)));
  const most = await keptSize(fitting, recipe, images, options);
  const sample = drawTrialSample(images, most, recipe.seed);
  const numTraining = ofSplit(images, 'training').length;
  const mostSteps = stepsOfViews(recipe, sample.numTraining, HEAD_STEPS);
  const limitsOf = ({ height, width }: Recipe): TrialLimits => ({
    steps: mostSteps,
    headSeconds: SHARE_OF_HEAD * seconds,
    seconds: SHARE_OF_TRAINING * seconds,
    secondsPerPass: (ofFirst * height * width) / (recipe.height * recipe.width),
  });
  const kept = new Set<string>();
  const finished = new Set<string>();
  const ratios: number[] = [];
  const trialOf = (of: Recipe, seed: number): TrialRecipe => {
    const trial = trialRecipe(of, sample, numTraining, limitsOf(of));
    return { ...trial, recipe: withChanges(trial.recipe, { seed: of.seed + seed }) };
  };
  const calculated = (trial: TrialRecipe): number =>
    trialSeconds(trial, sample, limitsOf(trial.recipe), kept.has(featuresKey(trial.recipe)));
  return {
    sample,
    numTraining,
    secondsOf: (of, seed = 0) => {
      const trial = trialOf(of, seed);
      if (finished.has(JSON.stringify(trial.recipe))) return 0;
      return calculated(trial) * (ratios.length === 0 ? 1 : mean(ratios));
    },
    run: async (of, seed = 0) => {
      const trial = trialOf(of, seed);
      const expected = calculated(trial);
      const began = options.now();
      const { run, wasRead } = await trainOrReadTrial(trial.recipe, sample.images, classNames, options);
      if (!wasRead) ratios.push((options.now() - began) / 1000 / expected);
      if (ratios.length > RECENT) ratios.shift();
      kept.add(featuresKey(trial.recipe));
      finished.add(JSON.stringify(trial.recipe));
      return run;
    },
  };
}

const folderIn = (runs: string): string => path.join(runs, 'trials');

/** Trials that estimates learn from. */
const RECENT = 5;

/** The size of the sample of an earlier call, so that a second one goes on from its trials; else one that fits the time. */
async function keptSize(
  fitting: number,
  { backbone, height, width, seed }: Recipe,
  images: readonly ScannedImage[],
  { runs, seconds }: TrialOptions,
): Promise<number> {
  const data = images.map(({ digest: of, label, split }) => [of, label, split]);
  const key = digest({ data, backbone, height, width, seed, seconds: String(seconds) }).slice(0, 16);
  const file = path.join(folderIn(runs), `sample-${key}.json`);
  const kept = await readIfExists(file);
  if (kept !== undefined) return (JSON.parse(kept.toString()) as { most: number }).most;
  await writeAtomic(file, `${JSON.stringify({ most: fitting })}\n`);
  return fitting;
}

/** Trains a recipe on the images of a trial, or reads the trial of an earlier call; one that is interrupted is not kept. */
export async function trainOrReadTrial(
  recipe: Recipe,
  images: readonly ScannedImage[],
  classNames: readonly string[],
  { runs, clock, ...options }: TrialOptions,
): Promise<{ run: StoredRun; wasRead: boolean }> {
  const weights = await weightsChecksum(recipe.backbone.name, recipe.backbone.weights, options.weightStore);
  const id = runId(recipe, images, classNames, weights);
  const folder = folderIn(runs);
  const finished = await readRun(folder, id);
  if (finished !== undefined) return { run: finished, wasRead: true };
  const result = await runRecipe(recipe, images, [...classNames], { ...options, batchesOnce: true });
  const run: StoredRun = {
    ...result,
    id,
    environment: describeEnvironment(),
    finishedAt: new Date(clock()).toISOString(),
  };
  if (run.stopped !== 'interrupted') await writeRun(folder, run);
  return { run, wasRead: false };
}
