import { UserError } from '../base/errors.js';
import { existingRecipe, parseOptions, readDataFolder, readOutputFile } from './parseOptions.js';
import { readQueue, wholeOption } from './queueOptions.js';

/** Options of `thaw sweep`; paths are absolute. */
export interface SweepOptions {
  /** File of a sweep or of a recipe. */
  file: string;
  /** Folder of images. Default: that of the recipe, the user's images in `dataset/`, or the drawn sample set */
  dataFolder?: string;
  /** Address of a queue whose workers train. Default: this machine trains */
  queue?: string;
  /** Whether Ctrl-C takes jobs that wait out of the queue; otherwise they stay there. */
  takesBack: boolean;
  /** Processes of this machine that train at the same time, without a queue. */
  processes: number;
  /** File to write the results to as JSON. */
  jsonFile?: string;
}

export const SWEEP_HELP: string = `thaw sweep trains recipes with several seeds each, here or on several machines, and compares them.

Usage: thaw sweep FILE [--data DIR] [--processes N] [--json FILE]
       thaw sweep FILE --queue redis://HOST:6379 [--take-back] [--data DIR] [--json FILE]

FILE is JSON with the fields
  recipe   a recipe, or the path of its file from the folder of FILE
  grid     values to try: { "learningRate": [0.001, 0.0001], "batchSize": [4, 16] }; default: none
  seeds    a list of seeds, or how many: that of the recipe and those after it; default: 1
A recipe file can be given as well.

What is finished is read, so the same command goes on after a stop. It does so for both ways: a run is the same
wherever it is trained.

Options:
  --data DIR      folder with training_set/ and validation_set/, or with one folder per class;
                  default: the folder named in the recipe, dataset/, or a sample set that thaw draws
  --processes N   train in N processes of this machine at the same time; default: 1
  --queue URL     let the workers of a queue train, see \`thaw worker --help\`
  --take-back     with --queue: Ctrl-C takes the jobs that wait out of the queue. Without it, they stay,
                  workers go on, and the same command collects what they did
  --json FILE     also write the results to FILE
  --help          show this text

Exit code: 0 if all runs are there, 1 if some failed, 2 if it could not run, 130 after Ctrl-C.
`;

/**
 * Reads the words after `sweep`.
 *
 * @returns undefined if help is asked for
 * @throws UserError if an option is unknown, or names a file that does not exist
 */
export function readSweepOptions(words: readonly string[]): SweepOptions | undefined {
  const options = {
    data: { type: 'string' },
    queue: { type: 'string' },
    'take-back': { type: 'boolean' },
    processes: { type: 'string' },
    json: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  } as const;
  const { values, positionals } = parseOptions(words, options, 'See `thaw sweep --help`.');
  if (values.help) return undefined;
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0) {
    throw new UserError(
      '`sweep` is expected to have one file, that of a sweep.',
      positionals.length === 0 ? 'none' : positionals.join(' '),
      'Write `thaw sweep sweep.json`; `thaw sweep --help` says what is in it.',
    );
  }
  if (values.queue === undefined && values['take-back']) {
    throw new UserError('--take-back needs a queue.', 'no --queue', 'Name it with --queue, or leave out --take-back.');
  }
  if (values.queue !== undefined && values.processes !== undefined) {
    const next = 'Leave out --processes: `thaw worker --jobs N` says how many jobs a machine works on.';
    throw new UserError('--queue or --processes is expected.', 'both', next);
  }
  return {
    file: existingRecipe(file, 'The file of a sweep is expected.'),
    dataFolder: readDataFolder(values.data),
    queue: readQueue(values.queue),
    takesBack: values['take-back'] ?? false,
    processes: wholeOption('--processes', values.processes, 1),
    jsonFile: readOutputFile('--json', values.json),
  };
}
