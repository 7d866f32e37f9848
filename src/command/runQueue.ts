import { UserError } from '../base/errors.js';
import { type Console, terminalConsole } from './console.js';
import { EXIT } from './exit.js';
import { failureText } from './failureText.js';
import { parseOptions } from './parseOptions.js';
import { ABOUT_QUEUE, neededQueue } from './queueOptions.js';

const HELP = `thaw queue shows what waits in a queue, what runs, is done and has failed, and who works on it.

Usage: thaw queue [--queue URL] [--json]

Options:
${ABOUT_QUEUE}
  --json          print it as JSON
  --help          show this text
`;

/**
 * Runs the command `thaw queue`.
 *
 * @param words after `queue`
 * @returns the exit code: 0, or 2 if it could not run
 */
export async function runQueue(
  words: readonly string[],
  console: Console = terminalConsole(process.stdout, process.stderr),
): Promise<number> {
  try {
    const options = {
      queue: { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    } as const;
    const { values, positionals } = parseOptions(words, options, 'See `thaw queue --help`.');
    if (values.help) {
      console.print(HELP.trimEnd());
      return EXIT.ran;
    }
    if (positionals.length > 0) {
      throw new UserError('`queue` takes options only.', positionals.join(' '), 'See `thaw queue --help`.');
    }
    const { showQueue } = await import('./showQueue.js');
    await showQueue(neededQueue(values.queue, 'thaw queue'), console, values.json ?? false);
    return EXIT.ran;
  } catch (error) {
    console.fail(failureText(error));
    return EXIT.badUsage;
  }
}
