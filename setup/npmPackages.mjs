import * as path from 'node:path';
import { writeAtomic } from './base/wholeFile.cjs';
import { checkSpace } from './checks.mjs';
import { run } from './commands.mjs';
import { digest, readText } from './files.mjs';
import { ABOUT_DOWNLOAD, installFailure, step } from './output.mjs';
import { packages, project } from './places.mjs';
import { SetupError } from './setupError.mjs';

/** Installs what package-lock.json names, where that is not what is there. */
export async function installNpmPackages() {
  const lock = readText(path.join(project, 'package-lock.json'));
  if (lock === undefined) throw new SetupError('package-lock.json is missing: restore it with git checkout.');
  // `npm ci` removes node_modules first, and the stamp with it: a killed installation has none.
  const stamp = path.join(packages, '.thaw-stamp');
  // npm leaves out optional packages that this Node is too old for: a newer one would miss them.
  const wanted = digest(lock, `${process.platform}-${process.arch}`, process.version);
  if (readText(stamp) === wanted) return;
  checkSpace(project);
  const install = async () => {
    const options = ['--include=dev', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'];
    const { code, output } = await run('npm', ['ci', ...options]);
    if (code === undefined) throw new SetupError('npm was not found on the PATH. It comes with Node: install both.');
    if (code !== 0) throw installFailure('Installing the npm packages (npm ci)', output);
    await writeAtomic(stamp, wanted);
  };
  await step('Installing the npm packages', install, ABOUT_DOWNLOAD);
}
