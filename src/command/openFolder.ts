import path from 'node:path';
import { escapeControls } from '../base/text/escapeControls.js';
import { pluralize } from '../base/text/pluralize.js';
import { wrapText } from '../base/text/wrapText.js';
import { ofSplit } from '../dataset/dataset.js';
import { type OpenImages, openImages } from '../dataset/openImages.js';
import type { Scanner } from '../dataset/scan.js';
import { checkBackbone } from '../recipe/checkBackbone.js';
import { checkSize } from '../recipe/checkFit.js';
import { type RecipeFile, splitOptions } from '../recipe/recipeFile.js';
import { correctionsFile, readCorrections } from '../store/corrections.js';
import type { Session } from './session.js';

/** Checks what of a recipe can be checked without images, and prints what of its weights is not used. */
export async function checkRecipe({ recipe }: RecipeFile, { console, options }: Session): Promise<void> {
  checkSize(recipe);
  const notes = await checkBackbone(recipe, options.weightStore);
  for (const note of notes) console.print(wrapText(`Note: ${note}`, console.width));
}

/** The folder of `--data`, else that of the recipe; undefined for `dataset/`, or else the drawn sample set. */
export function folderOf(
  dataFolder: string | undefined,
  file: RecipeFile | undefined,
  { project }: Session,
): string | undefined {
  const data = file?.data ?? undefined;
  const recipeFolder = data && path.resolve(project, data.folder);
  // `dataset/` may hold nothing but the drawn sample set.
  return dataFolder ?? (recipeFolder === path.join(project, 'dataset') ? undefined : recipeFolder);
}

/**
 * Opens the images of a folder, else the user's in `dataset/`, else the drawn sample set.
 *
 * @param how whether a class may have no training images; whether what was decided in a cleaner is applied, default true; and what
 *   scans them, default this machine alone
 */
export async function openFolder(
  folder: string | undefined,
  file: RecipeFile | undefined,
  { console, project, runs, scans }: Session,
  {
    allowUntrained,
    isCorrected = true,
    scanner,
  }: { allowUntrained: boolean; isCorrected?: boolean; scanner?: Scanner },
): Promise<OpenImages> {
  const splits = { ...(file?.data && splitOptions(file.data)), allowUntrained };
  const images = await openImages(folder, splits, {
    project,
    scans,
    corrections: isCorrected ? await readCorrections(correctionsFile(runs)) : [],
    scanner,
    onProgress: (activity, done, total) => console.progress(`${activity}: ${done} of ${total}`),
  });
  const { scan, classNames, drawn, notes } = images;
  const name = drawn ? 'The sample set, drawn by thaw (no photos)' : images.folder;
  const training = ofSplit(scan.images, 'training').length;
  const counts = `${pluralize(training, 'training image')} and ${pluralize(scan.images.length - training, 'validation image')} in ${pluralize(classNames.length, 'class', 'classes')}`;
  console.print(wrapText(escapeControls(`${name}: ${counts}.`), console.width));
  for (const note of notes) console.print(wrapText(escapeControls(note), console.width, '  ', '- '));
  return images;
}
