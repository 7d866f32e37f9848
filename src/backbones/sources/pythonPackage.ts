import * as fs from 'node:fs';
import * as path from 'node:path';
import { UserError } from '../../base/errors.js';

/** What to do about a package of weights that is not there or does not fit. */
export const PYTHON_PACKAGE_NEXT = 'Run `node setup.mjs`, which installs the version that its lock names.';

/**
 * Reads a file of weights out of a Python package that setup installed.
 *
 * @param project folder that was set up
 * @param name of the package
 * @param file path below the folder of the Python packages
 * @param read may throw an Error with a sentence, where the file is not whole
 * @throws UserError if the package is not there, or `read` throws
 */
export async function readPythonPackage<T>(
  project: string,
  name: string,
  file: string,
  read: (bytes: Buffer) => T,
): Promise<T> {
  const place = path.join(sitePackages(project), file);
  if (!fs.existsSync(place)) {
    const expected = `The Python package ${name} is expected to hold the ImageNet weights.`;
    throw new UserError(expected, `no file ${place}`, PYTHON_PACKAGE_NEXT);
  }
  try {
    return read(await fs.promises.readFile(place));
  } catch (error) {
    const reason = (error as Error).message;
    throw new UserError(`The weights of ${name} cannot be read: ${reason}`, place, PYTHON_PACKAGE_NEXT);
  }
}

function sitePackages(project: string): string {
  const file = path.join(project, '.thaw', 'environment.json');
  const site = fs.existsSync(file) ? (JSON.parse(fs.readFileSync(file, 'utf8')) as { site?: string }).site : undefined;
  if (site === undefined) {
    const expected = `${file} is expected to name the folder of the Python packages.`;
    throw new UserError(expected, 'nothing', PYTHON_PACKAGE_NEXT);
  }
  return site;
}
