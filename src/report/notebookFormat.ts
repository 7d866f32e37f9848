import { readFileSync } from 'node:fs';
import { UserError } from '../base/errors.js';

// Ref: https://nbformat.readthedocs.io/en/latest/format_description.html
type Text = string | string[];

/** Mime type to value: text, or an object where the type is JSON. */
export type MimeBundle = Record<string, unknown>;

export interface StreamOutput {
  output_type: 'stream';
  name: 'stdout' | 'stderr';
  text: Text;
}

export interface DisplayOutput {
  output_type: 'display_data' | 'execute_result';
  data: MimeBundle;
  metadata: Record<string, unknown>;
  execution_count?: number | null;
}

export interface ErrorOutput {
  output_type: 'error';
  ename: string;
  evalue: string;
  traceback: string[];
}

export type Output = StreamOutput | DisplayOutput | ErrorOutput;

export interface Cell {
  cell_type: 'code' | 'markdown' | 'raw';
  id?: string;
  source: Text;
  metadata: Record<string, unknown>;
  outputs?: Output[];
  execution_count?: number | null;
  attachments?: Record<string, MimeBundle>;
}

/** Content of a notebook file, nbformat 4. */
export interface Notebook {
  cells: Cell[];
  metadata: Record<string, unknown>;
  nbformat: number;
  nbformat_minor: number;
}

/** @throws UserError if the file is not a notebook of nbformat 4 */
export function readNotebook(file: string): Notebook {
  let notebook: Partial<Notebook>;
  try {
    notebook = JSON.parse(readFileSync(file, 'utf8')) as Partial<Notebook>;
  } catch (error) {
    throw new UserError(
      `${file} is expected to be a notebook.`,
      String(error),
      'Restore the file from version control.',
    );
  }
  if (notebook.nbformat !== 4 || !Array.isArray(notebook.cells)) {
    throw new UserError(
      `${file} is expected to be a notebook of nbformat 4.`,
      { nbformat: notebook.nbformat },
      'Save it again in JupyterLab.',
    );
  }
  return notebook as Notebook;
}

/** Text that the format allows to be a list of lines, as one string. */
export function joined(text: unknown): string {
  return Array.isArray(text) ? text.join('') : String(text ?? '');
}

/** Text without the escape sequences that color it in a terminal. */
export function plain(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: an escape sequence starts with one
  return text.replace(/\u001b\[[0-9;]*[A-Za-z]/g, '');
}

/** First heading of the notebook, or `fallback` if it has none. */
export function titleOf(notebook: Notebook, fallback: string): string {
  for (const cell of notebook.cells) {
    const heading = cell.cell_type === 'markdown' && /^#\s+(.+)$/m.exec(joined(cell.source));
    if (heading) return heading[1]!.trim();
  }
  return fallback;
}

/** The last output with text of a notebook, as Markdown; empty if there is none. */
export function readingOf(notebook: Notebook): string {
  const outputs = notebook.cells.flatMap((cell) => cell.outputs ?? []);
  for (const output of outputs.reverse()) {
    if (output.output_type === 'stream' && output.name === 'stdout') return plain(joined(output.text)).trim();
    if (output.output_type !== 'display_data' && output.output_type !== 'execute_result') continue;
    const text = output.data['text/markdown'] ?? output.data['text/plain'];
    if (text !== undefined) return plain(joined(text)).trim();
  }
  return '';
}

/** Outputs that the index of reports shows, too: those whose metadata says so. */
export function outputsInIndex(notebook: Notebook): DisplayOutput[] {
  return notebook.cells
    .flatMap((cell) => cell.outputs ?? [])
    .filter((output): output is DisplayOutput => output.output_type === 'display_data')
    .filter(({ metadata }) => (metadata.thaw as { inIndex?: boolean } | undefined)?.inIndex === true);
}
