import * as path from 'node:path';
import { comeFromFile } from '../backbones/pretrained/loadBackbone.js';
import { digest } from '../base/digest.js';
import { readKeptJson } from '../base/keptJson.js';
import { writeAtomic } from '../base/wholeFile.js';
import type { ScannedImage } from '../dataset/scan.js';
import { PART_IN_STORE } from '../dataset/validationParts.js';
import type { Environment } from '../engine/environment.js';
import type { Recipe } from '../recipe/recipeType.js';
import { readNumber, writeNumber } from '../run/jsonNumbers.js';
import type { RunResult } from '../run/runResult.js';

/** Raised whenever a run of the same recipe would give another result. */
const RUN_VERSION = 3;

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

/**
 * Computes the name of the run of a recipe on images. Anything that changes the result changes the name.
 *
 * @param weights digest of the backbone's weight file, by `weightsChecksum`. Default: the weights are from no file
 */
export function runId(
  recipe: Recipe,
  images: readonly ScannedImage[],
  classNames: readonly string[],
  weights?: string,
): string {
  const { name, weights: source } = recipe.backbone;
  // Without it, a stored run would be read although its weight file has changed.
  if (weights === undefined && comeFromFile(name, source))
    throw new Error(`The digest of the weights ${source} is missing.`);
  const data = images.map((image) => [
    ...[image.digest, image.label, image.split],
    // Without parts, the name is that of a run from before there were parts.
    ...(image.part === undefined ? [] : [PART_IN_STORE[image.part]]),
  ]);
  return digest({ version: RUN_VERSION, recipe: asNamed(recipe), classNames, data, weights }).slice(0, 16);
}

/** Leaves out newer fields that change nothing, so that older runs keep their names. */
function asNamed({
  testTimeAugmentation,
  temperatureScaling,
  precision,
  lastActivation,
  validationScaling,
  stepsPerEpoch,
  ...others
}: Recipe): object {
  return {
    ...others,
    ...(testTimeAugmentation && { testTimeAugmentation }),
    ...(temperatureScaling && { temperatureScaling }),
    ...(precision === 'bfloat16' && { precision }),
    ...(lastActivation !== 'softmax' && { lastActivation }),
    ...(validationScaling && { validationScaling }),
    ...(stepsPerEpoch && { stepsPerEpoch }),
  };
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
