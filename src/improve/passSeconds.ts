import path from 'node:path';
import { digest } from '../base/digest.js';
import { keptJson } from '../base/keptJson.js';
import type { ScannedImage } from '../dataset/scan.js';
import type { TrialOptions } from '../diagnose/interventions/trials.js';
import type { Recipe } from '../recipe/recipeType.js';
import { measurePassSeconds, type PassSeconds } from '../run/estimateTrainingSeconds.js';

/**
 * Measures how long an image takes, and keeps it for later calls: the length of a trial depends on it, and trials of one search
 * are to be alike, however busy the machine is.
 *
 * @param key of the search
 */
export async function keptPass(
  key: string,
  recipe: Recipe,
  images: readonly ScannedImage[],
  options: Pick<TrialOptions, 'runs' | 'weightStore' | 'now'>,
): Promise<PassSeconds> {
  const file = path.join(options.runs, 'searches', `pass-${digest(key).slice(0, 16)}.json`);
  return await keptJson(file, () => measurePassSeconds(recipe, images, options));
}
