import { UserError } from '../../base/errors.js';

/** What a notebook's file holds of its outputs. Source: the schema nbformat 4, and `worksheets` of 3. */
interface Notebook {
  cells?: unknown;
  worksheets?: unknown;
}

/**
 * The texts that a notebook's cells printed, in the order of the file: streams, and values as text.
 *
 * @param shown name of the file in error messages
 * @throws UserError if no cell has an output
 */
export function notebookOutputs(notebook: Notebook, shown: string): string[] {
  const sheets = Array.isArray(notebook.worksheets) ? notebook.worksheets : [notebook];
  const texts = sheets.flatMap((sheet) =>
    listOf(sheet, 'cells').flatMap((cell) => listOf(cell, 'outputs').map(textOf)),
  );
  const printed = texts.filter((text) => text !== '');
  if (printed.length > 0) return printed;
  throw new UserError(
    `${shown} is expected to be a notebook with the outputs of its cells.`,
    'no output in any cell',
    'Save the notebook after it has run, or paste what it printed into a text file.',
  );
}

function listOf(value: unknown, name: string): unknown[] {
  const list = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
  return Array.isArray(list) ? list : [];
}

/** The text of an output: a stream, or a value's `text/plain`. */
function textOf(output: unknown): string {
  if (typeof output !== 'object' || output === null) return '';
  const { text, data } = output as { text?: unknown; data?: unknown };
  if (text !== undefined) return joined(text);
  return typeof data === 'object' && data !== null ? joined((data as Record<string, unknown>)['text/plain']) : '';
}

function joined(text: unknown): string {
  if (typeof text === 'string') return text;
  return Array.isArray(text) ? text.filter((line) => typeof line === 'string').join('') : '';
}
