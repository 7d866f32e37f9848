import * as fs from 'node:fs';
import * as path from 'node:path';
import { writeAtomic } from './base/wholeFile.cjs';
import { makeCache } from './cache.mjs';
import { run } from './commands.mjs';
import { compileAddon, compilerArguments } from './compileAddon.mjs';
import { contents, digest, readText } from './files.mjs';
import { linkTensorFlow } from './linkTensorFlow.mjs';
import { locked } from './lock.mjs';
import { shownOutput, step } from './output.mjs';
import { project, tfjsNode } from './places.mjs';
import { SetupError } from './setupError.mjs';

const TRY_TENSORFLOW = `
require('./setup/base/isNullOrUndefined.cjs');
const tf = require('@tensorflow/tfjs-node-gpu');
if (tf.getBackend() !== 'tensorflow' || tf.ones([2]).sum().dataSync()[0] !== 2) process.exit(3);
`;

/** The addon needs only N-API: one build does for every Node, and is kept in the cache for the next working copy. */
export async function makeAddon(cache, environment) {
  const relinked = linkTensorFlow(environment.site);
  const target = path.join(tfjsNode, 'lib', 'napi-v8', 'tfjs_binding.node');
  const stamp = path.join(path.dirname(target), 'thaw-stamp');
  const key = addonKey(environment);
  if (!relinked && readText(stamp) === key && fs.existsSync(target)) return;

  fs.rmSync(stamp, { force: true });
  const addons = path.join(cache, 'addons');
  const kept = path.join(addons, `${key}.node`);
  if (!fs.existsSync(kept)) {
    makeCache(cache);
    await locked(path.join(cache, 'addons.lock'), async () => {
      if (fs.existsSync(kept)) return;
      for (const name of fs.readdirSync(addons)) {
        if (/^(unfinished|compiler)-/.test(name)) fs.rmSync(path.join(addons, name), { recursive: true });
      }
      const built = path.join(addons, `unfinished-${process.pid}.node`);
      const compile = () => compileAddon(cache, environment, built);
      await step("Compiling TensorFlow's addon for Node", compile, 'up to a minute');
      fs.renameSync(built, kept);
    });
  }
  await step('Trying TensorFlow in Node', async () => {
    await writeAtomic(target, fs.readFileSync(kept));
    const { code, output } = await run(process.execPath, ['-e', TRY_TENSORFLOW], {
      env: { TF_CPP_MIN_LOG_LEVEL: '2' },
    });
    if (code !== 0) {
      fs.rmSync(kept, { force: true });
      throw new SetupError(
        `TensorFlow does not load in Node.\nRun the command again to recompile the addon.\n${shownOutput(output)}`,
      );
    }
    await writeAtomic(stamp, key);
  });
}

/** Of all that the addon is compiled from, the same for every working copy, so that they share it. */
function addonKey(environment) {
  const versions = path.join(environment.site, 'tensorflow', 'include', 'tensorflow', 'core', 'public');
  const source = digest(...contents(path.join(tfjsNode, 'binding')), ...contents(versions));
  const args = compilerArguments('').map((argument) => argument.split(project).join('.'));
  return digest(source, environment.device, process.platform, process.arch, ...args);
}
