import { type Console, terminalConsole } from './console.js';
import { EXIT } from './exit.js';
import { failureText } from './failureText.js';
import { IMPROVE_HELP, readImproveOptions } from './improveOptions.js';
import type { Session } from './session.js';
import { loadTensorFlow } from './withoutNativeLog.js';

const inProject = async (console: Console): Promise<Session> => {
  await loadTensorFlow();
  return (await import('./session.js')).projectSession(console);
};

/**
 * Runs the command `thaw improve`. TensorFlow is loaded only after the options are read.
 *
 * @param words after `improve`
 * @returns the exit code: 0 if it ran, 2 if it could not, 130 if Ctrl-C came before there was a result
 */
export async function runImprove(
  words: readonly string[],
  console: Console = terminalConsole(process.stdout, process.stderr),
  openSession: (console: Console) => Promise<Session> = inProject,
): Promise<number> {
  try {
    const options = readImproveOptions(words);
    if (options === undefined) {
      console.print(IMPROVE_HELP.trimEnd());
      return EXIT.ran;
    }
    const session = await openSession(console);
    const { improveRecipe } = await import('./improve.js');
    return (await improveRecipe(options, session)) === undefined ? EXIT.interrupted : EXIT.ran;
  } catch (error) {
    console.fail(failureText(error));
    return EXIT.badUsage;
  }
}
