import { type Console, terminalConsole } from './console.js';
import { EXIT } from './exit.js';
import { inProject, type OpenSession } from './openSession.js';
import { runCommand } from './runCommand.js';
import { readWorkerOptions, WORKER_HELP } from './workerOptions.js';

/**
 * Runs the command `thaw worker`.
 *
 * @param words after `worker`
 * @returns the exit code: 0 if it was stopped or nothing is left, 1 if the machine cannot go on, 2 if it could not run
 */
export async function runWorker(
  words: readonly string[],
  console: Console = terminalConsole(process.stdout, process.stderr),
  openSession: OpenSession = inProject,
): Promise<number> {
  return await runCommand(words, console, {
    help: WORKER_HELP,
    read: readWorkerOptions,
    run: async (options) => {
      const session = await openSession(console);
      const { work } = await import('./work.js');
      return (await work(options, session)) ? EXIT.ran : EXIT.failed;
    },
  });
}
