import * as path from 'node:path';
import { writeAtomic } from './base/wholeFile.cjs';
import { readText } from './files.mjs';

/** JupyterLab's defaults that thaw changes. What users set themselves, in their own settings, still wins. */
const DEFAULTS = {
  // Unanswered, the question whether to fetch news covers the first cell of a notebook.
  '@jupyterlab/apputils-extension:notification': { fetchNews: 'false', checkForUpdates: false },
};

/** Writes them into the environment that setup made, where JupyterLab reads them for every project and user of it. */
export async function writeLabSettings({ python }) {
  const environment = path.dirname(path.dirname(python));
  const file = path.join(environment, 'share', 'jupyter', 'lab', 'settings', 'overrides.d', 'thaw.json');
  const text = `${JSON.stringify(DEFAULTS, null, 2)}\n`;
  if (readText(file) !== text) await writeAtomic(file, text);
}
