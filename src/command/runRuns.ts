import { UserError } from '../base/errors.js';
import { RUNS } from '../base/project.js';
import { type Console, terminalConsole } from './console.js';
import { EXIT } from './exit.js';
import { failureText } from './failureText.js';
import { parseOptions } from './parseOptions.js';
import { ABOUT_QUEUE, neededQueue } from './queueOptions.js';
import { loadTensorFlow } from './withoutNativeLog.js';

const HELP = `thaw runs fetch brings the weights of a run that another machine trained for a queue.

Usage: thaw runs fetch NAME [--queue URL]

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
  try {
    const options = { queue: { type: 'string' }, help: { type: 'boolean', short: 'h' } } as const;
    const { values, positionals } = parseOptions(words, options, 'See `thaw runs --help`.');
    if (values.help) {
      console.print(HELP.trimEnd());
      return EXIT.ran;
    }
    const [action, name, ...others] = positionals;
    if (action !== 'fetch' || name === undefined || others.length > 0) {
      const next = 'Write `thaw runs fetch NAME`; see `thaw runs --help`.';
      throw new UserError('`runs` is expected to be followed by `fetch` and the name of a run.', words.join(' '), next);
    }
    const queue = neededQueue(values.queue, 'thaw runs fetch');
    await loadTensorFlow();
    const { fetchRun } = await import('./fetchRun.js');
    await fetchRun(queue, name, folder, console);
    return EXIT.ran;
  } catch (error) {
    console.fail(failureText(error));
    return EXIT.badUsage;
  }
}
