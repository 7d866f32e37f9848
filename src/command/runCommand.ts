import { Interrupted } from '../base/interruption.js';
import type { Console } from './console.js';
import { EXIT } from './exit.js';
import { failureText } from './failureText.js';

/** A command: what it says of itself, how its words are read, and what it does. */
export interface RunnableCommand<Options> {
  help: string;
  /** Gives undefined if help is asked for. */
  read(words: readonly string[]): Options | undefined;
  /** Gives the exit code. */
  run(options: Options): Promise<number>;
}

/**
 * Runs a command: prints its help where that is asked for, and says what is wrong where it fails.
 *
 * @param words after its name
 * @returns the exit code of `run`; 0 for help, 2 if it could not run, 130 if Ctrl-C ended it
 */
export async function runCommand<Options>(
  words: readonly string[],
  console: Console,
  { help, read, run }: RunnableCommand<Options>,
): Promise<number> {
  try {
    const options = read(words);
    if (options === undefined) {
      console.print(help.trimEnd());
      return EXIT.ran;
    }
    return await run(options);
  } catch (error) {
    if (error instanceof Interrupted) return EXIT.interrupted;
    // Any other code would look like a result.
    console.fail(failureText(error));
    return EXIT.badUsage;
  }
}
