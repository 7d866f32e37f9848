import * as fs from 'node:fs/promises';
import path from 'node:path';
import { digestOfBytes } from '../../base/digest.js';
import { UserError } from '../../base/errors.js';
import { writeThroughPart } from '../../base/wholeFile.js';
import { bytesOf, type SourceFile } from './sourceFile.js';

/**
 * Writes the patched text over the user's file, and keeps what it held as `train.py.orig` beside it. Only where the user
 * asked for it.
 *
 * @param source as it was read; a file that was changed since is left alone
 * @returns path of the copy
 * @throws UserError if the file is a link, read-only, or was changed since
 */
export async function writePatched(source: SourceFile, text: string): Promise<{ copy: string }> {
  const { file } = source;
  const bytes = bytesOf(source, text);
  const { mode, before } = await readUnchanged(source);
  const copy = await writeCopy(file, before, mode);
  try {
    await writeThroughPart(file, async (part) => {
      await fs.writeFile(part, bytes, { flag: 'wx' });
      // As the file had it, whatever the user's mask is.
      await fs.chmod(part, mode & 0o7777);
      await readUnchanged(source);
    });
  } catch (error) {
    // The file is as it was: its copy says nothing.
    await fs.rm(copy, { force: true });
    throw notWritten(file, error);
  }
  return { copy };
}

async function readUnchanged({ file, digest }: SourceFile): Promise<{ mode: number; before: Buffer }> {
  const stat = await fs.lstat(file).catch(() => undefined);
  if (stat === undefined) throw changed(file, 'no file');
  if (stat.isSymbolicLink()) {
    throw new UserError(
      `${file} is expected to be a file.`,
      'a symbolic link',
      `Give the file: ${await fs.realpath(file)}`,
    );
  }
  if (!stat.isFile())
    throw new UserError(`${file} is expected to be a file.`, 'something else', 'Give a script or a notebook.');
  // To the administrator a read-only file is writable; it is still meant to stay.
  if ((stat.mode & 0o222) === 0) throw readOnly(file);
  await fs.access(file, fs.constants.W_OK).catch(() => {
    throw readOnly(file);
  });
  const before = await fs.readFile(file);
  if (digestOfBytes(before) !== digest) throw changed(file, 'other text');
  return { mode: stat.mode, before };
}

function changed(file: string, received: string): UserError {
  return new UserError(`${file} is expected to be as it was read.`, received, 'Run the command again.');
}

function readOnly(file: string): UserError {
  return new UserError(
    `${file} is expected to be writable.`,
    'a read-only file',
    'Allow it to be written, or apply the patch to a copy.',
  );
}

/** Writes what the file held to the first name that is free: `train.py.orig`, `train.py.orig1`, ... */
async function writeCopy(file: string, before: Buffer, mode: number): Promise<string> {
  for (let count = 0; ; count++) {
    const copy = `${file}.orig${count === 0 ? '' : count}`;
    try {
      await fs.writeFile(copy, before, { flag: 'wx', mode: mode & 0o777 });
      return copy;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw notWritten(copy, error);
    }
  }
}

function notWritten(file: string, error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined || !NOT_ALLOWED.has(code)) return error;
  const folder = path.dirname(path.resolve(file));
  return new UserError(
    `${folder} is expected to be writable.`,
    code,
    'Allow it to be written, or apply the patch to a copy.',
  );
}

const NOT_ALLOWED: ReadonlySet<string> = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT']);
