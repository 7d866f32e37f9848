import * as path from 'node:path';
import type { CorrectedPath } from './correctedPaths.js';

/**
 * Writes moves as a script for `sh`, which changes the files of the folder itself. Any name of a file is safe in it.
 *
 * @param folder absolute path
 */
export function moveScript(folder: string, paths: readonly CorrectedPath[]): string {
  const folders = [...new Set(paths.flatMap(({ target }) => (target === null ? [] : [path.posix.dirname(target)])))];
  const commands = paths.map(({ correction: { file }, target }) =>
    target === null ? `rm -- ${quoted(file)}` : `mv -n -- ${quoted(file)} ${quoted(target)}`,
  );
  return [
    '#!/bin/sh',
    '# Written by `thaw corrections --script`. It changes the images themselves; afterwards delete the file of corrections.',
    'set -eu',
    `cd -- ${quoted(folder)}`,
    ...folders.map((one) => `mkdir -p -- ${quoted(one)}`),
    ...commands,
    '',
  ].join('\n');
}

/**
 * A text as one word of a shell: nothing but the quote itself means something between single quotes. Control characters, which
 * a terminal would obey, are printed by the script; line breaks stay.
 */
function quoted(text: string): string {
  const whole = text.replaceAll("'", "'\\''");
  return `'${whole.replace(/(?!\n)\p{Cc}/gu, (character) => `'"$(printf '${octal(character)}')"'`)}'`;
}

const octal = (character: string): string =>
  [...Buffer.from(character)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
