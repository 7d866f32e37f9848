import * as path from 'node:path';
import { weightsChecksum } from '../backbones/pretrained/weightsDigest.js';
import type { ScannedImage } from '../dataset/scan.js';
import { describeEnvironment } from '../engine/environment.js';
import type { Recipe } from '../recipe/recipeType.js';
import type { RunOptions } from '../run/runOptions.js';
import { runRecipe } from '../run/runRecipe.js';
import { type Machine, readRun, runId, type StoredRun, writeRun } from './runStore.js';

/** Where trials are kept, and how they are trained. */
export interface TrialStoreOptions
  extends Pick<
    RunOptions,
    'cacheFolder' | 'cacheLimit' | 'date' | 'weightStore' | 'now' | 'interrupted' | 'onProgress'
  > {
  /** Folder of all runs; finished trials are kept in `trials` in it. */
  runs: string;
  /** Milliseconds since 1970. */
  clock: () => number;
  /** Written to the run. Default: none */
  machine?: Machine;
}

/** Folder of finished trials, in that of all runs. */
export const trialsIn = (runs: string): string => path.join(runs, 'trials');

/** Trains a recipe on the images of a trial, or reads the trial of an earlier call; one that is interrupted is not kept. */
export async function trainOrReadTrial(
  recipe: Recipe,
  images: readonly ScannedImage[],
  classNames: readonly string[],
  { runs, clock, machine, ...options }: TrialStoreOptions,
): Promise<{ run: StoredRun; wasRead: boolean }> {
  const weights = await weightsChecksum(recipe.backbone.name, recipe.backbone.weights, options.weightStore);
  const id = runId(recipe, images, classNames, weights);
  const folder = trialsIn(runs);
  const finished = await readRun(folder, id);
  if (finished !== undefined) return { run: finished, wasRead: true };
  const result = await runRecipe(recipe, images, [...classNames], { ...options, batchesOnce: true });
  const run: StoredRun = {
    ...result,
    id,
    environment: describeEnvironment(),
    finishedAt: new Date(clock()).toISOString(),
    ...(machine && { machine }),
  };
  if (run.stopped !== 'interrupted') await writeRun(folder, run);
  return { run, wasRead: false };
}
