#!/usr/bin/env node
import { UserError } from './base/errors.js';
import { PROJECT } from './base/project.js';
import { EXIT } from './command/exit.js';
import { failureText, refusalOf } from './command/failureText.js';
import { openLab } from './command/openLab.js';
import { type Command, readCommand, withDataOfRecipe } from './command/readCommand.js';
import { runDiagnose } from './command/runDiagnose.js';
import { runFix } from './command/runFix.js';
import { runImprove } from './command/runImprove.js';
import { runKernel } from './command/runKernel.js';
import { showCache } from './command/showCache.js';
import { loadTensorFlow } from './command/withoutNativeLog.js';
import { checkReports, chooseNotebooks, writeReports } from './command/writeReports.js';
import { SETTINGS_IN_WORDS } from './recipe/settings.js';
import { readEnvironment } from './report/jupyterServer.js';

const HELP = `thaw finds out why transfer learning on a folder of images gives bad accuracy.

Usage: thaw [options]        run the notebooks and write their reports
       thaw diagnose         find what is wrong with a Keras script, images, a recipe or a trained model;
                             see \`thaw diagnose --help\`
       thaw fix              write a patch for a Keras script; see \`thaw fix --help\`
       thaw improve FILE     search for the recipe that is most accurate on your images;
                             see \`thaw improve --help\`
       thaw lab [options]    open the notebooks in JupyterLab
       thaw kernel           make the notebooks' kernel known to VS Code and to your own Jupyter;
                             see \`thaw kernel --help\`
       thaw cache [--empty]  show what the cache holds, or empty it

Options:
  --data DIR         folder with training_set/ and validation_set/, or with one folder per class;
                     default: dataset/, or a sample set that thaw draws
  --recipe FILE      a recipe that the notebooks train in place of the reference recipe, as the file gives it;
                     \`--set\` changes its size and epochs
  --script FILE      a Keras script or notebook whose training the notebooks repeat and diagnose
  --keras VERSION    the version of Keras that the script is for; default: what it and the files beside it say
  --only 01,03       run only the notebooks whose names start with these; default: all
  --set name=value   change a setting of the notebooks; may be repeated; the names are below
  --out DIR          folder for the reports; default: reports
  --pdf              write each report as PDF, too
  --empty            with \`cache\`: delete what is cached; finished runs and downloaded weights stay
  --help             show this text

Settings for \`--set name=value\`:
${Object.entries(SETTINGS_IN_WORDS)
  .map(([name, what]) => `  ${name.padEnd(16)} ${what}`)
  .join('\n')}
`;

async function main(): Promise<number> {
  // @jupyterlab/services logs each change of a kernel's state there, in the middle of the progress line. What matters
  // comes back as a failed cell.
  console.debug = () => {};
  console.warn = () => {};
  const words = process.argv.slice(2);
  if (words[0] === 'diagnose') return await runDiagnose(words.slice(1));
  if (words[0] === 'fix') return await runFix(words.slice(1));
  if (words[0] === 'improve') return await runImprove(words.slice(1));
  if (words[0] === 'kernel') return await runKernel(words.slice(1));
  let command: Command | undefined;
  let names: string[];
  try {
    command = readCommand(words);
    if (command === undefined) {
      console.log(HELP.trimEnd());
      return EXIT.ran;
    }
    if (command.name === 'cache') return await showCache(command.empty);
    names = chooseNotebooks(command.only);
    if (command.recipeFile !== undefined || command.scriptFile !== undefined) await loadTensorFlow();
    command = await withDataOfRecipe(command, PROJECT);
    if (command.name === 'reports') await checkReports(command, names);
  } catch (error) {
    if (!(error instanceof UserError) && refusalOf(error) === undefined) throw error;
    console.error(failureText(error));
    return EXIT.badUsage;
  }
  const environment = readEnvironment(PROJECT);
  return command.name === 'lab' ? openLab(command, environment) : writeReports(command, names, environment);
}

function fail(error: unknown): never {
  console.error(failureText(error));
  process.exit(['diagnose', 'fix', 'improve'].includes(process.argv[2] ?? '') ? EXIT.badUsage : EXIT.failed);
}

// Nobody reads on, as behind `| head`.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') fail(error);
    process.exit(EXIT.closed);
  });
}
// What is thrown outside of a promise, such as in a callback, too. `diagnose` keeps 1 for critical findings, and `improve` for nothing.
process.on('uncaughtException', fail).on('unhandledRejection', fail);
main().then((code) => process.exit(code), fail);
