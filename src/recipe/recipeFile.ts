import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { z } from 'zod';
import { UserError } from '../base/errors.js';
import { parseJson } from '../base/parseJson.js';
import { writeAtomic } from '../base/wholeFile.js';
import { readClassFolders } from '../dataset/classFolders.js';
import type { Dataset } from '../dataset/dataset.js';
import { object, parseFields } from './fields.js';
import { parseRecipe } from './recipe.js';
import type { Recipe } from './recipeType.js';
import { isPattern } from './settings.js';

/** The images of a recipe and how they are split, as its file says it under `data`. */
export interface Data {
  /** Absolute, or from the project's folder. */
  folder: string;
  /** Share of the images that become validation; only for a folder without splits. */
  validationShare: number;
  /** Regular expression whose group names what an image came from, e.g. its photo; null is none. */
  groupPattern: string | null;
  /** At most, of each class and split; null is all. */
  imagesPerClass: number | null;
  /** Of the split and of the draw of so many images. */
  seed: number;
}

/**
 * A recipe file: one JSON object of the recipe's fields and `data`. The data stand beside the recipe and not in it: a
 * run is named after what lies in the folder, not after where it lies, and one recipe is tried on other data.
 */
export interface RecipeFile {
  recipe: Recipe;
  /** Null where the file names none: then those that thaw is started with. */
  data: Data | null;
}

const dataSchema: z.ZodType<Data> = object({
  folder: z.string().min(1),
  validationShare: z.number().min(0.05).max(0.9).default(0.25),
  groupPattern: z
    .string()
    .refine(isPattern, 'a regular expression with one group in parentheses is expected')
    .nullable()
    .default(null),
  imagesPerClass: z.int().min(2).nullable().default(null),
  seed: z.int().min(0).default(42),
});

/** @throws UserError that names the field that does not fit, or line and column where the file is no JSON */
export async function readRecipe(file: string): Promise<RecipeFile> {
  let text: string;
  try {
    text = await fs.readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'EISDIR') throw error;
    throw new UserError(
      'The file of a recipe was expected.',
      code === 'ENOENT' ? `no file ${file}` : `the folder ${file}`,
      'Name a JSON file, as notebooks/recipes/reference.json.',
    );
  }
  return parseRecipeFile(parseJson(text, file));
}

/** @throws UserError that names the first field that does not fit */
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

/** Writes a recipe file as `readRecipe` reads it: the whole file or none of it. Its folder is made where it is missing. */
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
 * @param project the folder that a folder which is not absolute begins in
 * @throws UserError as `readClassFolders`
 */
export async function readData(data: Data, project: string): Promise<Dataset> {
  const { folder, validationShare, groupPattern, imagesPerClass, seed } = data;
  return await readClassFolders(path.resolve(project, folder), {
    validationShare,
    groupPattern: groupPattern ?? undefined,
    imagesPerClass: imagesPerClass ?? undefined,
    seed,
  });
}
