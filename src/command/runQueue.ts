import { UserError } from '../base/errors.js';
import { type Console, terminalConsole } from './console.js';
import { EXIT } from './exit.js';
import { parseOptions } from './parseOptions.js';
import { ABOUT_QUEUE, neededQueue } from './queueOptions.js';
import { runCommand } from './runCommand.js';

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
  return await runCommand(words, console, {
    help: HELP,
    read: readOptions,
    run: async ({ queue, json }) => {
      const { showQueue } = await import('./showQueue.js');
      await showQueue(queue, console, json);
      return EXIT.ran;
    },
  });
}

function readOptions(words: readonly string[]): { queue: string; json: boolean } | undefined {
  const options = {
    queue: { type: 'string' },
    json: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  } as const;
  const { values, positionals } = parseOptions(words, options, 'See `thaw queue --help`.');
  if (values.help) return undefined;
  if (positionals.length > 0) {
    throw new UserError('`queue` takes options only.', positionals.join(' '), 'See `thaw queue --help`.');
  }
  return { queue: neededQueue(values.queue, 'thaw queue'), json: values.json ?? false };
}
