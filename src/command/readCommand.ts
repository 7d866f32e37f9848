import { statSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../base/errors.js';
import { parseSettings } from '../recipe/settings.js';
import { parseOptions, readDataFolder } from './parseOptions.js';

const OPTIONS = {
  data: { type: 'string' },
  only: { type: 'string' },
  set: { type: 'string', multiple: true },
  out: { type: 'string' },
  pdf: { type: 'boolean' },
  empty: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** A command that runs or opens notebooks, or shows the cache. */
export interface Command {
  name: 'reports' | 'lab' | 'cache';
  /** Whether to empty the cache. */
  empty: boolean;
  /** Absolute path. Default: the user's images in `dataset/`, or the drawn sample set */
  dataFolder?: string;
  /** First characters of the names of notebooks to run. Default: all notebooks */
  only?: string[];
  settings: Record<string, unknown>;
  /** Absolute path of the folder for reports. */
  outFolder: string;
  /** Whether each report is written as PDF, too. */
  pdf: boolean;
}

/** The command's data folder and settings as environment variables, which notebooks read in their kernels. */
export function kernelVariables({ dataFolder, settings }: Command): Record<string, string> {
  const variables: Record<string, string> = { THAW_SETTINGS: JSON.stringify(settings) };
  if (dataFolder !== undefined) variables.THAW_DATA = dataFolder;
  return variables;
}

/**
 * Reads the words of a command.
 *
 * @returns undefined if help is asked for
 * @throws UserError if an option is unknown, or does not fit
 */
export function readCommand(words: readonly string[]): Command | undefined {
  const { values, positionals } = parseOptions(
    words,
    OPTIONS,
    'See `--help`; settings are written `--set name=value`.',
  );
  if (values.help) return undefined;
  const [name, ...rest] = positionals;
  if ((name !== undefined && name !== 'lab' && name !== 'cache') || rest.length > 0) {
    const expected = 'The command is expected to be `lab`, `cache`, `diagnose` or `kernel`, or to be left out.';
    throw new UserError(expected, positionals.join(' '), 'See `--help`.');
  }
  const others = Object.keys(values).filter((option) => option !== 'empty');
  if (name === 'cache' ? others.length > 0 : values.empty) {
    throw new UserError('Only `cache` takes --empty, and it takes no other option.', words.join(' '), 'See `--help`.');
  }
  const dataFolder = readDataFolder(values.data);
  const outFolder = readOutFolder(values.out ?? 'reports');
  if (name === 'lab' && (values.only !== undefined || values.out !== undefined || values.pdf)) {
    throw new UserError('`lab` takes --data and --set only.', words.join(' '), 'Leave out --only, --out and --pdf.');
  }
  return {
    name: name ?? 'reports',
    empty: values.empty ?? false,
    dataFolder,
    only: values.only?.split(',').map((prefix) => prefix.trim()),
    settings: { ...parseSettings(readAssignments(values.set ?? [])) },
    outFolder,
    pdf: values.pdf ?? false,
  };
}

function readOutFolder(option: string): string {
  const folder = path.resolve(option);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === false) {
    throw new UserError('--out is expected to be a folder.', folder, 'Give the path of a folder.');
  }
  return folder;
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
