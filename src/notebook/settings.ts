import { weightsChecksum } from '../backbones/pretrained/weightsDigest.js';
import { parseControl } from '../recipe/parseControl.js';
import type { Recipe } from '../recipe/recipeType.js';
import { type NotebookSettings, notebookSettingsOf, type Settings } from '../recipe/settings.js';
import { projectCacheOptions, weightStore } from '../store/projectOptions.js';
import { interruptible } from './interruptible.js';

/**
 * Returns the settings of a notebook: quick defaults, changed by `--set name=value` on the command line.
 *
 * @returns seeds and the control backbone; size, epochs and those of the data and the cache only where set
 *
 * @example
 * const settings = thaw.notebookSettings();
 * console.log(settings);
 */
export function notebookSettings(): NotebookSettings {
  const settings = notebookSettingsOf(JSON.parse(process.env.THAW_SETTINGS ?? '{}') as Partial<Settings>);
  const recipe = process.env.THAW_RECIPE;
  return recipe === undefined ? settings : { ...settings, recipe };
}

/**
 * Opens the backbone of the setting `control`: one without batch normalization, to compare with. Its weights are found
 * or downloaded now, not in the middle of a training.
 *
 * @returns name and weights, for {@link withBackbone} and {@link comparePolicies}
 * @throws UserError where the backbone is unknown or its weights are not found
 *
 * @example
 * const control = await thaw.openControlBackbone(settings);
 */
export async function openControlBackbone({ control }: NotebookSettings): Promise<Recipe['backbone']> {
  const backbone = parseControl(control);
  await interruptible(() => weightsChecksum(backbone.name, backbone.weights, weightStore()));
  return backbone;
}

/** The cache of runs, with the limit that the settings give. */
export function cacheOptions(): ReturnType<typeof projectCacheOptions> {
  return projectCacheOptions(notebookSettings().cacheGigabytes);
}
