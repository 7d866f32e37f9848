import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { UserError } from '../../base/errors.js';
import { utf16Of } from '../syntax/readText.js';
import { looksLikeCsv, readCsv } from './csvHistory.js';
import { dictIn, readDict } from './dictHistory.js';
import { readEvents } from './eventHistory.js';
import { isEventFile, isOtherRecords } from './eventRecords.js';
import { inKerasTerms } from './kerasTerms.js';
import { notebookOutputs } from './notebookOutputs.js';
import { readProgress } from './progressHistory.js';
import type { HistoryKind, TrainingHistory } from './trainingHistory.js';

/** Bytes of a text. The bars of 100 epochs of 2,000 steps, with every redraw, are 40 MB. */
const LARGEST_TEXT = 128 * 2 ** 20;
/** Control characters, other than those of terminals, that no text has. */
const MOST_CONTROLS = 0.01;
const HEAD = 4096;
const EXPECTED =
  'A history is expected: a file of CSVLogger, history.history as JSON, the log_dir of TensorBoard, or the lines that Keras prints, in a text file or a notebook.';
const AS_JSON =
  'Save it as JSON in Python: `json.dump({k: [float(v) for v in vs] for k, vs in history.history.items()}, open("history.json", "w"))`.';
const PICKLE = 'a pickle, which thaw never loads: a pickle runs code';
/** Files that hold no text, by their first bytes. Pickles of protocols 2 to 5 begin with its number, those of protocol 0 with the dict. */
const BINARY: readonly { begins: readonly string[]; what: string; next: string }[] = [
  { begins: ['\x80\x02', '\x80\x03', '\x80\x04', '\x80\x05', '(dp0', '(dp1'], what: PICKLE, next: AS_JSON },
  { begins: ['\x93NUMPY'], what: 'a NumPy file, whose dict is a pickle, which thaw never loads', next: AS_JSON },
  { begins: ['PK\x03\x04'], what: 'a ZIP file, as of a saved model or of np.savez', next: AS_JSON },
  {
    begins: ['\x89HDF'],
    what: 'an HDF5 file, as of a saved model',
    next: 'Pass the history of its training, which a model does not hold.',
  },
  { begins: ['\x1f\x8b'], what: 'a file compressed by gzip', next: 'Unpack it first.' },
  {
    begins: ['\x89PNG', '\xff\xd8\xff'],
    what: 'an image',
    next: 'Paste the text that Keras printed: a plot has no figures to read.',
  },
  { begins: ['%PDF'], what: 'a PDF', next: 'Paste the text that Keras printed into a text file.' },
];

/**
 * Reads what is left of a training: a file of `CSVLogger`, `history.history` as JSON or as Python prints it, TensorBoard's event
 * files (a file, or the folder), or the lines that Keras printed, in a text file or in the outputs of a notebook. Nothing in it is run.
 *
 * @param file path of a file, or of TensorBoard's `log_dir`
 * @throws UserError if it is none of these, or holds no finished epoch
 *
 * @example
 * const history = await readHistory('train.log');
 */
export async function readHistory(file: string): Promise<TrainingHistory> {
  const shown = path.basename(file);
  const stat = await fs.stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
    throw new UserError(EXPECTED, `${file}, which does not exist`, 'Pass the path of an existing file or folder.');
  });
  if (stat.isDirectory()) return inKerasTerms(await readEvents(file, shown));
  if (!stat.isFile()) throw new UserError(EXPECTED, `${shown}, which is no file`, 'Pass a file or a folder.');
  const head = await headOf(file);
  if (isEventFile(head)) return inKerasTerms(await readEvents(file, shown));
  refuseBinary(head, shown);
  if (stat.size > LARGEST_TEXT) {
    throw new UserError(
      `A text with a history is expected to have at most ${LARGEST_TEXT / 2 ** 20} MB.`,
      `${shown} with ${Math.ceil(stat.size / 2 ** 20)} MB`,
      'Keep only its lines of epochs, as with `grep -a -E "Epoch|loss" FILE`.',
    );
  }
  return inKerasTerms(readText(decode(await fs.readFile(file)), shown));
}

/** Reads a history out of a text, by what it looks like. */
export function readText(text: string, shown: string): TrainingHistory {
  if (text.trim() === '') throw new UserError(EXPECTED, `${shown}, which is empty`, 'Pass a file with a history.');
  const first = /\S/.exec(text)![0];
  if (first === '{' && /"(?:cells|worksheets)"\s*:/.test(text)) {
    const notebook = notebookOf(text);
    if (notebook !== undefined) return readNotebook(notebook, shown);
  }
  if (/^\s*(?:[{[]\s*(?:[{['"]|$)|(?:collections\.)?(?:defaultdict|OrderedDict)\()/.test(text))
    return readDict(text, shown);
  if (looksLikeCsv(text)) return readCsv(text, shown);
  return readOutput(text, shown, 'progress');
}

/** Reads what a program printed: the lines of Keras, or where there are none, `history.history`. */
function readOutput(text: string, shown: string, kind: HistoryKind): TrainingHistory {
  const start = /Epoch\s{0,3}\d+\s{0,3}\/|val_\w+:/.test(text) ? undefined : dictIn(text);
  return start === undefined ? readProgress(text, shown, kind) : { ...readDict(text, shown, start), kind };
}

function readNotebook(notebook: object, shown: string): TrainingHistory {
  const texts = notebookOutputs(notebook, shown);
  const history = readOutput(texts.join('\n'), shown, 'notebook');
  history.notes.push('The outputs of the notebook are read in the order of its cells.');
  return history;
}

/** The notebook in a text; undefined if the text is no JSON, as a dict that Python printed may be. */
function notebookOf(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function headOf(file: string): Promise<Buffer> {
  const handle = await fs.open(file);
  try {
    const head = Buffer.alloc(HEAD);
    const { bytesRead } = await handle.read(head, 0, HEAD, 0);
    return head.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** Refuses what is no text, with what to do instead. */
function refuseBinary(head: Buffer, shown: string): void {
  const bytes = head.toString('latin1');
  for (const { begins, what, next } of BINARY) {
    if (begins.some((begin) => bytes.startsWith(begin))) throw new UserError(EXPECTED, `${shown}, ${what}`, next);
  }
  if (isOtherRecords(head)) {
    throw new UserError(
      EXPECTED,
      `${shown}, TFRecords that are no events`,
      'Pass the log_dir of the TensorBoard callback.',
    );
  }
  if (utf16Of(head) !== undefined) return;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the characters that no text has
  const controls = bytes.match(/[\x00-\x06\x0e-\x1a\x1c-\x1f]/g)?.length ?? 0;
  if (controls > MOST_CONTROLS * bytes.length) {
    throw new UserError(EXPECTED, `${shown}, which is no text`, 'Pass one of these.');
  }
}

/** The text without its byte order mark. PowerShell writes what `>` redirects as UTF-16 with the low byte first. */
function decode(bytes: Buffer): string {
  return new TextDecoder(utf16Of(bytes) ?? 'utf-8').decode(bytes);
}
