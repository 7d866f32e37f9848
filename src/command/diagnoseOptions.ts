import { statSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../base/errors.js';
import { DEFAULT_MINUTES } from '../recipe/defaultMinutes.js';
import { MOST_SEEDS } from '../recipe/mostSeeds.js';
import {
  parseOptions,
  readChanges,
  readDataFolder,
  readKeras,
  readMinutes,
  readOutputFile,
  readScriptFile,
} from './parseOptions.js';
import { readQueue } from './queueOptions.js';

/** Options of `thaw diagnose`; paths are absolute. */
export interface DiagnoseOptions {
  /** Folder of images. Default: that of the recipe, the user's images in `dataset/`, or the drawn sample set */
  dataFolder?: string;
  /** Recipe to train and check. */
  recipeFile?: string;
  /** Keras script or notebook to read, check and train. */
  scriptFile?: string;
  /** What the person has of a training: a log, a CSV, progress lines. */
  historyFile?: string;
  /** Fields of its recipe that the script does not show, or that are to be others. */
  changes: Record<string, unknown>;
  /** Version of Keras that the script is for: `2.2.4`. */
  keras?: string;
  /** Model that Keras saved, to check. */
  modelFile?: string;
  /** Trainings of each recipe, with its own seed, the next one, and so on. 1 to 20 */
  seeds: number;
  /** Address of a queue whose workers train what does not depend on each other. Default: this machine trains all of it */
  queue?: string;
  /** Minutes for a recipe; `Infinity`: no limit. */
  minutes: number;
  /** File to write the results to as JSON. */
  jsonFile?: string;
  /** File to write all rows of evidence to as CSV. */
  csvFile?: string;
  /** File for a row for each image. */
  scoresFile?: string;
}

export const DIAGNOSE_HELP: string = `thaw diagnose finds what is wrong with a Keras script, with images, with a recipe, or with a model that Keras trained.

Usage: thaw diagnose --script FILE [--history FILE] [--keras VERSION] [--data DIR] [--set name=value]
       thaw diagnose [--data DIR] [--recipe FILE] [--minutes N] [--seeds N] [--model FILE]
                     [--json FILE] [--csv FILE] [--scores FILE]

A script is read, never run: what it says and what is wrong in it stands after seconds. With images, what each
fault costs is measured. Without a script, the images are checked first; an estimate of the time is printed.

Options:
  --script FILE   a Keras script (.py) or notebook (.ipynb); with --data, the training that it describes is
                  diagnosed on these images like a recipe
  --history FILE  what there is of a training: a CSVLogger file, history.history as JSON, TensorBoard's
                  event files, or the progress lines that Keras printed, pasted into a text file
  --keras VERSION the version of Keras that the script is for: 2.2.4, 3.6, "tf.keras 2.10"; default: what the
                  script and the requirement files beside it say
  --set NAME=V    a field of the recipe that the script does not show, as JSON: --set height=224,
                  --set backbone.weights=FILE
  --data DIR      folder with training_set/ and validation_set/, or with one folder per class;
                  default: the folder named in the recipe, dataset/, or a sample set that thaw draws
  --recipe FILE   also train a recipe (such as notebooks/recipes/reference.json), or reuse its
                  finished run, check it, and measure what each fault costs
  --minutes N     time for a recipe; changes that are not tried by then are listed; 0: no limit;
                  default: ${DEFAULT_MINUTES}. Ctrl-C ends it earlier, with a verdict
  --queue URL     let the workers of a queue (\`thaw worker\`) train what does not depend on each other
  --seeds N       train every recipe with N seeds, for intervals over seeds; at most ${MOST_SEEDS}; default: 1
  --model FILE    also check a model that Keras saved (.h5 or .keras): its accuracy, the scaling it
                  was trained with, and whether training and inference see the same network;
                  uses the scaling and batch size of --recipe, if given
  --json FILE     also write the results to FILE
  --csv FILE      also write what the findings list to FILE, a row for each image or pair of images
  --scores FILE   also write a row for each image to FILE, as CSV: prediction, probability, loss,
                  doubt of its label, duplicates, quality, how unusual it is, weak slices
  --help          show this text

Exit code: 0 without critical findings, 1 with critical findings, 2 if it could not run or found no training in a
script, so that nothing is checked.
`;

/**
 * Reads the words after `diagnose`.
 *
 * @returns undefined if help is asked for
 * @throws UserError if an option is unknown, or names a file that does not exist
 */
export function readDiagnoseOptions(words: readonly string[]): DiagnoseOptions | undefined {
  const options = {
    data: { type: 'string' },
    script: { type: 'string' },
    history: { type: 'string' },
    keras: { type: 'string' },
    set: { type: 'string', multiple: true },
    recipe: { type: 'string' },
    seeds: { type: 'string' },
    minutes: { type: 'string' },
    queue: { type: 'string' },
    model: { type: 'string' },
    json: { type: 'string' },
    csv: { type: 'string' },
    scores: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  } as const;
  const { values, positionals } = parseOptions(words, options, 'See `thaw diagnose --help`.');
  if (values.help) return undefined;
  if (positionals.length > 0) {
    throw new UserError(
      '`diagnose` takes options only.',
      positionals.join(' '),
      'Name the folder with --data; see `thaw diagnose --help`.',
    );
  }
  const absolute = (file: string | undefined): string | undefined =>
    file === undefined ? undefined : path.resolve(file);
  const dataFolder = readDataFolder(values.data);
  const [recipeFile, modelFile] = [values.recipe, values.model].map(absolute);
  const scriptFile = readScriptFile(values.script, values.recipe);
  for (const [name, file] of [
    ['--recipe', recipeFile],
    ['--model', modelFile],
  ] as const) {
    // What to do about a SavedModel is said where models are read.
    if (file === undefined || kindOf(file) === 'file' || isSavedModel(file)) continue;
    throw new UserError(`${name} is expected to be a file.`, file, 'Give the path of an existing file.');
  }
  if (values.set !== undefined && scriptFile === undefined) {
    throw new UserError(
      '--set needs a script.',
      'no --script',
      'Name the script with --script, or change the recipe file.',
    );
  }
  const seeds = readSeeds(values.seeds, recipeFile ?? scriptFile);
  return {
    dataFolder,
    recipeFile,
    scriptFile,
    historyFile: absolute(values.history),
    keras: readKeras(values.keras, scriptFile),
    changes: readChanges(values.set ?? []),
    modelFile,
    queue: readQueueOf(values.queue, recipeFile ?? scriptFile),
    seeds,
    minutes: readMinutes(values.minutes, DEFAULT_MINUTES),
    jsonFile: readOutputFile('--json', values.json),
    csvFile: readOutputFile('--csv', values.csv),
    scoresFile: readOutputFile('--scores', values.scores),
  };
}

function readQueueOf(value: string | undefined, recipeFile: string | undefined): string | undefined {
  if (value === undefined || recipeFile !== undefined) return readQueue(value);
  throw new UserError(
    '--queue needs a recipe or a script: only their trainings go to other machines.',
    'no --recipe',
    'Name the recipe with --recipe, or leave --queue out.',
  );
}

function readSeeds(value: string | undefined, recipeFile: string | undefined): number {
  const seeds = Number(value ?? 1);
  if (!Number.isInteger(seeds) || seeds < 1 || seeds > MOST_SEEDS) {
    const expected = `--seeds is expected to be a whole number from 1 to ${MOST_SEEDS}.`;
    throw new UserError(expected, value, 'Write `--seeds 3`.');
  }
  if (value !== undefined && recipeFile === undefined) {
    throw new UserError(
      '--seeds needs a recipe or a script.',
      'no --recipe',
      'Name the recipe with --recipe, or leave --seeds out.',
    );
  }
  return seeds;
}

function isSavedModel(folder: string): boolean {
  return statSync(path.join(folder, 'saved_model.pb'), { throwIfNoEntry: false }) !== undefined;
}

function kindOf(location: string): 'file' | 'folder' | undefined {
  const stats = statSync(location, { throwIfNoEntry: false });
  if (stats === undefined) return undefined;
  return stats.isDirectory() ? 'folder' : 'file';
}
