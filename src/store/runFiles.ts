import * as path from 'node:path';
import { readKeptJson } from '../base/keptJson.js';
import { writeAtomic } from '../base/wholeFile.js';
import type { Environment } from '../engine/environment.js';
import { readNumber, writeNumber } from '../run/jsonNumbers.js';
import type { RunResult } from '../run/runResult.js';

/**
 * A finished run in the store. Its folder, with the run's name, holds:
 *
 * - `recipe.json`, written at the start, for `readRecipe`;
 * - `log.jsonl`, a line for each event and each epoch, with its time;
 * - `state.safetensors`, written after every epoch, until the run is finished;
 * - `best.safetensors`, the weights of the best epoch that training changed;
 * - `run.json`, this object: history, predictions on the validation images, environment; written last;
 * - `lock`, while a process works on it.
 */
export interface StoredRun extends RunResult {
  /** Environment of the process that finished it. */
  environment?: Environment;
  /** Date and time of the end of training, in ISO format. */
  finishedAt: string;
  /** Name of the run: a digest of recipe, images and version. */
  id: string;
  /** Machine that trained it for a queue; undefined for a run that was asked for where it was trained. */
  machine?: Machine;
}

/** A machine that trains runs for others. */
export interface Machine {
  /** For people, such as the name of its host. */
  name: string;
  /** Digest that tells its folder of runs from those of others: the weights of its runs are there. */
  store: string;
}

/** Files of runs that were said to be damaged. */
const saidDamaged = new Set<string>();

/**
 * Reads a finished run.
 *
 * @param say gets a line, once, about a file that is damaged. Default: it goes to the console
 * @returns undefined if there is none, or its file is damaged, so that it is to be trained again
 */
export async function readRun(
  folder: string,
  id: string,
  say: (text: string) => void = console.warn,
): Promise<StoredRun | undefined> {
  const file = runFile(folder, id, 'run.json');
  const onDamaged = (): void => {
    if (!saidDamaged.has(file)) say(`${file} is damaged: this recipe is trained again.`);
    saidDamaged.add(file);
  };
  const run = await readKeptJson<StoredRun>(file, { revive: readNumber, onDamaged });
  return run && withNewNames(run);
}

/** Fields by the names that they had in run files of older versions. */
interface OldNames {
  toldOn?: StoredRun['evaluatedOn'];
  choosing?: StoredRun['selection'];
}

function withNewNames({ toldOn, choosing, ...run }: StoredRun & OldNames): StoredRun {
  return {
    ...run,
    ...(toldOn !== undefined && { evaluatedOn: toldOn }),
    ...(choosing !== undefined && { selection: choosing }),
  };
}

/** Stores a finished run. */
export async function writeRun(folder: string, run: StoredRun): Promise<void> {
  await writeAtomic(runFile(folder, run.id, 'run.json'), JSON.stringify(run, writeNumber));
}

export type RunFile = 'recipe.json' | 'log.jsonl' | 'state.safetensors' | 'best.safetensors' | 'run.json' | 'lock';

/** Path of a file of a run. */
export function runFile(folder: string, id: string, file: RunFile): string {
  return path.join(folder, id, file);
}
