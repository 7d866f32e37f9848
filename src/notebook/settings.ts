import { weightsChecksum } from '../backbones/pretrained/weightsDigest.js';
import { parseControl } from '../recipe/parseControl.js';
import type { Recipe } from '../recipe/recipeType.js';
import { type NotebookSettings, notebookSettingsOf, type Settings } from '../recipe/settings.js';
import { projectCacheOptions, weightStore } from '../store/projectFolders.js';

/** Settings of a notebook: the quick ones, with those given by `--set`. */
export function notebookSettings(): NotebookSettings {
  return notebookSettingsOf(JSON.parse(process.env.THAW_SETTINGS ?? '{}') as Partial<Settings>);
}

/**
 * The backbone of the setting `control`. Its weights are looked for, or downloaded, now rather than where they are first
 * needed.
 *
 * @throws UserError where they are not found
 */
export async function openControlBackbone({ control }: NotebookSettings): Promise<Recipe['backbone']> {
  const backbone = parseControl(control);
  await weightsChecksum(backbone.name, backbone.weights, weightStore());
  return backbone;
}

/** The cache of runs, with the limit that the settings give. */
export function cacheOptions(): ReturnType<typeof projectCacheOptions> {
  return projectCacheOptions(notebookSettings().cacheGigabytes);
}
