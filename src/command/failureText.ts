import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { UserError } from '../base/errors.js';
import { PROJECT } from '../base/project.js';
import { refusalOf } from '../base/refusal.js';

/**
 * Says why a command ended, without a stack: a `UserError` and what the system refused in one sentence. Any other error is a
 * bug in thaw: its stack is written to a file, which the text names. With `THAW_DEBUG=1` the stack is part of the text.
 *
 * @param folder for that file. Default: `.thaw` of the project
 */
export function failureText(error: unknown, folder: string = path.join(PROJECT, '.thaw')): string {
  const stack = String((error as Error | undefined)?.stack ?? error);
  const debug = process.env.THAW_DEBUG === '1' ? `\n${stack}` : '';
  if (error instanceof UserError) return `${error.message}${debug}`;
  const refusal = refusalOf(error);
  if (refusal !== undefined) {
    const { path: file, syscall } = error as NodeJS.ErrnoException;
    return `${file === undefined ? `The system refused '${syscall}'` : `${file} cannot be used`}: ${refusal}.${debug}`;
  }
  const written = writeDetails(stack, folder);
  const details = written === undefined ? 'Set THAW_DEBUG=1 to see where.' : `Where it happened is in ${written}.`;
  return `thaw stopped because of an error of its own, not of yours: ${firstLine(error)}. ${details} Please open an issue with it, and with the command that you ran.${debug}`;
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return (text.trim().split('\n')[0] ?? '').replace(/[.\s]+$/, '') || 'it has no message';
}

/** @returns the file, or undefined where nothing can be written */
function writeDetails(stack: string, folder: string): string | undefined {
  const { version } = JSON.parse(fs.readFileSync(path.join(PROJECT, 'package.json'), 'utf8')) as { version: string };
  const about = `thaw ${version}, Node ${process.version}, ${process.platform} ${process.arch}`;
  const text = `${new Date().toISOString()}\n${about}\n${process.argv.slice(2).join(' ')}\n\n${stack}\n`;
  for (const place of [folder, tmpdir()]) {
    const file = path.join(place, 'last-error.txt');
    try {
      fs.mkdirSync(place, { recursive: true });
      fs.writeFileSync(file, text);
      return file;
    } catch {
      // A read-only project: the next folder.
    }
  }
  return undefined;
}
