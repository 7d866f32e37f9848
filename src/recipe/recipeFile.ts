import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { z } from 'zod';
import { UserError } from '../base/errors.js';
import { checkDepth, parseJson } from '../base/parseJson.js';
import { writeAtomic } from '../base/wholeFile.js';
import { readClassFolders } from '../dataset/classFolders.js';
import type { Dataset } from '../dataset/dataset.js';
import type { SplitOptions } from '../dataset/split.js';
import { number, object, parseFields, text, wholeNumber } from './fields.js';
import { parseRecipe } from './recipe.js';
import type { Recipe } from './recipeType.js';
import { isPattern } from './settings.js';

/** The images of a recipe and how they are split: the field `data` of a recipe file. */
export interface Data {
  /** Absolute, or relative to the project's folder. Default: `dataset` */
  folder: string;
  /** Share of the images for validation, in [0.05, 0.9]; for a folder without splits. Default: 0.25 */
  validationShare: number;
  /** Regular expression whose group is the source of an image, such as its photo; null: none. Default: null */
  groupPattern: string | null;
  /** Most images of each class and split; null: all. Default: null */
  imagesPerClass: number | null;
  /** Seed of the split and of the draw of `imagesPerClass`. Default: 42 */
  seed: number;
}

/**
 * Content of a recipe file: one JSON object with the recipe's fields and `data`. Data are not part of the recipe: the name
 * of a run depends on the images in the folder, not on its path, and a recipe can be tried on other data.
 */
export interface RecipeFile {
  recipe: Recipe;
  /** Null if the file names none: then the images that thaw is started with. */
  data: Data | null;
}

const dataSchema: z.ZodType<Data> = object({
  folder: text().default('dataset'),
  validationShare: number({ from: 0.05, to: 0.9 }).default(0.25),
  groupPattern: z
    .string('a regular expression with one group in parentheses is expected')
    .refine(isPattern, 'a regular expression with one group in parentheses is expected')
    .nullable()
    .default(null),
  imagesPerClass: wholeNumber({ from: 2 }).nullable().default(null),
  seed: wholeNumber({ from: 0 }).default(42),
});

/**
 * Reads a recipe file: JSON with the fields of a recipe and, under `data`, the folder of its images.
 *
 * @param file path, relative to the working folder
 * @returns the recipe and its data; `data` is null where the file has none
 * @throws UserError that names the field that does not fit, or line and column where the file is not JSON
 *
 * @example
 * const { recipe } = await thaw.readRecipe('recipes/reference.json');
 */
export async function readRecipe(file: string): Promise<RecipeFile> {
  let text: string;
  try {
    text = await fs.readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'EISDIR') throw error;
    throw new UserError(
      'The file of a recipe is expected.',
      code === 'ENOENT' ? `no file ${file}` : `the folder ${file}`,
      'Name a JSON file, such as notebooks/recipes/reference.json.',
    );
  }
  const value = parseJson(text, file);
  checkDepth(value, file);
  return parseRecipeFile(value);
}

/**
 * Checks the content of a recipe file.
 *
 * @throws UserError that names the first wrong field
 */
export function parseRecipeFile(value: unknown): RecipeFile {
  if (typeof value !== 'object' || value === null || !('data' in value)) {
    return { recipe: parseRecipe(value), data: null };
  }
  const { data, ...recipe } = value;
  return {
    recipe: parseRecipe(recipe),
    data: data === null ? null : parseFields(z.object({ data: dataSchema }), { data }, 'a recipe').data,
  };
}

/**
 * Writes a recipe file that {@link readRecipe} reads. The file is written whole or not at all; a missing folder is
 * made.
 *
 * @param file path, relative to the working folder
 * @param data folder and split of the images; null leaves them out
 *
 * @example
 * await thaw.writeRecipe('recipes/mine.json', recipe);
 */
export async function writeRecipe(file: string, recipe: Recipe, data: Data | null = null): Promise<void> {
  await writeAtomic(file, recipeText({ recipe, data }));
}

/** What `readRecipe` reads, as text. */
export function recipeText({ recipe, data }: RecipeFile): string {
  return `${JSON.stringify(data === null ? recipe : { data, ...recipe }, null, 2)}\n`;
}

/**
 * Lists the images of a recipe.
 *
 * @param project folder that a relative `data.folder` starts from
 * @throws UserError as `readClassFolders`
 */
export async function readData(data: Data, project: string): Promise<Dataset> {
  return await readClassFolders(path.resolve(project, data.folder), splitOptions(data));
}

/** How the images of a recipe are split, as options of `readClassFolders`. */
export function splitOptions({ validationShare, groupPattern, imagesPerClass, seed }: Data): SplitOptions {
  return {
    validationShare,
    groupPattern: groupPattern ?? undefined,
    imagesPerClass: imagesPerClass ?? undefined,
    seed,
  };
}
