import * as fs from 'node:fs/promises';
import type { RawWeight, WeightName } from '../backbones/network/weights.js';
import { weightsChecksum } from '../backbones/pretrained/weightsDigest.js';
import { type LockHolder, readHolder, takeLock } from '../base/fileLock.js';
import { Interrupted, throwIfInterrupted } from '../base/interruption.js';
import { appendTo, writeAtomic } from '../base/wholeFile.js';
import type { ScannedImage } from '../dataset/scan.js';
import type { Environment } from '../engine/environment.js';
import { type Data, recipeText } from '../recipe/recipeFile.js';
import type { Recipe } from '../recipe/recipeType.js';
import type { RunOptions } from '../run/runOptions.js';
import { runRecipe } from '../run/runRecipe.js';
import { stateStore } from '../run/runState.js';
import type { Callback } from '../training/callbacks/callback.js';
import { writeWeights } from '../training/weightFile.js';
import { type Machine, readRun, runFile, runId, type StoredRun, writeRun } from './runStore.js';

export interface StoreOptions extends Omit<RunOptions, 'state' | 'onCheckpoint'> {
  /** Folder of all runs. */
  folder: string;
  /** Milliseconds since 1970. */
  clock: () => number;
  environment: () => Environment;
  /** Written to the recipe file; does not change the name of the run. Default: none */
  data?: Data;
  /** Written to the run; does not change its name. Default: none */
  machine?: Machine;
  /** Called once if another process trains the run, before waiting for it. */
  onWait?: (holder: LockHolder) => void;
}

const MILLISECONDS_BETWEEN_POLLS = 500;

/**
 * Trains a recipe, or reads its finished run. A killed run resumes after its last finished epoch. If another process trains
 * the same run, this one waits and reads it; if that process dies, this one takes over.
 *
 * @throws UserError as `runRecipe`
 */
export async function trainOrRead(
  recipe: Recipe,
  images: readonly ScannedImage[],
  classNames: string[],
  options: StoreOptions,
): Promise<{ run: StoredRun; wasRead: boolean }> {
  const { folder, clock } = options;
  const digest = await weightsChecksum(recipe.backbone.name, recipe.backbone.weights, options.weightStore);
  const id = runId(recipe, images, classNames, digest);
  const lockFile = runFile(folder, id, 'lock');
  for (let polls = 0; ; polls++) {
    const finished = await readRun(folder, id);
    if (finished !== undefined) return { run: finished, wasRead: true };
    const lock = await takeLock(lockFile, { now: clock });
    if (lock === undefined) {
      const holder = await readHolder(lockFile);
      if (polls === 0 && holder !== undefined) options.onWait?.(holder);
      if (options.interrupted?.()) throw new Interrupted();
      await new Promise((resolve) => setTimeout(resolve, MILLISECONDS_BETWEEN_POLLS));
      throwIfInterrupted();
      continue;
    }
    try {
      // It may have finished just before the lock was taken.
      const since = await readRun(folder, id);
      if (since !== undefined) return { run: since, wasRead: true };
      return { run: await trainInto(id, recipe, images, classNames, options), wasRead: false };
    } finally {
      await lock.release();
    }
  }
}

/** Trains and stores a run; an interrupted run is stored under another name, so that it can be resumed. */
async function trainInto(
  id: string,
  recipe: Recipe,
  images: readonly ScannedImage[],
  classNames: string[],
  { folder, clock, environment, data, machine, callbacks = [], ...options }: StoreOptions,
): Promise<StoredRun> {
  const stateFile = runFile(folder, id, 'state.safetensors');
  const { log, note } = logIn(runFile(folder, id, 'log.jsonl'), clock);
  await writeAtomic(runFile(folder, id, 'recipe.json'), recipeText({ recipe, data: data ?? null }));
  let best: ReadonlyMap<WeightName, RawWeight> = new Map();
  try {
    await note({ event: 'begins', environment: environment() });
    const result = await runRecipe(recipe, images, classNames, {
      ...options,
      callbacks: [log, ...callbacks],
      state: stateStore(stateFile, () =>
        console.warn(`${stateFile} is damaged: this training begins again from its first epoch.`),
      ),
      onCheckpoint: async (weights) => {
        best = weights;
      },
    });
    const run: StoredRun = {
      ...result,
      id: result.stopped === 'interrupted' ? `${id}-interrupted` : id,
      environment: environment(),
      finishedAt: new Date(clock()).toISOString(),
      ...(machine && { machine }),
    };
    await note({ event: result.stopped, bestEpoch: result.bestEpoch, seconds: result.seconds });
    await writeWeights(runFile(folder, run.id, 'best.safetensors'), best);
    await writeRun(folder, run);
    if (run.id === id) await fs.rm(stateFile, { force: true });
    return run;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    await note(error instanceof Interrupted ? { event: 'interrupted' } : { event: 'failed', message });
    throw error;
  }
}

/** Appends lines of JSON to a file. An epoch that was lost by a kill and trained again has two lines. */
function logIn(file: string, clock: () => number): { log: Callback; note: (event: object) => Promise<void> } {
  const note = (event: object): Promise<void> =>
    appendTo(file, `${JSON.stringify({ time: new Date(clock()).toISOString(), ...event })}\n`);
  return { note, log: { onEpochEnd: (epoch, logs) => note({ event: 'epoch', epoch, ...logs }) } };
}
