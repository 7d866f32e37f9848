/**
 * Runs the notebooks on the drawn sample set, and writes their Markdown copies and the picture of the verdict in README.md:
 * `npm run docs:notebooks`. With `-- --only 01,03`, only those; the copies of the others stay.
 */
import { readdirSync, readFileSync } from 'node:fs';
import * as os from 'node:os';
import path from 'node:path';
import { UserError } from './base/errors.js';
import { PROJECT } from './base/project.js';
import { locateData } from './dataset/location.js';
import { DEFAULT_MINUTES } from './recipe/defaultMinutes.js';
import { EPOCHS, QUICK_SIZE } from './recipe/notebookRecipe.js';
import { notebookSettingsOf } from './recipe/settings.js';
import { readEnvironment, startJupyterServer } from './report/jupyterServer.js';
import { type NotebookRun, runNotebook } from './report/runNotebook.js';
import { showProgress } from './report/showProgress.js';
import { writeNotebookCopies } from './report/writeNotebookCopies.js';
import { writeVerdictPicture } from './report/writeVerdictPicture.js';

const NOTEBOOKS = path.join(PROJECT, 'notebooks');
/** The quick ones, with time enough to try most changes on a machine that does other work, too. */
const SETTINGS = notebookSettingsOf({ minutes: DEFAULT_MINUTES });

async function main(): Promise<void> {
  // As in cli.ts: the client's messages about connections.
  console.debug = () => {};
  console.warn = () => {};
  const { folder, drawn } = locateData(PROJECT);
  if (!drawn)
    throw new UserError(
      'The copies are made on the drawn sample set.',
      folder,
      'Move your own images out of dataset/.',
    );
  const all = readdirSync(NOTEBOOKS).filter((file) => file.endsWith('.ipynb'));
  const only = process.argv[2] === '--only' ? process.argv[3]?.split(',') : undefined;
  const files = all.filter((file) => only?.some((start) => file.startsWith(start)) ?? true);
  const server = await startJupyterServer(readEnvironment(PROJECT), NOTEBOOKS, {
    THAW_SETTINGS: JSON.stringify(SETTINGS),
  });
  const progress = showProgress(process.stderr, () => Date.now());
  const runs: NotebookRun[] = [];
  try {
    for (const file of files.sort()) {
      const run = await runNotebook(server, path.join(NOTEBOOKS, file), (cell, count) =>
        progress.onCell(file, cell, count),
      );
      progress.onEnd(file, run.failure === undefined ? 'ran' : 'failed');
      if (run.failure !== undefined)
        throw new UserError('Every cell is expected to run.', run.failure.message, 'Fix it.');
      runs.push(run);
    }
  } finally {
    await server.stop();
  }
  const copies = path.join(PROJECT, 'docs', 'notebooks');
  writeNotebookCopies({
    runs,
    folder: copies,
    madeFrom: madeFrom(),
    projectFolder: PROJECT,
    areSome: only !== undefined,
  });
  const verdict = runs.find(({ name }) => name.startsWith('06'));
  if (verdict === undefined) return;
  const facts = { date: today(), dataFolder: folder, settings: {} };
  await writeVerdictPicture(verdict, facts, path.join(PROJECT, 'docs', 'report.png'));
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}

function madeFrom(): string {
  const { version } = JSON.parse(readFileSync(path.join(PROJECT, 'package.json'), 'utf8')) as { version: string };
  const { seeds, budget, minutes } = SETTINGS;
  const { height, width } = QUICK_SIZE;
  const machine = `${os.type()} ${os.arch()}, ${os.cpus().length} cores`;
  return `Made on ${today()} by \`npm run docs:notebooks\` with thaw ${version} (${machine}), on the sample set that thaw draws, in the quick settings: ${height}x${width} pixels, at most ${EPOCHS[budget]} epochs, seeds: ${seeds}, and ${minutes} minutes to try changes.`;
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof UserError ? error.message : error);
    process.exit(1);
  },
);
