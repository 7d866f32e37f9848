import { PROJECT } from '../base/project.js';
import { pythonOfProject } from '../base/pythonOfProject.js';
import type { FoundCauses } from '../diagnose/verdict/findCauses.js';
import { type Console, terminalConsole } from './console.js';
import { EXIT } from './exit.js';
import { FIX_HELP, type FixOptions, readFixOptions } from './fixOptions.js';
import { inProject, type OpenSession } from './openSession.js';
import { runCommand } from './runCommand.js';
import { loadTensorFlow } from './withoutNativeLog.js';

/**
 * Runs the command `thaw fix`.
 *
 * @param words after `fix`
 * @returns the exit code: 0 if it ran, 2 if it could not run, 130 if Ctrl-C came before the script's training was repeated once
 */
export async function runFix(
  words: readonly string[],
  console: Console = terminalConsole(process.stdout, process.stderr),
  openSession: OpenSession = inProject,
): Promise<number> {
  return await runCommand(words, console, {
    help: FIX_HELP,
    read: readFixOptions,
    run: async (options) => {
      const measured = await measure(options, console, openSession);
      // What measures on images comes with it.
      await loadTensorFlow();
      const { fixScript } = await import('./fix.js');
      await fixScript(options, pythonOfProject(PROJECT), console, measured);
      return EXIT.ran;
    },
  });
}

/** What costs accuracy on the images, where there are some. */
async function measure(
  { scriptFile, dataFolder, minutes, changes, keras }: FixOptions,
  console: Console,
  openSession: OpenSession,
): Promise<FoundCauses | undefined> {
  if (dataFolder === undefined) return undefined;
  const session = await openSession(console);
  const { measureDiagnosis } = await import('./diagnose.js');
  const options = { scriptFile, dataFolder, changes, keras, minutes, seeds: 1 };
  const { recipe } = await measureDiagnosis(options, session);
  console.print('\nTHE PATCH');
  return recipe?.verdict;
}
