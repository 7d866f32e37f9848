import { UserError } from '../base/errors.js';
import { RUNS } from '../base/project.js';
import { type Console, terminalConsole } from './console.js';
import { EXIT } from './exit.js';
import { parseOptions } from './parseOptions.js';
import { ABOUT_QUEUE, neededQueue } from './queueOptions.js';
import { runCommand } from './runCommand.js';
import { loadTensorFlow } from './withoutNativeLog.js';

const HELP = `thaw runs lists all runs, the newest first, with those that train now; thaw runs fetch brings the weights of a run that
another machine trained for a queue.

Usage: thaw runs
       thaw runs fetch NAME [--queue URL]

NAME is the name of the run, that of its folder in runs/. A worker of the machine that trained it has to be there.

Options:
${ABOUT_QUEUE}
  --help          show this text
`;

/**
 * Runs the command `thaw runs`.
 *
 * @param words after `runs`
 * @param folder of all runs
 * @returns the exit code: 0, or 2 if it could not run
 */
export async function runRuns(
  words: readonly string[],
  console: Console = terminalConsole(process.stdout, process.stderr),
  folder: string = RUNS,
): Promise<number> {
  return await runCommand(words, console, {
    help: HELP,
    read: readOptions,
    run: async (options) => {
      if (options.action === 'list') {
        const { listRuns } = await import('./listRuns.js');
        await listRuns(folder, console);
        return EXIT.ran;
      }
      const { queue, name } = options;
      await loadTensorFlow();
      const { fetchRun } = await import('./fetchRun.js');
      await fetchRun(queue, name, folder, console);
      return EXIT.ran;
    },
  });
}

type Options = { action: 'list' } | { action: 'fetch'; queue: string; name: string };

function readOptions(words: readonly string[]): Options | undefined {
  const options = { queue: { type: 'string' }, help: { type: 'boolean', short: 'h' } } as const;
  const { values, positionals } = parseOptions(words, options, 'See `thaw runs --help`.');
  if (values.help) return undefined;
  const [action, name, ...others] = positionals;
  if (action === undefined && values.queue === undefined) return { action: 'list' };
  if (action !== 'fetch' || name === undefined || others.length > 0) {
    const next = 'Write `thaw runs fetch NAME`; see `thaw runs --help`.';
    const expected = '`runs` is expected to stand alone, or to be followed by `fetch` and the name of a run.';
    throw new UserError(expected, words.join(' '), next);
  }
  return { action: 'fetch', queue: neededQueue(values.queue, 'thaw runs fetch'), name };
}
