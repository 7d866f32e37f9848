import * as path from 'node:path';
import { UserError } from '../base/errors.js';
import { isScriptFile } from '../script/syntax/scriptFile.js';
import {
  existingRecipe,
  parseOptions,
  readChanges,
  readDataFolder,
  readMinutes,
  readOutputFile,
} from './parseOptions.js';

/** Options of `thaw improve`; paths are absolute. */
export interface ImproveOptions {
  /** A recipe, or a Keras script or notebook. */
  recipeFile: string;
  /** Fields of a script's recipe that are to be others. */
  changes: Readonly<Record<string, unknown>>;
  /** Folder of images. Default: that of the recipe, the user's images in `dataset/`, or the drawn sample set */
  dataFolder?: string;
  /** `Infinity`: until Ctrl-C. */
  minutes: number;
  /** File to write the recommended recipe to. */
  outFile?: string;
  /** File to write the report to, as HTML. */
  reportFile?: string;
  /** File to write the results to as JSON. */
  jsonFile?: string;
}

const DEFAULT_MINUTES = 60;

export const IMPROVE_HELP: string = `thaw improve searches for the recipe that is most accurate on your images.

Usage: thaw improve FILE [--data DIR] [--minutes N] [--set NAME=V]
                    [--out FILE] [--report FILE] [--json FILE]

FILE is a recipe (such as notebooks/recipes/reference.json), or a Keras script or notebook. Its training is
tried first, and the search recommends another one only where that is shown to be better.

Options:
  --data DIR      folder with training_set/ and validation_set/, or with one folder per class;
                  default: the folder named in the recipe, dataset/, or a sample set that thaw draws
  --minutes N     time for all of it; 0: until Ctrl-C; default: ${DEFAULT_MINUTES}. Ctrl-C ends it earlier, with the
                  result so far. The same command goes on from there, also after the process was killed
  --set NAME=V    a field of the recipe that a script does not show, as JSON: --set height=224
  --out FILE      write the recommended recipe to FILE
  --report FILE   write what was tried, with figures, to FILE as HTML
  --json FILE     write the results to FILE
  --help          show this text

Exit code: 0 if it ran, 2 if it could not, 130 if Ctrl-C came before there was a result.
`;

/**
 * Reads the words after `improve`.
 *
 * @returns undefined if help is asked for
 * @throws UserError if an option is unknown, or names a file that does not exist
 */
export function readImproveOptions(words: readonly string[]): ImproveOptions | undefined {
  const options = {
    data: { type: 'string' },
    minutes: { type: 'string' },
    set: { type: 'string', multiple: true },
    out: { type: 'string' },
    report: { type: 'string' },
    json: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  } as const;
  const { values, positionals } = parseOptions(words, options, 'See `thaw improve --help`.');
  if (values.help) return undefined;
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0) {
    throw new UserError(
      '`improve` is expected to have one file, that of a recipe or a script.',
      positionals.length === 0 ? 'none' : positionals.join(' '),
      'Write `thaw improve notebooks/recipes/reference.json`; see `thaw improve --help`.',
    );
  }
  const recipeFile = existingRecipe(file, 'The file of a recipe or a script is expected.');
  if (values.set !== undefined && !isScriptFile(recipeFile)) {
    throw new UserError(
      '--set needs a script.',
      path.basename(recipeFile),
      'Change the recipe file, or give a Keras script in its place.',
    );
  }
  return {
    recipeFile,
    changes: readChanges(values.set ?? []),
    dataFolder: readDataFolder(values.data),
    minutes: readMinutes(values.minutes, DEFAULT_MINUTES),
    outFile: readOutputFile('--out', values.out),
    reportFile: readOutputFile('--report', values.report),
    jsonFile: readOutputFile('--json', values.json),
  };
}
