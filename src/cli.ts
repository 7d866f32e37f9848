#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { cacheTable } from './base/cache/cacheTable.js';
import { cachedFiles, trimCache } from './base/cache/trimCache.js';
import { cacheFolder, projectCache } from './base/cacheFolder.js';
import { UserError } from './base/errors.js';
import { locateData } from './dataset/location.js';
import { notebookSettingsOf, parseSettings } from './experiments/settings.js';
import { exportHtml } from './report/exportHtml.js';
import {
  type JupyterEnvironment,
  jupyterArguments,
  jupyterVariables,
  readEnvironment,
  startJupyterServer,
} from './report/jupyterServer.js';
import { readEntries, writeEntries } from './report/keptEntries.js';
import { runNotebook } from './report/runNotebook.js';
import { duration, showProgress } from './report/showProgress.js';
import { type IndexEntry, indexEntry, mergedEntries, writeIndex } from './report/writeIndex.js';

const PROJECT = path.join(__dirname, '..');
const NOTEBOOKS = path.join(PROJECT, 'notebooks');

const EXIT = { ran: 0, notebookFailed: 1, badUsage: 2, interrupted: 130 };

const HELP = `thaw finds out why transfer learning on a folder of images gives bad accuracy.

Usage: thaw [options]        runs the notebooks and writes their reports
       thaw lab [options]    opens the notebooks in JupyterLab
       thaw cache [--empty]  tells what runs have kept of the images to be quicker, or removes it

Options:
  --data DIR         folder with training_set/ and validation_set/, or with one folder a class;
                     default: dataset/, or a sample set that thaw draws
  --only 01,03       run the notebooks whose names start so; default: all
  --set name=value   set a value of the notebooks' settings; may be repeated
  --out DIR          folder for the reports; default: reports
  --empty            with \`cache\`: removes what is kept; finished runs and downloaded weights stay
  --help             show this text
`;

interface Command {
  name: 'reports' | 'lab' | 'cache';
  empty: boolean;
  dataFolder?: string;
  only?: string[];
  settings: Record<string, unknown>;
  outFolder: string;
}

function readCommand(): Command | undefined {
  const { values, positionals } = parseOptions();
  if (values.help) return undefined;
  const [name, ...rest] = positionals;
  if ((name !== undefined && name !== 'lab' && name !== 'cache') || rest.length > 0) {
    const expected = 'The command is expected to be `lab`, `cache`, or none.';
    throw new UserError(expected, positionals.join(' '), 'See `--help`.');
  }
  const others = Object.keys(values).filter((option) => option !== 'empty');
  if (name === 'cache' ? others.length > 0 : values.empty) {
    throw new UserError(
      '`cache` takes --empty and nothing else; no other command does.',
      process.argv.slice(2).join(' '),
      'See `--help`.',
    );
  }
  const dataFolder = values.data === undefined ? undefined : path.resolve(values.data);
  if (dataFolder !== undefined && !statSync(dataFolder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UserError('--data is expected to be a folder.', dataFolder, 'Give the folder that holds training_set/.');
  }
  const outFolder = path.resolve(values.out ?? 'reports');
  if (statSync(outFolder, { throwIfNoEntry: false })?.isDirectory() === false) {
    throw new UserError('--out is expected to be a folder.', outFolder, 'Give a folder, or a name that is not taken.');
  }
  if (name === 'lab' && (values.only !== undefined || values.out !== undefined)) {
    throw new UserError(
      '`lab` takes --data and --set.',
      process.argv.slice(2).join(' '),
      'Leave --only and --out out.',
    );
  }
  return {
    name: name ?? 'reports',
    empty: values.empty ?? false,
    dataFolder,
    only: values.only?.split(',').map((prefix) => prefix.trim()),
    settings: { ...parseSettings(readAssignments(values.set ?? [])) },
    outFolder,
  };
}

function parseOptions() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        data: { type: 'string' },
        only: { type: 'string' },
        set: { type: 'string', multiple: true },
        out: { type: 'string' },
        empty: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    const [what] = (error as Error).message.split('. ');
    throw new UserError(
      `${what}.`,
      process.argv.slice(2).join(' '),
      'See `--help`; settings are written `--set name=value`.',
    );
  }
}

function readAssignments(assignments: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    assignments.map((assignment) => {
      const equals = assignment.indexOf('=');
      if (equals < 1) throw new UserError('--set is expected as name=value.', assignment, 'Write `--set epochs=3`.');
      return [assignment.slice(0, equals).trim(), assignment.slice(equals + 1)];
    }),
  );
}

/** Names of the notebooks to run, sorted. */
function chooseNotebooks(only: readonly string[] | undefined): string[] {
  const names = readdirSync(NOTEBOOKS)
    .filter((file) => file.endsWith('.ipynb'))
    .map((file) => file.slice(0, -'.ipynb'.length))
    .sort();
  if (names.length === 0) throw new UserError('Notebooks are expected in notebooks/.', 'none', 'Restore the folder.');
  for (const prefix of only ?? []) {
    if (prefix === '' || !names.some((name) => name.startsWith(prefix))) {
      throw new UserError(
        '--only is expected to list beginnings of notebook names.',
        prefix,
        `There are: ${names.join(', ')}.`,
      );
    }
  }
  return only === undefined ? names : names.filter((name) => only.some((prefix) => name.startsWith(prefix)));
}

function kernelVariables({ dataFolder, settings }: Command): Record<string, string> {
  const variables: Record<string, string> = { THAW_SETTINGS: JSON.stringify(settings) };
  if (dataFolder !== undefined) variables.THAW_DATA = dataFolder;
  return variables;
}

async function writeReports(command: Command, names: readonly string[], environment: JupyterEnvironment) {
  const { folder, drawn } = locateData(PROJECT, command.dataFolder);
  const facts = {
    date: `${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    dataFolder: drawn ? 'the sample set, drawn by thaw' : folder,
    settings: notebookSettingsOf(command.settings),
  };
  mkdirSync(command.outFolder, { recursive: true });
  const earlier = await readEntries(command.outFolder);
  const server = await startJupyterServer(environment, NOTEBOOKS, kernelVariables(command));
  let running = '';
  const interrupt = (): void => {
    console.error(`\nInterrupted in ${running}; finished reports are in ${command.outFolder}.`);
    void server.stop().finally(() => process.exit(EXIT.interrupted));
  };
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  const progress = showProgress(process.stderr, () => Date.now());
  const now: IndexEntry[] = [];
  try {
    for (const name of names) {
      running = name;
      const file = path.join(NOTEBOOKS, `${name}.ipynb`);
      const run = await runNotebook(server, file, (cell, numCells) => progress.onCell(name, cell, numCells));
      now.push(indexEntry(run, facts));
      writeFileSync(path.join(command.outFolder, `${name}.html`), exportHtml(run.notebook, name, facts, run.failure));
      const entries = mergedEntries(earlier, now);
      await writeEntries(command.outFolder, entries);
      writeFileSync(path.join(command.outFolder, 'index.html'), writeIndex(entries, facts));
      const time = duration(run.seconds);
      progress.onEnd(name, run.failure ? `failed at cell ${run.failure.cell} after ${time}` : `ran in ${time}`);
      if (run.failure) console.error(run.failure.message);
    }
  } finally {
    await server.stop();
  }
  console.log(path.join(command.outFolder, 'index.html'));
  return now.some(({ failedCell }) => failedCell !== undefined) ? EXIT.notebookFailed : EXIT.ran;
}

async function openLab(command: Command, environment: JupyterEnvironment): Promise<number> {
  const lab = spawn(environment.python, ['-m', 'jupyterlab', ...jupyterArguments(NOTEBOOKS)], {
    env: jupyterVariables(environment, kernelVariables(command)),
    stdio: 'inherit',
  });
  // A terminal sends Ctrl-C to both processes, and a second one would skip JupyterLab's question.
  process.on('SIGINT', () => process.stdin.isTTY || lab.kill('SIGINT'));
  process.on('SIGTERM', () => lab.kill('SIGTERM'));
  const [code] = (await once(lab, 'exit')) as [number | null];
  return code ?? EXIT.ran;
}

/** Tells what is kept, and empties it if that is asked for. */
async function showCache(empty: boolean): Promise<number> {
  const folder = projectCache(PROJECT);
  console.log(`${folder}\n${cacheTable(await cachedFiles(folder))}`);
  if (empty) {
    await trimCache(folder, 0);
    const left = await cachedFiles(folder);
    console.log(left.length === 0 ? 'Emptied.' : `Emptied, but for what a run is writing:\n${cacheTable(left)}`);
  }
  const weights = path.join(cacheFolder(process.env, process.platform, homedir()), 'weights');
  console.log(`\nDownloaded weights, in ${weights}\n${cacheTable(await cachedFiles(weights))}`);
  return EXIT.ran;
}

async function main(): Promise<number> {
  // @jupyterlab/services reports each change of a kernel's state and connection there, in the midst of the progress
  // line; what matters of it comes back as a failed cell.
  console.debug = () => {};
  console.warn = () => {};
  let command: Command | undefined;
  let names: string[];
  try {
    command = readCommand();
    if (command === undefined) {
      console.log(HELP.trimEnd());
      return EXIT.ran;
    }
    if (command.name === 'cache') return await showCache(command.empty);
    names = chooseNotebooks(command.only);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    console.error(error.message);
    return EXIT.badUsage;
  }
  const environment = readEnvironment(PROJECT);
  return command.name === 'lab' ? openLab(command, environment) : writeReports(command, names, environment);
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof UserError ? error.message : error);
    process.exit(EXIT.notebookFailed);
  },
);
