import { UserError } from '../base/errors.js';
import { DEFAULT_MINUTES } from '../recipe/defaultMinutes.js';
import {
  existingScript,
  parseOptions,
  readChanges,
  readDataFolder,
  readMinutes,
  readOutputFile,
} from './parseOptions.js';

/** Options of `thaw fix`; paths are absolute. */
export interface FixOptions {
  scriptFile: string;
  /** File to write the patch to. Default: it is printed */
  outFile?: string;
  /** Folder of images to measure on what each change is worth. Default: the text alone is read */
  dataFolder?: string;
  /** Minutes to measure for, with images; `Infinity`: no limit. */
  minutes: number;
  /** Fields of its recipe that the script does not show, or that are to be others. */
  changes: Record<string, unknown>;
  /** Version of Keras that the script is for: `2.2.4`. Default: what the script and the files beside it say */
  keras?: string;
  /** Whether the script itself is changed; a copy is kept. */
  write: boolean;
}

export const FIX_HELP: string = `thaw fix writes a patch for a Keras script: the fewest lines that remove what is wrong in it.

Usage: thaw fix --script FILE [--keras VERSION] [--data DIR [--minutes N] [--set name=value]]
                [--out FILE] [--write]

The script is read, never run, and not changed unless --write is given. What cannot be patched safely is
said in words, with the lines. With images, its training is diagnosed on them first: the patch leaves alone
what gains nothing there, and has the numbers (rates, batch size, epochs, dropout) that gained accuracy.

Options:
  --script FILE    a Keras script (.py) or notebook (.ipynb)
  --keras VERSION  the version of Keras that the script is for: 2.2.4, 3.6, "tf.keras 2.10"; default: what the
                   script and the requirement files beside it say
  --data DIR       folder with training_set/ and validation_set/, or with one folder per class
  --minutes N      time to measure what each change gains; 0: no limit; default: ${DEFAULT_MINUTES}
  --set NAME=V     a field of the recipe that the script does not show, as JSON: --set height=224
  --out FILE       write the patch to FILE, for \`patch\` or \`git apply\`; default: print it
  --write          change the script itself, and keep what it was as FILE.orig
  --help           show this text

Exit code: 0 if it ran, 2 if it could not run.
`;

/**
 * Reads the words after `fix`.
 *
 * @returns undefined if help is asked for
 * @throws UserError if an option is unknown or needs another one, or there is no such script or folder
 */
export function readFixOptions(words: readonly string[]): FixOptions | undefined {
  const options = {
    script: { type: 'string' },
    keras: { type: 'string' },
    data: { type: 'string' },
    minutes: { type: 'string' },
    set: { type: 'string', multiple: true },
    out: { type: 'string' },
    write: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  } as const;
  const { values, positionals } = parseOptions(words, options, 'See `thaw fix --help`.');
  if (values.help) return undefined;
  const named = values.script ?? positionals[0];
  if (named === undefined || positionals.length > (values.script === undefined ? 1 : 0)) {
    throw new UserError(
      '`fix` is expected to name one script.',
      named === undefined ? 'none' : positionals.join(' '),
      'Write `thaw fix --script train.py`.',
    );
  }
  const dataFolder = readDataFolder(values.data);
  for (const option of ['minutes', 'set'] as const) {
    if (values[option] === undefined || dataFolder !== undefined) continue;
    throw new UserError(`--${option} needs images.`, 'no --data', 'Name the folder of images with --data.');
  }
  return {
    scriptFile: existingScript(named),
    keras: values.keras,
    dataFolder,
    minutes: readMinutes(values.minutes, DEFAULT_MINUTES),
    changes: readChanges(values.set ?? []),
    outFile: readOutputFile('--out', values.out),
    write: values.write ?? false,
  };
}
