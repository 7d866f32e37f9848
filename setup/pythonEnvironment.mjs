import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { writeAtomic } from './base/wholeFile.cjs';
import { makeCache } from './cache.mjs';
import { checkSpace } from './checks.mjs';
import { chooseDevice, hasNvidia } from './device.mjs';
import { digest, readJson } from './files.mjs';
import { findPython } from './findPython.mjs';
import { installWeights, makeEnvironment } from './installWheels.mjs';
import { locked } from './lock.mjs';
import { ABOUT_DOWNLOAD, step } from './output.mjs';
import { local } from './places.mjs';
import { lockFile, withoutComments } from './pythonLocks.mjs';

/**
 * The Python environment, shared by all working copies whose lock is the same. An environment cannot be moved, so each
 * is built in a folder of its own, and exists for others once a small file beside names that folder.
 */
export async function makePythonEnvironment(cache) {
  const device = chooseDevice(process.env.THAW_DEVICE || 'auto', hasNvidia());
  const lock = [device, 'weights'].map((name) => withoutComments(fs.readFileSync(lockFile(name), 'utf8'))).join('\n');
  const asked = digest(lock, process.platform, process.arch, process.env.THAW_PYTHON ?? '', cache);

  // Asking each Python for its version takes longer than all the rest: done only when the question has changed.
  const file = path.join(local, 'environment.json');
  const last = readJson(file);
  if (last?.asked === asked && isWhole(last)) return last;

  const python = await findPython();
  const key = digest(lock, process.platform, process.arch, python.version, python.base);
  const environments = path.join(cache, 'environments');
  const named = path.join(environments, `${key}.json`);
  let environment = readJson(named);
  if (!isWhole(environment)) {
    makeCache(cache);
    await locked(path.join(cache, 'environments.lock'), async () => {
      environment = readJson(named);
      if (isWhole(environment)) return;
      removeUnfinished(environments);
      checkSpace(cache);
      const what = `Python ${python.version}, JupyterLab and TensorFlow for the ${device.toUpperCase()}`;
      const install = async () => {
        const folder = path.join(environments, `${key}-${randomBytes(4).toString('hex')}`);
        const built = await makeEnvironment(folder, python, device, 'Installing the Python packages (pip install)');
        await installWeights(built);
        await writeAtomic(named, JSON.stringify(built));
        return built;
      };
      environment = await step(`Installing ${what}`, install, ABOUT_DOWNLOAD);
    });
  }
  const chosen = { python: environment.python, device, site: environment.site, asked };
  await writeAtomic(file, `${JSON.stringify(chosen, null, 2)}\n`);
  return chosen;
}

function isWhole(environment) {
  if (!environment) return false;
  return fs.existsSync(environment.python) && fs.existsSync(path.join(environment.site, 'tensorflow'));
}

/** Removes what killed runs left: folders that no file beside names. To be called under the lock only. */
export function removeUnfinished(folder) {
  const entries = fs.readdirSync(folder);
  const whole = entries
    .filter((name) => name.endsWith('.json'))
    .map((name) => readJson(path.join(folder, name))?.python);
  for (const name of entries) {
    const entry = path.join(folder, name);
    if (name.endsWith('.json') || whole.some((python) => python?.startsWith(entry + path.sep))) continue;
    fs.rmSync(entry, { recursive: true, force: true, maxRetries: 3 });
  }
}
