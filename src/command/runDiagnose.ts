import { PROJECT } from '../base/project.js';
import { pythonOfProject } from '../base/pythonOfProject.js';
import { type Console, terminalConsole } from './console.js';
import { DIAGNOSE_HELP, type DiagnoseOptions, readDiagnoseOptions } from './diagnoseOptions.js';
import { EXIT } from './exit.js';
import { inProject, type OpenSession } from './openSession.js';
import { runCommand } from './runCommand.js';

/**
 * Runs the command `thaw diagnose`. TensorFlow is loaded only after the options are read.
 *
 * @param words after `diagnose`
 * @returns the exit code: 0 without critical findings, 1 with critical findings, 2 if it could not run or a script has
 *   no training to check, 130 if Ctrl-C came before the recipe was trained once
 */
export async function runDiagnose(
  words: readonly string[],
  console: Console = terminalConsole(process.stdout, process.stderr),
  openSession: OpenSession = inProject,
): Promise<number> {
  return await runCommand(words, console, {
    help: DIAGNOSE_HELP,
    read: readDiagnoseOptions,
    run: async (options) => {
      const isText =
        options.dataFolder === undefined && options.recipeFile === undefined && options.modelFile === undefined;
      if (isText && (options.scriptFile ?? options.historyFile) !== undefined) return await ofText(options, console);
      const session = await openSession(console);
      const { diagnose } = await import('./diagnose.js');
      const findings = await diagnose(options, session);
      return findings.some(({ severity }) => severity === 'critical') ? EXIT.failed : EXIT.ran;
    },
  });
}

/** The text of a script alone: without TensorFlow, which takes seconds to load. */
async function ofText(
  { scriptFile, historyFile, keras, jsonFile }: DiagnoseOptions,
  console: Console,
): Promise<number> {
  const { diagnoseScript, diagnoseHistory } = await import('./diagnoseScript.js');
  if (scriptFile === undefined) {
    const { shown } = await diagnoseHistory(historyFile!, console);
    return shown.signatures.some(({ kind }) => kind === 'fault') ? EXIT.failed : EXIT.ran;
  }
  const diagnosis = await diagnoseScript(scriptFile, { python: pythonOfProject(PROJECT), historyFile, keras }, console);
  const { nextCommands } = await import('./nextCommands.js');
  const inputs = { data: false, history: historyFile !== undefined, keras };
  const next = nextCommands(scriptFile, diagnosis, console.width, inputs);
  if (next !== '') console.print(next);
  if (jsonFile !== undefined) {
    const { writeOutput } = await import('./outputs.js');
    const { scriptPart } = await import('./scriptJson.js');
    await writeOutput(jsonFile, `${JSON.stringify({ script: scriptPart(diagnosis) }, null, 2)}\n`);
  }
  const { findings, reading, history } = diagnosis;
  if (reading.stages.length === 0 && findings.length === 0 && history === undefined) return EXIT.badUsage;
  return findings.some(({ severity }) => severity === 'critical') ? EXIT.failed : EXIT.ran;
}
