import path from 'node:path';
import { UserError } from '../base/errors.js';
import { PROJECT } from '../base/project.js';
import { readEnvironment } from '../report/jupyterServer.js';
import { EXIT } from './exit.js';
import { kernelVariables, readCommand, withDataOfRecipe } from './readCommand.js';
import { installExtension, uninstallExtension } from './userExtension.js';
import {
  installKernel,
  jupyterDataFolder,
  kernelFile,
  kernelStatus,
  readKernelSpec,
  uninstallKernel,
  userKernelSpec,
} from './userKernel.js';
import { loadTensorFlow } from './withoutNativeLog.js';

const HELP = `thaw kernel makes the notebooks' kernel known to every Jupyter of yours, and to VS Code.

Usage: thaw kernel install [options]  write it into your Jupyter data folder
       thaw kernel uninstall          remove it
       thaw kernel                    say where it is

Options of install, as of \`thaw lab\`; they hold for every notebook that this kernel runs:
  --data DIR         folder with the images
  --recipe FILE      train this recipe in place of the reference recipe
  --set name=value   change a setting of the notebooks; may be repeated
  --replace          replace a kernel called tslab that is not thaw's
`;

/**
 * Runs `thaw kernel`.
 *
 * @param words after `kernel`
 * @returns the exit code
 */
export async function runKernel(words: readonly string[]): Promise<number> {
  try {
    const [action, ...options] = words;
    if (words.some((word) => word === '--help' || word === '-h')) console.log(HELP.trimEnd());
    else if (action === 'install') await install(options);
    else if (words.length === 1 && action === 'uninstall') await uninstall();
    else if (words.length === 0 || (words.length === 1 && (action === 'list' || action === 'status'))) await show();
    else {
      const expected = '`thaw kernel` is expected to be followed by `install`, `uninstall` or nothing.';
      throw new UserError(expected, words.join(' '), 'See `thaw kernel --help`.');
    }
    return EXIT.ran;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    console.error(error.message);
    return EXIT.badUsage;
  }
}

async function install(options: readonly string[]): Promise<void> {
  const ofLab = options.filter((word) => word !== '--replace');
  const command = readCommand(['lab', ...ofLab])!;
  if (command.recipeFile !== undefined) await loadTensorFlow();
  const variables = kernelVariables(await withDataOfRecipe(command, PROJECT));
  const { python, jupyterPath } = readEnvironment(PROJECT);
  const own = await readKernelSpec(path.join(jupyterPath, 'kernels', 'tslab', 'kernel.json'));
  if (own === undefined) {
    const expected = `${jupyterPath} is expected to hold the kernel that setup describes.`;
    throw new UserError(expected, 'none', 'Run `node setup.mjs`.');
  }
  const spec = userKernelSpec(own, PROJECT, variables);
  const dataFolder = jupyterDataFolder(python);
  const file = await installKernel(dataFolder, spec, options.length > ofLab.length);
  console.log(kernelStatus(file, spec));
  const extension = await installExtension(jupyterPath, dataFolder);
  if (extension !== undefined) console.log(`Installed: ${extension}, for cleaners in JupyterLab`);
  console.log(
    'Restart JupyterLab or VS Code if it is open. Notebooks in the project import thaw from `../dist`, others from ' +
      `\`${path.join(PROJECT, 'dist')}\`.`,
  );
}

async function uninstall(): Promise<void> {
  const dataFolder = jupyterDataFolder(readEnvironment(PROJECT).python);
  const file = kernelFile(dataFolder);
  const wasThere = await uninstallKernel(dataFolder);
  await uninstallExtension(dataFolder);
  console.log(wasThere ? `Removed: ${path.dirname(file)}` : `Not installed: there is no ${file}.`);
}

async function show(): Promise<void> {
  const file = kernelFile(jupyterDataFolder(readEnvironment(PROJECT).python));
  console.log(kernelStatus(file, await readKernelSpec(file)));
}
