import { UserError } from '../base/errors.js';
import { terminalConsole } from './console.js';
import { DIAGNOSE_HELP, readDiagnoseOptions } from './diagnoseOptions.js';
import { EXIT } from './exit.js';

/**
 * The command `thaw diagnose`. TensorFlow is loaded only once there is something to do.
 *
 * @param words after `diagnose`
 * @returns the exit code: 0 without critical findings, 1 with, 2 where it could not run
 */
export async function runDiagnose(words: readonly string[]): Promise<number> {
  try {
    const options = readDiagnoseOptions(words);
    if (options === undefined) {
      console.log(DIAGNOSE_HELP.trimEnd());
      return EXIT.ran;
    }
    // Its log would stand in the midst of the progress line.
    process.env.TF_CPP_MIN_LOG_LEVEL ??= '3';
    const { diagnose } = await import('./diagnose.js');
    const { projectSession } = await import('./projectSession.js');
    const findings = await diagnose(options, await projectSession(terminalConsole(process.stdout, process.stderr)));
    return findings.some(({ severity }) => severity === 'critical') ? EXIT.failed : EXIT.ran;
  } catch (error) {
    // Any other code would be taken for a diagnosis.
    console.error(error instanceof UserError ? error.message : error);
    return EXIT.badUsage;
  }
}
