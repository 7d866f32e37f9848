import * as path from 'node:path';
import { UserError } from '../base/errors.js';
import { group } from '../base/group.js';
import { mapConcurrent } from '../base/mapConcurrent.js';
import { RUNS } from '../base/project.js';
import { escapeControls } from '../base/text/escapeControls.js';
import { pluralize } from '../base/text/pluralize.js';
import { type Correction, checkCorrection, correctionsOf } from '../dataset/corrections.js';
import { targetOf } from '../dataset/listClasses.js';
import { correctionsFile, readCorrections } from '../store/corrections.js';
import { type Console, terminalConsole } from './console.js';
import { copyCorrected } from './correctedCopy.js';
import { type CorrectedPath, correctedPaths } from './correctedPaths.js';
import { EXIT } from './exit.js';
import { moveScript } from './moveScript.js';
import { parseOptions, readDataFolder } from './parseOptions.js';
import { runCommand } from './runCommand.js';

const HELP = `thaw corrections lists what was decided of images in a cleaner (thaw.showCleaner in a notebook).

Usage: thaw corrections [--data DIR]                    list them
       thaw corrections --apply --out DIR [--data DIR]  write a corrected copy of the folder of images
       thaw corrections --script [--data DIR]           print a shell script that moves the images themselves

They are in runs/corrections.json, and thaw applies them wherever it opens the images. Delete the file to undo them.

Options:
  --data DIR      folder with the images. Default: the one that there are corrections of
  --apply         copy the folder, with each image in the folder of its class
  --out DIR       the new folder for the copy
  --script        print commands for sh; nothing is run
  --help          show this text
`;

interface Options {
  dataFolder: string | undefined;
  action: 'list' | 'apply' | 'script';
  /** Absolute path for the copy. */
  out: string | undefined;
}

/**
 * Runs the command `thaw corrections`.
 *
 * @param words after `corrections`
 * @param runs folder of all runs, with the file of corrections
 * @returns the exit code: 0, or 2 if it could not run
 */
export async function runCorrections(
  words: readonly string[],
  console: Console = terminalConsole(process.stdout, process.stderr),
  runs: string = RUNS,
): Promise<number> {
  return await runCommand(words, console, {
    help: HELP,
    read: readOptions,
    run: async (options) => {
      const file = correctionsFile(runs);
      const corrections = await readCorrections(file);
      if (options.action === 'list') await list(corrections, file, options, console);
      else await change(corrections, options, console);
      return EXIT.ran;
    },
  });
}

function readOptions(words: readonly string[]): Options | undefined {
  const options = {
    data: { type: 'string' },
    apply: { type: 'boolean' },
    out: { type: 'string' },
    script: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  } as const;
  const { values, positionals } = parseOptions(words, options, 'See `thaw corrections --help`.');
  const { help, data, apply = false, out, script = false } = values;
  if (help) return undefined;
  if (positionals.length > 0 || (apply && script) || apply !== (out !== undefined)) {
    const expected = '`corrections` takes --script, or --apply with --out DIR, or neither.';
    throw new UserError(expected, words.join(' '), 'See `thaw corrections --help`.');
  }
  return {
    dataFolder: readDataFolder(data),
    action: apply ? 'apply' : script ? 'script' : 'list',
    out: out === undefined ? undefined : path.resolve(out),
  };
}

async function list(
  corrections: readonly Correction[],
  file: string,
  { dataFolder }: Options,
  console: Console,
): Promise<void> {
  const shown = dataFolder === undefined ? corrections : await correctionsOf(dataFolder, corrections);
  if (shown.length === 0) {
    console.print(`No corrections${dataFolder === undefined ? '' : ` of ${escapeControls(dataFolder)}`} in ${file}.`);
    return;
  }
  for (const [folder, own] of group(shown, (correction) => correction.folder)) {
    console.print(escapeControls(`${folder}: ${pluralize(own.length, 'correction')}`));
    const reasons = await mapConcurrent(own, (correction) => checkCorrection(correction, folder));
    own.forEach((correction, i) => {
      console.print(`  ${escapeControls(lineOf(correction, reasons[i]))}`);
    });
  }
  console.print(`They are in ${file}. Delete it to undo them all.`);
}

function lineOf({ date, file, from, to, by }: Correction, reason: string | undefined): string {
  const what = to === null ? 'left out' : to === from ? 'confirmed' : `to ${to}`;
  const not = reason === undefined ? '' : `; not applied: ${reason}`;
  return `${date.slice(0, 10)} ${file}: ${from}, ${what} (${by})${not}`;
}

async function change(
  corrections: readonly Correction[],
  { dataFolder, action, out }: Options,
  console: Console,
): Promise<void> {
  const folder = dataFolder ?? (await onlyFolder(corrections));
  const own = await correctionsOf(folder, corrections);
  const reasons = await mapConcurrent(own, (correction) => checkCorrection(correction, folder));
  const paths = await correctedPaths(
    folder,
    own.filter((_, i) => reasons[i] === undefined),
  );
  own.forEach((correction, i) => {
    if (reasons[i] !== undefined) console.fail(escapeControls(`Not applied: ${correction.file}: ${reasons[i]}.`));
  });
  if (action === 'script') console.print(moveScript(path.resolve(folder), paths).trimEnd());
  else await writeCopy(folder, paths, out!, console);
}

async function writeCopy(
  folder: string,
  paths: readonly CorrectedPath[],
  out: string,
  console: Console,
): Promise<void> {
  const { files, notCopied } = await copyCorrected(folder, paths, out);
  const left = paths.filter(({ target }) => target === null).length;
  const moved = pluralize(paths.length - left, 'image');
  console.print(escapeControls(`${out}: ${pluralize(files, 'file')}, ${moved} in another class, ${left} left out.`));
  if (notCopied.length > 0) {
    console.fail(escapeControls(`Not copied, since their names are not UTF-8: ${notCopied.join(', ')}.`));
  }
}

/** The folder that all corrections are of. */
async function onlyFolder(corrections: readonly Correction[]): Promise<string> {
  const folders = [...new Set(corrections.map(({ folder }) => folder))];
  const [folder] = folders;
  if (folder === undefined) {
    throw new UserError('Corrections are expected.', 'none', 'Make some in a notebook, with `thaw.showCleaner`.');
  }
  if (folders.length > 1) {
    const next = 'Say which folder is meant with --data DIR.';
    throw new UserError('Corrections of one folder of images are expected.', folders, next);
  }
  if ((await targetOf(folder))?.isDirectory()) return folder;
  const next = 'Make the folder available, or name it with --data DIR.';
  throw new UserError('The folder of the corrected images is expected to be there.', folder, next);
}
