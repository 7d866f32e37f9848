import * as path from 'node:path';
import { comeFromFile } from '../backbones/pretrained/loadBackbone.js';
import { digest } from '../base/digest.js';
import { readIfExists, writeAtomic } from '../base/wholeFile.js';
import type { ScannedImage } from '../dataset/scan.js';
import { PART_IN_STORE } from '../dataset/validationParts.js';
import type { Environment } from '../engine/environment.js';
import type { Recipe } from '../recipe/recipeType.js';
import { readNumber, writeNumber } from '../run/jsonNumbers.js';
import type { RunResult } from '../run/runResult.js';

/** Raised whenever a run of the same recipe would give other figures. */
const RUN_VERSION = 3;

/**
 * A finished run as it lies in the store, a folder of its name:
 *
 * - `recipe.json` from its beginning on, as `readRecipe` reads it;
 * - `log.jsonl`, a line for each event and each epoch, with its time;
 * - `state.safetensors` after every epoch, until it is finished;
 * - `best.safetensors`, the weights that training changed, as they were after the best epoch;
 * - `run.json`, this: history, predictions on the validation images, environment; written last;
 * - `lock` while a process works on it.
 */
export interface StoredRun extends RunResult {
  /** Of the process that ended it. */
  environment?: Environment;
  /** ISO date and time of the end of training. */
  finishedAt: string;
  /** The run's name: digest of recipe, images and version. */
  id: string;
}

/**
 * Name of the run of a recipe on images: anything that changes its figures changes the name.
 *
 * @param weights digest of the file that the backbone's weights are read from, by `weightsDigest`; undefined where they
 *   are read from none
 */
export function runId(
  recipe: Recipe,
  images: readonly ScannedImage[],
  classNames: readonly string[],
  weights?: string,
): string {
  const { name, weights: source } = recipe.backbone;
  // Else a run would be answered from the store after its file of weights had changed.
  if (weights === undefined && comeFromFile(name, source))
    throw new Error(`The digest of the weights ${source} is missing.`);
  const data = images.map((image) => [
    ...[image.digest, image.label, image.split],
    // Without parts, the name is that of a run from before there were parts.
    ...(image.part === undefined ? [] : [PART_IN_STORE[image.part]]),
  ]);
  return digest({ version: RUN_VERSION, recipe: asNamed(recipe), classNames, data, weights }).slice(0, 16);
}

/** Without the fields that came later where they change nothing, so that runs that are kept have the names that they had. */
function asNamed({ testTimeAugmentation, temperatureScaling, ...others }: Recipe): object {
  return {
    ...others,
    ...(testTimeAugmentation && { testTimeAugmentation }),
    ...(temperatureScaling && { temperatureScaling }),
  };
}

/** The stored run, or undefined. */
export async function readRun(folder: string, id: string): Promise<StoredRun | undefined> {
  const bytes = await readIfExists(runFile(folder, id, 'run.json'));
  return bytes && withNewNames(JSON.parse(bytes.toString(), readNumber));
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

/** Keeps a finished run. */
export async function writeRun(folder: string, run: StoredRun): Promise<void> {
  await writeAtomic(runFile(folder, run.id, 'run.json'), JSON.stringify(run, writeNumber));
}

export type RunFile = 'recipe.json' | 'log.jsonl' | 'state.safetensors' | 'best.safetensors' | 'run.json' | 'lock';

/** Path of a file of a run. */
export function runFile(folder: string, id: string, file: RunFile): string {
  return path.join(folder, id, file);
}
