import { statSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../base/errors.js';
import { parseOptions, readDataFolder } from './parseOptions.js';

/** What `thaw diagnose` is asked; paths are absolute. */
export interface DiagnoseOptions {
  /** Default: the user's images in `dataset/`, or the drawn sample set. */
  dataFolder?: string;
  /** A recipe, to be trained and checked. */
  recipeFile?: string;
  /** A model that Keras trained. */
  modelFile?: string;
  /** How often each recipe is trained, from its own seed upwards. */
  seeds: number;
  /** Where everything is written as JSON. */
  jsonFile?: string;
}

export const DIAGNOSE_HELP = `thaw diagnose names what is wrong with images, with a recipe, or with a model that Keras has trained.

Usage: thaw diagnose [--data DIR] [--recipe FILE] [--seeds N] [--model FILE] [--json FILE]

Options:
  --data DIR      folder with training_set/ and validation_set/, or with one folder a class;
                  default: that of the recipe, dataset/, or a sample set that thaw draws
  --recipe FILE   besides, trains a recipe (as notebooks/recipes/*.json), or reads its finished run;
                  checks it, and measures what each fault costs
  --seeds N       trains every recipe with so many seeds, for intervals over them; default 1
  --model FILE    besides, looks at a model that Keras has saved (.h5 or .keras): what it answers, which
                  scaling it was trained with, whether training and validation see the same network;
                  with --recipe, under the recipe's scaling and size of batches
  --json FILE     writes everything to FILE too
  --help          show this text

Exit code: 0 without critical findings, 1 with, 2 where it could not run.
`;

/**
 * Reads the words after `diagnose`.
 *
 * @returns undefined where help is asked for
 * @throws UserError where an option is not known, or names what is not there
 */
export function readDiagnoseOptions(words: readonly string[]): DiagnoseOptions | undefined {
  const options = {
    data: { type: 'string' },
    recipe: { type: 'string' },
    seeds: { type: 'string' },
    model: { type: 'string' },
    json: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  } as const;
  const { values, positionals } = parseOptions(words, options, 'See `thaw diagnose --help`.');
  if (values.help) return undefined;
  if (positionals.length > 0) {
    throw new UserError(
      '`diagnose` takes options alone.',
      positionals.join(' '),
      'Name the folder with --data; see `thaw diagnose --help`.',
    );
  }
  const absolute = (given: string | undefined): string | undefined =>
    given === undefined ? undefined : path.resolve(given);
  const dataFolder = readDataFolder(values.data);
  const [recipeFile, modelFile, jsonFile] = [values.recipe, values.model, values.json].map(absolute);
  for (const [name, file] of [
    ['--recipe', recipeFile],
    ['--model', modelFile],
  ] as const) {
    if (file === undefined || kindOf(file) === 'file') continue;
    throw new UserError(`${name} is expected to be a file.`, file, 'Give the path of one that is there.');
  }
  const seeds = Number(values.seeds ?? 1);
  if (!Number.isInteger(seeds) || seeds < 1) {
    throw new UserError('--seeds is expected to be a whole number from 1.', values.seeds, 'Write `--seeds 3`.');
  }
  if (values.seeds !== undefined && recipeFile === undefined) {
    throw new UserError(
      '--seeds is for a recipe.',
      'no --recipe',
      'Name the recipe with --recipe, or leave --seeds out.',
    );
  }
  if (jsonFile !== undefined && kindOf(jsonFile) === 'folder') {
    throw new UserError('--json is expected to be a file.', jsonFile, 'Give a name that is not taken by a folder.');
  }
  return { dataFolder, recipeFile, modelFile, seeds, jsonFile };
}

function kindOf(place: string): 'file' | 'folder' | undefined {
  const found = statSync(place, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  return found.isDirectory() ? 'folder' : 'file';
}
