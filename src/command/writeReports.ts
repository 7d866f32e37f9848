import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../base/errors.js';
import { NOTEBOOKS, PROJECT } from '../base/project.js';
import { formatDuration } from '../base/text/formatDuration.js';
import { makeFolder } from '../base/wholeFile.js';
import { locateData } from '../dataset/location.js';
import { notebookSettingsOf } from '../recipe/settings.js';
import { launchChromium } from '../report/chromium.js';
import { earlierTime, timeOfAll, timeOfNotebook } from '../report/expectedTime.js';
import { exportHtml } from '../report/exportHtml.js';
import { type JupyterEnvironment, startJupyterServer } from '../report/jupyterServer.js';
import { readEntries, writeEntries } from '../report/keptEntries.js';
import { readNotebook } from '../report/notebookFormat.js';
import { runNotebook } from '../report/runNotebook.js';
import { showProgress } from '../report/showProgress.js';
import { type IndexEntry, indexEntry, mergedEntries, writeIndex } from '../report/writeIndex.js';
import { writePdfs } from '../report/writePdf.js';
import { EXIT } from './exit.js';
import { checkOutFolder } from './outputs.js';
import type { Command } from './readCommand.js';
import { kernelVariables } from './readCommand.js';

/**
 * Chooses the notebooks to run.
 *
 * @param only first characters of names. Default: all notebooks
 * @returns names without `.ipynb`, sorted
 * @throws UserError if no notebook starts with one of `only`
 */
export function chooseNotebooks(only: readonly string[] | undefined): string[] {
  const names = readdirSync(NOTEBOOKS)
    .filter((file) => file.endsWith('.ipynb'))
    .map((file) => file.slice(0, -'.ipynb'.length))
    .sort();
  if (names.length === 0) throw new UserError('Notebooks are expected in notebooks/.', 'none', 'Restore the folder.');
  for (const prefix of only ?? []) {
    if (prefix === '' || !names.some((name) => name.startsWith(prefix))) {
      throw new UserError(
        '--only is expected to list the first characters of notebook names.',
        prefix,
        `The notebooks are: ${names.join(', ')}.`,
      );
    }
  }
  return only === undefined ? names : names.filter((name) => only.some((prefix) => name.startsWith(prefix)));
}

/**
 * Checks what the reports need at their end, before the notebooks run: that they can be written, outside of the folder of
 * images, and that Chromium starts, for `--pdf`.
 *
 * @throws UserError if one of it does not hold
 */
export async function checkReports({ outFolder, pdf, dataFolder }: Command, names: readonly string[]): Promise<void> {
  const files = [...names, 'index'].flatMap((name) => [`${name}.html`, ...(pdf ? [`${name}.pdf`] : [])]);
  await checkOutFolder(outFolder, files, locateData(PROJECT, dataFolder).folder);
  if (pdf) await (await launchChromium()).close();
}

/**
 * Runs notebooks and writes their reports.
 *
 * @returns the exit code: 1 if a notebook failed
 */
export async function writeReports(
  command: Command,
  names: readonly string[],
  environment: JupyterEnvironment,
): Promise<number> {
  const { folder, drawn } = locateData(PROJECT, command.dataFolder);
  const facts = {
    date: `${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    dataFolder: drawn ? 'the sample set, drawn by thaw' : folder,
    settings: {
      ...(command.recipeFile !== undefined && { recipe: path.basename(command.recipeFile) }),
      ...notebookSettingsOf(command.settings),
    },
  };
  await makeFolder(command.outFolder);
  const earlier = await readEntries(command.outFolder);
  const reports = [...names, ...earlier.map((entry) => entry.name)];
  const server = await startJupyterServer(environment, NOTEBOOKS, kernelVariables(command));
  let running = '';
  const interrupt = (): void => {
    console.error(`\nInterrupted in ${running}; finished reports are in ${command.outFolder}.`);
    void server.stop().finally(() => process.exit(EXIT.interrupted));
  };
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  const progress = showProgress(process.stderr, () => Date.now());
  console.error(timeOfAll(names, command.only === undefined, earlier, facts));
  const now: IndexEntry[] = [];
  try {
    for (const name of names) {
      running = name;
      const file = path.join(NOTEBOOKS, `${name}.ipynb`);
      progress.onStart(name, timeOfNotebook(readNotebook(file), earlierTime(name, earlier, facts)));
      const run = await runNotebook(server, file, (cell, numCells) => progress.onCell(name, cell, numCells));
      now.push(indexEntry(run, facts));
      writeFileSync(
        path.join(command.outFolder, `${name}.html`),
        exportHtml(run.notebook, name, facts, run.failure, reports),
      );
      const entries = mergedEntries(earlier, now);
      await writeEntries(command.outFolder, entries);
      writeFileSync(path.join(command.outFolder, 'index.html'), writeIndex(entries, facts));
      const time = formatDuration(run.seconds);
      progress.onEnd(name, run.failure ? `failed at cell ${run.failure.cell} after ${time}` : `ran in ${time}`);
      if (run.failure) console.error(run.failure.message);
    }
  } finally {
    await server.stop();
  }
  if (command.pdf) {
    const names = [...now.map(({ name }) => name), 'index'];
    const file = (name: string, extension: string): string => path.join(command.outFolder, `${name}.${extension}`);
    await writePdfs(names.map((name) => ({ html: file(name, 'html'), pdf: file(name, 'pdf') })));
  }
  console.log(path.join(command.outFolder, 'index.html'));
  return now.some(({ failedCell }) => failedCell !== undefined) ? EXIT.failed : EXIT.ran;
}
