import { UserError } from '../../base/errors.js';
import { parseJson } from '../../base/parseJson.js';
import type { PrintedVersion, SourceNote } from './ast.js';
import { splitLines } from './columns.js';

/** A cell of code. */
export interface CodeCell {
  /** Number over all cells of the notebook, those of text too, from 1. */
  cell: number;
  executionCount: number | null;
  lines: string[];
}

/** What a notebook holds beside outputs. */
export interface NotebookCells {
  cells: CodeCell[];
  pythonVersion?: string;
  /** How the progress lines among the outputs name the validation accuracy, and the cell of the first one. */
  printed?: { name: 'val_acc' | 'val_accuracy'; cell: number };
  /** Versions of packages that a cell asks for and its output shows. */
  versions: PrintedVersion[];
  notes: SourceNote[];
}

type Fields = Readonly<Record<string, unknown>>;

const NEXT = 'Give a notebook that Jupyter opens.';

/**
 * Reads the cells of code of a notebook of format 3 or 4, in order of the file. Cells of text and raw cells are no code, but
 * are counted.
 *
 * @throws UserError if it is no notebook, or not one of Python
 */
export function readNotebookCells(file: string, text: string): NotebookCells {
  const notebook = fieldsOf(parseJson(text, file, NEXT));
  const cells = cellsOf(notebook);
  if (cells === null) throw new UserError(`${file} is expected to be a notebook.`, 'JSON without cells', NEXT);
  const metadata = fieldsOf(notebook.metadata);
  checkLanguage(file, metadata);
  const code: CodeCell[] = [];
  let printed: NotebookCells['printed'];
  const versions: PrintedVersion[] = [];
  for (const [index, value] of cells.entries()) {
    const fields = fieldsOf(value);
    if (fields.cell_type !== 'code') continue;
    const source = sourceOf(fields.source ?? fields.input);
    if (source === null) {
      throw new UserError(`Cell ${index + 1} of ${file} is expected to have a source of text.`, 'something else', NEXT);
    }
    const name = printedName(fields.outputs);
    if (name !== undefined) printed ??= { name, cell: index + 1 };
    versions.push(...printedVersions(source, fields.outputs).map((one) => ({ ...one, cell: index + 1 })));
    const count = fields.execution_count ?? fields.prompt_number;
    code.push({
      cell: index + 1,
      executionCount: typeof count === 'number' ? count : null,
      lines: splitLines(source),
    });
  }
  const version = versionOf(metadata);
  return {
    cells: code,
    versions,
    notes: orderNotes(code),
    ...(version !== undefined && { pythonVersion: version }),
    ...(printed !== undefined && { printed }),
  };
}

function fieldsOf(value: unknown): Fields {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Fields) : {};
}

/** Format 3 has its cells in worksheets. */
function cellsOf(notebook: Fields): unknown[] | null {
  if (Array.isArray(notebook.cells)) return notebook.cells;
  if (!Array.isArray(notebook.worksheets)) return null;
  return notebook.worksheets.flatMap((sheet) => {
    const { cells } = fieldsOf(sheet);
    return Array.isArray(cells) ? cells : [];
  });
}

function sourceOf(source: unknown): string | null {
  if (typeof source === 'string') return source;
  if (!Array.isArray(source) || source.some((line) => typeof line !== 'string')) return null;
  return source.join('');
}

/** A progress line of Keras: `loss: 0.41 - acc: 0.86 - val_loss: 0.55 - val_acc: 0.79`. */
const PROGRESS = /- val_loss: [\d.e+-]+ - (val_acc|val_accuracy): [\d.]/;

/** What the outputs of a cell name the validation accuracy, where they are progress lines of Keras. */
function printedName(outputs: unknown): 'val_acc' | 'val_accuracy' | undefined {
  for (const output of Array.isArray(outputs) ? outputs : []) {
    const found = PROGRESS.exec(sourceOf(fieldsOf(output).text) ?? '')?.[1];
    if (found === 'val_acc' || found === 'val_accuracy') return found;
  }
  return undefined;
}

/** `tf.__version__`, `keras.version()` in a cell. */
const ASKED = /\b(tf|tensorflow|keras)(?:\.__version__|\.version\(\)|\.version\.VERSION)/g;
const SHOWN = /(?<![\w.])\d+\.\d+\.\d+(?![\w.]*\d)/g;

/** Versions that a cell asks for, where its outputs show as many and nothing else that looks like one. */
function printedVersions(source: string, outputs: unknown): Omit<PrintedVersion, 'cell'>[] {
  const asked = [...source.matchAll(ASKED)].map(([, name]) => name!);
  if (asked.length === 0) return [];
  const shown = (Array.isArray(outputs) ? outputs : []).flatMap((output) => {
    const { text, data } = fieldsOf(output);
    return [...(sourceOf(text ?? fieldsOf(data)['text/plain']) ?? '').matchAll(SHOWN)].map(([version]) => version);
  });
  if (shown.length !== asked.length) return [];
  return asked.map((name, i) => ({ package: name === 'keras' ? 'keras' : 'tensorflow', version: shown[i]! }));
}

function checkLanguage(file: string, metadata: Fields): void {
  const kernel = fieldsOf(metadata.kernelspec);
  const language = fieldsOf(metadata.language_info).name ?? kernel.language;
  if (typeof language !== 'string' || /^i?python\d?$/i.test(language)) return;
  throw new UserError(`${file} is expected to be a notebook of Python.`, `one of ${language}`, 'Give one of Python.');
}

/** Version of Python: as a whole, or the digit in a kernel's name such as `python2`. */
function versionOf(metadata: Fields): string | undefined {
  const { version } = fieldsOf(metadata.language_info);
  if (typeof version === 'string') return version;
  const { name } = fieldsOf(metadata.kernelspec);
  return typeof name === 'string' ? /^python([\d.]+)$/.exec(name)?.[1] : undefined;
}

/** The first cell that was run before one above it. */
function orderNotes(cells: readonly CodeCell[]): SourceNote[] {
  let last: CodeCell | undefined;
  for (const cell of cells) {
    if (cell.executionCount === null) continue;
    if (last !== undefined && cell.executionCount < last.executionCount!) {
      const why =
        `The cells were not run in order: cell ${cell.cell} was run as [${cell.executionCount}], ` +
        `cell ${last.cell} above it as [${last.executionCount}]. They are read in order of the file.`;
      const text = cell.lines[0] ?? '';
      return [{ place: { line: 1, column: 1, endLine: 1, endColumn: text.length + 1, cell: cell.cell }, text, why }];
    }
    last = cell;
  }
  return [];
}
