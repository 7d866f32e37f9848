import { UserError } from '../base/errors.js';
import { existingScript, parseOptions, readOutputFile } from './parseOptions.js';

/** Options of `thaw fix`; paths are absolute. */
export interface FixOptions {
  scriptFile: string;
  /** File to write the patch to. Default: it is printed */
  outFile?: string;
  /** Version of Keras that the script is for: `2.2.4`. Default: what the script and the files beside it say */
  keras?: string;
  /** Whether the script itself is changed; a copy is kept. */
  write: boolean;
}

export const FIX_HELP: string = `thaw fix writes a patch for a Keras script: the fewest lines that remove what is wrong in its text.

Usage: thaw fix --script FILE [--keras VERSION] [--out FILE] [--write]

The script is read, never run, and not changed unless --write is given. What cannot be patched safely is
said in words, with the lines.

Options:
  --script FILE    a Keras script (.py) or notebook (.ipynb)
  --keras VERSION  the version of Keras that the script is for: 2.2.4, 3.6, "tf.keras 2.10"; default: what the
                   script and the requirement files beside it say
  --out FILE       write the patch to FILE, for \`patch\` or \`git apply\`; default: print it
  --write          change the script itself, and keep what it was as FILE.orig
  --help           show this text

Exit code: 0 if it ran, 2 if it could not run.
`;

/**
 * Reads the words after `fix`.
 *
 * @returns undefined if help is asked for
 * @throws UserError if an option is unknown, or there is no such script
 */
export function readFixOptions(words: readonly string[]): FixOptions | undefined {
  const options = {
    script: { type: 'string' },
    keras: { type: 'string' },
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
  return {
    scriptFile: existingScript(named),
    keras: values.keras,
    outFile: readOutputFile('--out', values.out),
    write: values.write ?? false,
  };
}
