import { type Console, terminalConsole } from './console.js';
import { inProject, type OpenSession } from './openSession.js';
import { runCommand } from './runCommand.js';
import { readSweepOptions, SWEEP_HELP } from './sweepOptions.js';

/**
 * Runs the command `thaw sweep`.
 *
 * @param words after `sweep`
 * @returns the exit code: 0 if all runs are there, 1 if some failed, 2 if it could not run, 130 after Ctrl-C
 */
export async function runSweep(
  words: readonly string[],
  console: Console = terminalConsole(process.stdout, process.stderr),
  openSession: OpenSession = inProject,
): Promise<number> {
  return await runCommand(words, console, {
    help: SWEEP_HELP,
    read: readSweepOptions,
    run: async (options) => {
      const session = await openSession(console);
      const { sweepRecipes } = await import('./sweep.js');
      return await sweepRecipes(options, session);
    },
  });
}
