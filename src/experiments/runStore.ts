import * as path from 'node:path';
import { comeFromFile } from '../backbones/loadBackbone.js';
import { digest } from '../base/digest.js';
import { readIfThere, writeWhole } from '../base/wholeFile.js';
import type { ScannedImage } from '../dataset/scan.js';
import type { Recipe } from './recipe.js';
import type { RunResult } from './runRecipe.js';

/** Raised whenever a run of the same recipe would give other figures. */
const RUN_VERSION = 3;

/** A finished run as it lies in the store. */
export interface StoredRun extends RunResult {
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
  const data = images.map((image) => [image.digest, image.label, image.split]);
  return digest({ version: RUN_VERSION, recipe, classNames, data, weights }).slice(0, 16);
}

/** The stored run, or undefined. */
export async function readRun(folder: string, id: string): Promise<StoredRun | undefined> {
  const kept = await readIfThere(path.join(folder, `${id}.json`));
  return kept && (JSON.parse(kept.toString(), readNumber) as StoredRun);
}

/** Keeps a finished run. */
export async function writeRun(folder: string, run: StoredRun): Promise<void> {
  await writeWhole(path.join(folder, `${run.id}.json`), JSON.stringify(run, writeNumber));
}

// JSON has no NaN and no infinity, and would make null of the loss of a run that diverged.
function writeNumber(_: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? { number: String(value) } : value;
}

function readNumber(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Object.keys(value).join() !== 'number') return value;
  return Number((value as { number: string }).number);
}
