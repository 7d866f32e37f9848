import path from 'node:path';
import { digest } from '../base/digest.js';
import { readIfExists, writeAtomic } from '../base/wholeFile.js';
import type { ScannedImage } from '../dataset/scan.js';
import type { TrialOptions } from '../diagnose/interventions/trials.js';
import type { Recipe } from '../recipe/recipeType.js';
import { measurePassSeconds, type PassSeconds } from '../run/estimateTrainingSeconds.js';

/** Seconds of an image by a recipe's backbone, at its size. */
export type PassOf = (recipe: Recipe) => Promise<PassSeconds>;

/**
 * Measures once how long an image takes by each backbone, and keeps it for later calls: the length of a trial depends on it,
 * and trials of one search are to be alike, however busy the machine is.
 *
 * @param key of the search
 */
export function keptPasses(
  key: string,
  images: readonly ScannedImage[],
  options: Pick<TrialOptions, 'runs' | 'weightStore' | 'now'>,
): PassOf {
  return async (recipe) => {
    const { backbone, height, width } = recipe;
    const name = digest({ key, backbone }).slice(0, 16);
    const file = path.join(options.runs, 'searches', `pass-${name}.json`);
    const bytes = await readIfExists(file);
    const kept = bytes === undefined ? undefined : (JSON.parse(bytes.toString()) as PassSeconds & { pixels: number });
    const pixels = height * width;
    const pass = kept ?? { ...(await measurePassSeconds(recipe, images, options)), pixels };
    if (kept === undefined) await writeAtomic(file, `${JSON.stringify(pass)}\n`);
    const scale = pixels / pass.pixels;
    return { inference: pass.inference * scale, training: pass.training * scale, decoding: pass.decoding };
  };
}
