import { cp, rm } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../base/errors.js';
import { parseJson } from '../base/parseJson.js';
import { makeFolder, readIfExists } from '../base/wholeFile.js';
import { targetOf } from '../dataset/listClasses.js';

/** The extension's name, that of its folder. */
const NAME = 'thaw';

const folderIn = (jupyterFolder: string): string => path.join(jupyterFolder, 'labextensions', NAME);

/**
 * Copies thaw's extension of JupyterLab to where the user's own JupyterLab finds it.
 *
 * @param own thaw's folder of Jupyter data, which setup wrote
 * @param dataFolder that of the user
 * @returns its folder; undefined where setup wrote none
 * @throws UserError if an extension of another package is there
 */
export async function installExtension(own: string, dataFolder: string): Promise<string | undefined> {
  const [from, to] = [folderIn(own), folderIn(dataFolder)];
  if ((await targetOf(from)) === undefined) return undefined;
  await refuseOthers(to);
  await rm(to, { recursive: true, force: true });
  await makeFolder(path.dirname(to));
  await cp(from, to, { recursive: true });
  return to;
}

/**
 * Removes thaw's extension from the user's JupyterLab.
 *
 * @throws UserError if it is of another package
 */
export async function uninstallExtension(dataFolder: string): Promise<void> {
  const folder = folderIn(dataFolder);
  await refuseOthers(folder);
  await rm(folder, { recursive: true, force: true });
}

/** Nothing but what `writeLabExtension` of setup wrote is replaced or removed. */
async function refuseOthers(folder: string): Promise<void> {
  if ((await targetOf(folder)) === undefined) return;
  const file = path.join(folder, 'package.json');
  const next = `Remove the folder ${folder} yourself, if nothing needs it.`;
  const described = parseJson((await readIfExists(file))?.toString() ?? 'null', file, next) as {
    thaw?: object;
  } | null;
  if (described?.thaw !== undefined) return;
  throw new UserError(`${folder} is expected to be thaw's extension of JupyterLab.`, 'another one', next);
}
