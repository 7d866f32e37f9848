import path from 'node:path';
import { readEnvironment } from '../../../src/report/jupyterServer.js';
import type { ParsedScript } from '../../../src/script/syntax/ast.js';
import { parseSource } from '../../../src/script/syntax/parseScript.js';

/** Python of the project's environment. */
export const { python } = readEnvironment(path.join(import.meta.dirname, '../../..'));

/** Parses the text of a script. */
export function parsePython(text: string): Promise<ParsedScript> {
  return parseSource('train.py', text, { python });
}

/** Parses a notebook of cells of code. */
export function parseCells(cells: readonly string[], more: object = {}): Promise<ParsedScript> {
  const notebook = { nbformat: 4, cells: cells.map((source) => ({ cell_type: 'code', source })), ...more };
  return parseSource('train.ipynb', JSON.stringify(notebook), { python });
}
