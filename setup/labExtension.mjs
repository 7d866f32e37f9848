import * as fs from 'node:fs';
import * as path from 'node:path';
import { writeAtomic } from './base/wholeFile.cjs';
import { digest, readText } from './files.mjs';
import { local, project } from './places.mjs';
import { SetupError } from './setupError.mjs';

/** Name of the extension, its folder and its container. */
const NAME = 'thaw';
/** The module that makes the container. */
const ENTRY = path.join('lab', 'container.js');

/**
 * Writes the extension of JupyterLab, which shows the outputs that answer to keyboard and mouse, where JupyterLab finds it if
 * its JUPYTER_PATH names thaw's own folder. It is prebuilt: JupyterLab loads its files as they are.
 *
 * @param dist folder of the compiled sources
 * @param folder of all extensions
 */
export async function writeLabExtension(
  dist = path.join(project, 'dist'),
  folder = path.join(local, 'jupyter', 'labextensions'),
) {
  const script = bundle(dist, ENTRY);
  // Browsers keep a script by its name.
  const load = `static/remoteEntry.${digest(script)}.js`;
  const { version, description, license } = JSON.parse(fs.readFileSync(path.join(project, 'package.json'), 'utf8'));
  const jupyterlab = { extension: true, _build: { load, extension: './extension' } };
  // `thaw` tells it from another package of that name.
  const described = { name: NAME, version, description, license, jupyterlab, thaw: { isOutputs: true } };
  const packageJson = `${JSON.stringify(described, null, 2)}\n`;
  const own = path.join(folder, NAME);
  if (readText(path.join(own, 'package.json')) === packageJson && fs.existsSync(path.join(own, load))) return;
  fs.rmSync(own, { recursive: true, force: true });
  await writeAtomic(path.join(own, load), script);
  await writeAtomic(path.join(own, 'package.json'), packageJson);
}

/**
 * Joins a compiled module and those that it imports to one script for a browser, whose value is what the module exports.
 *
 * @param entry path of the module in `dist`
 */
export function bundle(dist, entry) {
  const modules = new Map();
  const add = (file) => {
    if (modules.has(file)) return;
    modules.set(file, '');
    const text = fs.readFileSync(path.join(dist, file), 'utf8');
    const linked = text.replace(/\brequire\("([^"]+)"\)/g, (_, target) => {
      if (!target.startsWith('.')) throw new SetupError(`${file} imports ${target}, which a browser does not have.`);
      const imported = path.join(path.dirname(file), target);
      add(imported);
      return `require(${JSON.stringify(imported)})`;
    });
    modules.set(file, linked);
  };
  add(entry);
  const parts = [...modules].map(
    ([file, text]) => `${JSON.stringify(file)}: function (module, exports, require) {\n${text}\n}`,
  );
  return `(() => {
const modules = {\n${parts.join(',\n')}\n};
const loaded = {};
const load = (name) => {
  if (loaded[name] === undefined) {
    loaded[name] = { exports: {} };
    modules[name](loaded[name], loaded[name].exports, load);
  }
  return loaded[name].exports;
};
return load(${JSON.stringify(entry)});
})();
`;
}
