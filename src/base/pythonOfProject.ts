import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { UserError } from './errors.js';

/**
 * Path of the Python of a project's environment, which set-up installs.
 *
 * @throws UserError if set-up has not run
 */
export function pythonOfProject(projectFolder: string): string {
  const file = path.join(projectFolder, '.thaw', 'environment.json');
  const python = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { python?: string }).python : undefined;
  if (python === undefined || !existsSync(python)) {
    throw new UserError(
      `${file} is expected to name a Python with JupyterLab.`,
      python ?? 'no such file',
      'Run `node setup.mjs`.',
    );
  }
  return python;
}
