import { readFile } from 'node:fs/promises';
import { UserError } from '../../base/errors.js';
import type { ParsedScript } from './ast.js';
import { splitLines } from './columns.js';
import { askPython } from './pythonProcess.js';
import { pythonNodes } from './pythonTree.js';

export interface ParseOptions {
  /** Path of the Python whose module `ast` parses. */
  python: string;
}

/** Parses a Python script. Nothing of it is run or imported. */
export async function parseScript(file: string, options: ParseOptions): Promise<ParsedScript> {
  return parseSource(file, await readFile(file, 'utf8'), options);
}

/** The same for a text. */
export async function parseSource(file: string, text: string, options: ParseOptions): Promise<ParsedScript> {
  const lines = splitLines(text.replace(/^\uFEFF/, ''));
  const [answer] = await askPython(options.python, [[`${lines.join('\n')}\n`]]);
  if (answer === undefined || !('body' in answer)) {
    throw new UserError(`${file} is expected to be Python 3.`, JSON.stringify(answer), 'Correct it.');
  }
  const body = pythonNodes(answer.body, lines);
  return { file, body, source: { kind: 'script', lines }, notes: [] };
}
