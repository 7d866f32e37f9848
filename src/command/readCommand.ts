import { statSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../base/errors.js';
import { pythonOfProject } from '../base/pythonOfProject.js';
import { parseSettings, SETTINGS_IN_WORDS } from '../recipe/settings.js';
import {
  jsonOrText,
  parseOptions,
  readAssignments,
  readDataFolder,
  readKeras,
  readRecipeFile,
  readScriptFile,
} from './parseOptions.js';
import { scriptRecipeNotes } from './scriptRecipeText.js';

const OPTIONS = {
  data: { type: 'string' },
  recipe: { type: 'string' },
  script: { type: 'string' },
  keras: { type: 'string' },
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
  /** Absolute path of the recipe that notebooks train. Default: the reference recipe */
  recipeFile?: string;
  /** Absolute path of the Keras script whose training notebooks repeat. */
  scriptFile?: string;
  /** Version of Keras that the script is for: `2.2.4`. */
  keras?: string;
  /** Fields of its recipe that the script does not show. */
  changes: Record<string, unknown>;
  settings: Record<string, unknown>;
  /** Absolute path of the folder for reports. */
  outFolder: string;
  /** Whether each report is written as PDF, too. */
  pdf: boolean;
}

/** The command's data folder and settings as environment variables, which notebooks read in their kernels. */
export function kernelVariables({ dataFolder, recipeFile, settings }: Command): Record<string, string> {
  const variables: Record<string, string> = { THAW_SETTINGS: JSON.stringify(settings) };
  if (dataFolder !== undefined) variables.THAW_DATA = dataFolder;
  if (recipeFile !== undefined) variables.THAW_RECIPE = recipeFile;
  return variables;
}

/**
 * The command with what the recipe file says of the images, where the command line says nothing else: their folder, and how
 * they are split. The same command where it names no recipe, or the recipe no images.
 *
 * @throws UserError if the file is no recipe, or its backbone or weights cannot be used
 */
export async function withDataOfRecipe(command: Command, project: string): Promise<Command> {
  if (command.scriptFile !== undefined) return await withRecipeOfScript(command, command.scriptFile, project);
  const { recipeFile, dataFolder, settings } = command;
  if (recipeFile === undefined) return command;
  // Loaded here, since most commands read no recipe.
  const { readRecipe } = await import('../recipe/recipeFile.js');
  const { checkBackbone } = await import('../recipe/checkBackbone.js');
  const { recipe, data } = await readRecipe(recipeFile);
  for (const note of await checkBackbone(recipe)) console.error(`Note: ${note}`);
  if (data === null || dataFolder !== undefined) return command;
  const { folder, validationShare, groupPattern, imagesPerClass, seed } = data;
  const whole = path.resolve(project, folder);
  return {
    ...command,
    // `dataset/` may hold nothing but the drawn sample set.
    dataFolder: whole === path.join(project, 'dataset') ? undefined : whole,
    settings: {
      seed,
      validationShare,
      ...(groupPattern !== null && { groupPattern }),
      ...(imagesPerClass !== null && { imagesPerClass }),
      ...settings,
    },
  };
}

/** The command with the recipe of its script, in a file that notebooks read. */
async function withRecipeOfScript(command: Command, scriptFile: string, project: string): Promise<Command> {
  const { readScript } = await import('../script/reading/readScript.js');
  const { recipeFromScript } = await import('../script/reading/recipeFromScript.js');
  const { writeRecipe } = await import('../recipe/recipeFile.js');
  const reading = await readScript(scriptFile, { python: pythonOfProject(project), keras: command.keras });
  const made = recipeFromScript(reading, command.changes);
  const { recipe, validationShare } = made;
  for (const note of scriptRecipeNotes(made)) console.error(note);
  const recipeFile = path.join(project, 'runs', 'scripts', `${path.parse(scriptFile).name}.json`);
  await writeRecipe(recipeFile, recipe);
  const settings = { ...(validationShare !== undefined && { validationShare }), ...command.settings };
  return await withDataOfRecipe({ ...command, scriptFile: undefined, recipeFile, settings }, project);
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
    const expected =
      'The command is expected to be `lab`, `cache`, `diagnose`, `fix`, `improve`, `sweep`, `worker`, `queue`, `runs`, `corrections` or `kernel`, or to be left out.';
    throw new UserError(expected, positionals.join(' '), 'See `--help`.');
  }
  const others = Object.keys(values).filter((option) => option !== 'empty');
  if (name === 'cache' ? others.length > 0 : values.empty) {
    throw new UserError('Only `cache` takes --empty, and it takes no other option.', words.join(' '), 'See `--help`.');
  }
  const dataFolder = readDataFolder(values.data);
  const outFolder = readOutFolder(values.out ?? 'reports');
  const scriptFile = readScriptFile(values.script, values.recipe);
  if (name === 'lab' && (values.only !== undefined || values.out !== undefined || values.pdf)) {
    throw new UserError(
      '`lab` takes --data, --recipe and --set only.',
      words.join(' '),
      'Leave out --only, --out and --pdf.',
    );
  }
  return {
    name: name ?? 'reports',
    empty: values.empty ?? false,
    dataFolder,
    recipeFile: readRecipeFile(values.recipe),
    only: values.only?.split(',').map((prefix) => prefix.trim()),
    ...readSet(values.set ?? [], scriptFile),
    scriptFile,
    keras: readKeras(values.keras, scriptFile),
    outFolder,
    pdf: values.pdf ?? false,
  };
}

/** Settings of notebooks; with a script, other names are fields of its recipe. */
function readSet(
  assignments: readonly string[],
  scriptFile: string | undefined,
): Pick<Command, 'settings' | 'changes'> {
  const all = Object.entries(readAssignments(assignments, 'epochs=3'));
  const isChange = ([name]: [string, string]): boolean => scriptFile !== undefined && !(name in SETTINGS_IN_WORDS);
  return {
    settings: { ...parseSettings(Object.fromEntries(all.filter((one) => !isChange(one)))) },
    changes: Object.fromEntries(all.filter(isChange).map(([name, text]) => [name, jsonOrText(text)])),
  };
}

function readOutFolder(option: string): string {
  const folder = path.resolve(option);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === false) {
    throw new UserError('--out is expected to be a folder.', folder, 'Give the path of a folder.');
  }
  return folder;
}
