/**
 * Sets the working copy up: npm packages, a Python environment, TensorFlow's addon for Node, the tslab kernel and the
 * compiled sources. Every step looks first whether its result is there, so a second run takes a moment, and a run that
 * was killed is completed by the next one: what is built becomes visible under its final name only once it is whole.
 *
 * No dependencies, and no syntax that Node 18 cannot read, here and in setup/: this must be able to say that Node 18 is
 * too old.
 */
import { homedir } from 'node:os';
import * as path from 'node:path';
import { makeAddon } from './setup/addon.mjs';
import { cacheFolder } from './setup/base/cacheFolder.cjs';
import { checkNode, checkPlatform } from './setup/checks.mjs';
import { endCommands } from './setup/commands.mjs';
import { compileSources } from './setup/compileSources.mjs';
import { registerKernel } from './setup/kernel.mjs';
import { writeLabExtension } from './setup/labExtension.mjs';
import { writeLabSettings } from './setup/labSettings.mjs';
import { locked } from './setup/lock.mjs';
import { installNpmPackages } from './setup/npmPackages.mjs';
import { stepsDone } from './setup/output.mjs';
import { local } from './setup/places.mjs';
import { makePythonEnvironment } from './setup/pythonEnvironment.mjs';
import { SetupError } from './setup/setupError.mjs';

async function setUp() {
  const start = performance.now();
  checkNode(process.version);
  checkPlatform(process.platform, process.arch);
  const cache = cacheFolder(process.env, process.platform, homedir());
  await locked(path.join(local, 'setup.lock'), async () => {
    await installNpmPackages();
    const environment = await makePythonEnvironment(cache);
    await makeAddon(cache, environment);
    await registerKernel();
    await writeLabSettings(environment);
    await compileSources();
    await writeLabExtension();
  });
  if (stepsDone() > 0) console.log(`Setup took ${((performance.now() - start) / 1000).toFixed(1)} s.`);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    endCommands(signal);
    process.exit(130);
  });
}
setUp().catch((error) => {
  console.error(error instanceof SetupError ? `\n${error.message}` : error);
  process.exit(1);
});
