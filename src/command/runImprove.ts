import { type Console, terminalConsole } from './console.js';
import { EXIT } from './exit.js';
import { IMPROVE_HELP, readImproveOptions } from './improveOptions.js';
import { inProject, type OpenSession } from './openSession.js';
import { runCommand } from './runCommand.js';

/**
 * Runs the command `thaw improve`. TensorFlow is loaded only after the options are read.
 *
 * @param words after `improve`
 * @returns the exit code: 0 if it ran, 2 if it could not, 130 if Ctrl-C came before there was a result
 */
export async function runImprove(
  words: readonly string[],
  console: Console = terminalConsole(process.stdout, process.stderr),
  openSession: OpenSession = inProject,
): Promise<number> {
  return await runCommand(words, console, {
    help: IMPROVE_HELP,
    read: readImproveOptions,
    run: async (options) => {
      const session = await openSession(console);
      const { improveRecipe } = await import('./improve.js');
      return (await improveRecipe(options, session)) === undefined ? EXIT.interrupted : EXIT.ran;
    },
  });
}
