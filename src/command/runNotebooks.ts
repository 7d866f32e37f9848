import { UserError } from '../base/errors.js';
import { PROJECT } from '../base/project.js';
import { refusalOf } from '../base/refusal.js';
import { SETTINGS_IN_WORDS } from '../recipe/settings.js';
import { readEnvironment } from '../report/jupyterServer.js';
import { EXIT } from './exit.js';
import { failureText } from './failureText.js';
import { openLab } from './openLab.js';
import { type Command, readCommand, withDataOfRecipe } from './readCommand.js';
import { showCache } from './showCache.js';
import { loadTensorFlow } from './withoutNativeLog.js';
import { checkReports, chooseNotebooks, writeReports } from './writeReports.js';

const HELP = `thaw finds out why transfer learning on a folder of images gives bad accuracy.

Usage: thaw [options]        run the notebooks and write their reports (without options: npm start)
       thaw diagnose         find what is wrong with a Keras script, images, a recipe or a trained model;
                             see \`thaw diagnose --help\`
       thaw fix              write a patch for a Keras script; see \`thaw fix --help\`
       thaw improve FILE     search for the recipe that is most accurate on your images;
                             see \`thaw improve --help\`
       thaw sweep FILE       train recipes with several seeds, here or on several machines;
                             see \`thaw sweep --help\`
       thaw worker           train what others put into a queue; see \`thaw worker --help\`
       thaw queue            show what is in a queue
       thaw runs             list all runs, and those that train now
       thaw runs fetch NAME  bring the weights of a run that another machine trained
       thaw lab [options]    open the notebooks in JupyterLab
       thaw corrections      list what was decided in a cleaner, or write a corrected copy of the images;
                             see \`thaw corrections --help\`
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

/**
 * Runs what the command does with notebooks and the cache: `thaw`, `thaw lab`, `thaw cache`, `thaw --help`.
 *
 * @param words of the command line
 * @returns the exit code
 */
export async function runNotebooks(words: readonly string[]): Promise<number> {
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
