import path from 'node:path';
import { UserError } from '../../base/errors.js';
import type { ParsedScript, SourceNote, Statement } from './ast.js';
import { splitLines } from './columns.js';
import { cellMagic } from './ipython.js';
import { type CodeCell, readNotebookCells } from './notebookCells.js';
import { parseUnits } from './parseUnits.js';
import { Places } from './places.js';
import { decodeScript, MAX_SCRIPT, readScriptFile } from './readText.js';
import { isScriptFile } from './scriptFile.js';

export interface ParseOptions {
  /** Path of the Python whose module `ast` parses. Where it does not start, another parser reads the file. */
  python: string;
}

/**
 * Parses a Python script or a Jupyter notebook. Nothing of it is run or imported.
 *
 * Python's own parser reads it. Where that refuses, what Python 2 and IPython write otherwise is read too, and statements that
 * are broken are `Unparsed`; notes say so. Cells of a notebook are parsed one by one.
 *
 * @throws UserError if the file is none of both, or larger than 5 MB (a notebook, with its outputs: 100 MB)
 */
export async function parseScript(file: string, options: ParseOptions): Promise<ParsedScript> {
  if (!isScriptFile(file)) {
    throw new UserError(
      'A Python script (.py) or a notebook (.ipynb) is expected.',
      file,
      'Give the path of your script.',
    );
  }
  const kind = path.extname(file).toLowerCase() === '.ipynb' ? 'notebook' : 'script';
  const { text, why } = decodeScript(await readScriptFile(file, kind));
  const parsed = await parseSource(file, text, options);
  if (why !== undefined) parsed.notes.unshift({ text: '', why });
  return parsed;
}

/**
 * The same for the text of a file.
 *
 * @param file its name: a notebook ends with `.ipynb`
 */
export async function parseSource(file: string, text: string, options: ParseOptions): Promise<ParsedScript> {
  if (/\.ipynb$/i.test(file)) return parseNotebook(file, text, options);
  const lines = splitLines(text.replace(/^\uFEFF/, ''));
  const { body, notes, python2 } = await parseUnits(file, [{ lines, cell: undefined }], options.python);
  return { file, body, source: { kind: 'script', lines }, notes, ...(python2 && { pythonVersion: '2' }) };
}

async function parseNotebook(file: string, text: string, options: ParseOptions): Promise<ParsedScript> {
  const { cells, pythonVersion, printed, versions, notes } = readNotebookCells(file, text);
  const size = cells.reduce((sum, { lines }) => lines.reduce((length, line) => length + line.length + 1, sum), 0);
  if (size > MAX_SCRIPT) {
    const expected = `The cells of ${file} are expected to hold at most ${MAX_SCRIPT / 2 ** 20} MB of code.`;
    throw new UserError(expected, `${Math.round(size / 2 ** 20)} MB`, 'Give the notebook that trains.');
  }
  const python = cells.filter(({ lines }) => cellMagic(lines) === null);
  const parsed = await parseUnits(file, python, options.python);
  const magics = cells.flatMap(magicStatement);
  const version = pythonVersion ?? (parsed.python2 ? '2' : undefined);
  return {
    file,
    body: inOrder([...parsed.body, ...magics]),
    source: { kind: 'notebook', cells },
    notes: [...notes, ...parsed.notes] satisfies SourceNote[],
    ...(version !== undefined && { pythonVersion: version }),
    ...(printed !== undefined && { printed }),
    ...(versions.length > 0 && { versions }),
  };
}

/** The statement for a cell that is no Python, such as `%%bash`. */
function magicStatement({ cell, lines }: CodeCell): Statement[] {
  const text = cellMagic(lines);
  if (text === null) return [];
  return [{ type: 'Magic', text, place: new Places(lines, cell).ofOffsets(0, lines.join('\n').length) }];
}

/** Sorting keeps the order within a cell. */
function inOrder(statements: Statement[]): Statement[] {
  return statements.sort((a, b) => a.place.cell! - b.place.cell!);
}
