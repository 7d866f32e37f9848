import { constants, fstatSync, type Stats } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { UserError } from '../base/errors.js';
import { refusalOf } from '../base/refusal.js';
import { writeAtomic } from '../base/wholeFile.js';
import { isListName } from '../dataset/classLists.js';
import { isImageName, targetOf } from '../dataset/listClasses.js';

/** What a command is to write, and the option that names it. */
export interface Output {
  option: string;
  /** Absolute path. */
  file: string;
}

/** What the user gave, which no output may change. */
export interface Inputs {
  /** Folder of the images. */
  dataFolder: string;
  /** Such as the recipe. */
  files: readonly string[];
}

const STDOUT = 1;
/** Links behind each other that Linux follows. */
const MAX_LINKS = 40;

/**
 * Checks files that a command writes at its end, before its work: that each can be written, and is none of the user's.
 * Devices and FIFOs are written into.
 *
 * @throws UserError if one cannot be written; is named like an image or a list of classes, or lies in a class folder; is an
 *   input; or is another output, too
 */
export async function checkOutputs(outputs: readonly Output[], { dataFolder, files }: Inputs): Promise<void> {
  const data = await realPlace(dataFolder);
  const taken = new Map<string, string>();
  for (const file of files) taken.set(await realPlace(file), 'a file that is read');
  for (const { option, file } of outputs) {
    const existing = await targetOf(file);
    if (existing !== undefined && !existing.isFile()) {
      // A pipe behind /dev/stdout has no path.
      await checkWritable(option, file, file, existing);
      continue;
    }
    const place = await realPlace(file);
    if (isImageName(file) || isImageName(place))
      refuse(option, 'named like an image', file, 'Give a path like report.json.');
    refuseInside(option, file, place, data, dataFolder);
    const other = taken.get(place);
    if (other !== undefined) refuse(option, other, file, 'Give another path.');
    taken.set(place, `the file of ${option}`);
    await checkWritable(option, file, place, existing);
  }
}

/**
 * Checks the folder that reports are written to, before the notebooks run.
 *
 * @param names of the files that are written there
 * @throws UserError if one cannot be written, or the folder lies in that of the images
 */
export async function checkOutFolder(folder: string, names: readonly string[], dataFolder: string): Promise<void> {
  const [place, data] = await Promise.all([realPlace(folder), realPlace(dataFolder)]);
  if (isWithin(data, place)) {
    refuse('--out', 'in the folder of the images', folder, `Give a path outside of ${dataFolder}.`);
  }
  for (const name of names) {
    const file = path.join(folder, name);
    const existing = await targetOf(file);
    if (existing?.isDirectory()) {
      throw new UserError('--out is expected to be a folder for reports.', `the folder ${file}`, 'Give another path.');
    }
    await checkWritable('--out', file, await realPlace(file), existing);
  }
}

/**
 * Writes a file whole or not at all, and makes its folder. What a link leads to is written in its place, and a device or a
 * FIFO is written into, as `>` of a shell does.
 */
export async function writeOutput(file: string, text: string | Buffer): Promise<void> {
  const target = await targetOf(file);
  if (target === undefined) await writeAtomic(await realPlace(file), text);
  else if (isStdout(target)) {
    await new Promise<void>((resolve, reject) => {
      process.stdout.write(text, (error) => (error ? reject(error) : resolve()));
    });
  } else if (await isPlainFile(file)) await writeAtomic(file, text);
  // Without O_CREAT, which Linux refuses for a FIFO of somebody else's in a folder that all may write to.
  else await fs.writeFile(file, text, { flag: constants.O_WRONLY | constants.O_TRUNC });
}

/** Opened once more, a file that stdout leads to would be overwritten by what is printed next. */
function isStdout(target: Stats): boolean {
  const { dev, ino } = fstatSync(STDOUT);
  return dev === target.dev && ino === target.ino;
}

const isPlainFile = async (file: string): Promise<boolean> => (await fs.lstat(file)).isFile();

function refuse(option: string, isNot: string, received: string, next: string): never {
  throw new UserError(`${option} is expected to be a file of its own, not ${isNot}.`, received, next);
}

/** @throws UserError for what would be taken for a class, an image of it, or a list of classes */
function refuseInside(option: string, file: string, place: string, data: string, dataFolder: string): void {
  if (!isWithin(data, place)) return;
  const advice = `Give a path outside of ${dataFolder}.`;
  if (path.dirname(place) !== data) refuse(option, 'in a folder below that of the images', file, advice);
  if (isListName(place)) refuse(option, 'named like a list of classes', file, advice);
}

const isWithin = (folder: string, place: string): boolean => {
  const relative = path.relative(folder, place);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
};

/** The path behind all links, also where nothing is there yet, or a link leads to nothing yet. */
async function realPlace(file: string): Promise<string> {
  let place = file;
  for (let links = 0; links < MAX_LINKS; links++) {
    const link = (await targetOf(place)) === undefined ? await fs.readlink(place).catch(() => undefined) : undefined;
    if (link === undefined) break;
    place = path.resolve(await realPlace(path.dirname(place)), link);
  }
  const names: string[] = [];
  while ((await targetOf(place)) === undefined && path.dirname(place) !== place) {
    names.unshift(path.basename(place));
    place = path.dirname(place);
  }
  return path.join(await fs.realpath(place), ...names);
}

/** @throws UserError if the file, or the folder that it would be made in, cannot be written */
async function checkWritable(option: string, file: string, place: string, existing: Stats | undefined): Promise<void> {
  try {
    if (existing !== undefined) await fs.access(file, constants.W_OK);
    if (existing === undefined || (await isPlainFile(file))) await tryFile(existing === undefined ? place : file);
  } catch (error) {
    const reason = refusalOf(error);
    if (reason === undefined) throw error;
    throw new UserError(`${option} is expected to be writable.`, `${file}: ${reason}`, 'Give another path.');
  }
}

/** Makes and removes a file as `writeAtomic` would, in the nearest folder that is there. */
async function tryFile(place: string): Promise<void> {
  let folder = path.dirname(place);
  while ((await targetOf(folder)) === undefined && path.dirname(folder) !== folder) folder = path.dirname(folder);
  const part = path.join(folder, `${path.basename(place)}.${process.pid}.part`);
  await fs.writeFile(part, '', { flag: 'wx' });
  await fs.rm(part);
}
