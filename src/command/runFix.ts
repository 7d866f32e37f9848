import { PROJECT } from '../base/project.js';
import { pythonOfProject } from '../base/pythonOfProject.js';
import { type Console, terminalConsole } from './console.js';
import { EXIT } from './exit.js';
import { failureText } from './failureText.js';
import { FIX_HELP, readFixOptions } from './fixOptions.js';

/**
 * Runs the command `thaw fix`.
 *
 * @param words after `fix`
 * @returns the exit code: 0 if it ran, 2 if it could not run
 */
export async function runFix(
  words: readonly string[],
  console: Console = terminalConsole(process.stdout, process.stderr),
): Promise<number> {
  try {
    const options = readFixOptions(words);
    if (options === undefined) {
      console.print(FIX_HELP.trimEnd());
      return EXIT.ran;
    }
    const { fixScript } = await import('./fix.js');
    await fixScript(options, pythonOfProject(PROJECT), console);
    return EXIT.ran;
  } catch (error) {
    console.fail(failureText(error));
    return EXIT.badUsage;
  }
}
