import path from 'node:path';
import { shortened } from '../../base/text/wrapText.js';
import type { Place, SourceText } from './ast.js';

/** Longest text of a node that is not read. */
const MOST_UNREAD = 200;

/**
 * Quotes what stands at a place: its lines without their indentation, joined by a space.
 *
 * @param most characters; a longer text is cut and ends with `…`. Default: 80
 */
export function quote(source: SourceText, place: Place, most = 80): string {
  const lines = linesOf(source, place);
  let text = '';
  for (let line = place.line; line <= place.endLine && text.length <= most; line++) {
    const whole = lines[line - 1] ?? '';
    const end = line === place.endLine ? place.endColumn - 1 : whole.length;
    const part = whole.slice(line === place.line ? place.column - 1 : 0, end).trim();
    if (part !== '') text += (text === '' ? '' : ' ') + part;
  }
  return shortened(text, most);
}

/** Text of a node that is not read: what stands at its place in the lines of its script or cell. */
export function unreadText(lines: readonly string[], place: Place): string {
  return quote({ kind: 'script', lines }, place, MOST_UNREAD);
}

/**
 * Names a place for the user: `train.py:12`, or `train.ipynb, cell 3, line 2`; in a module, its path from the folder of the
 * script: `models/vgg.py:7`.
 *
 * @param file of the script
 */
export function placeText(file: string, place: Place): string {
  const name = place.file === undefined ? path.basename(file) : path.relative(path.dirname(file), place.file);
  return place.cell === undefined ? `${name}:${place.line}` : `${name}, cell ${place.cell}, line ${place.line}`;
}

/** The same for a text that is about the script: `line 12`, `cell 3, line 2`; of a module with its file. */
export function lineText(file: string, place: Place): string {
  if (place.file !== undefined) return placeText(file, place);
  return place.cell === undefined ? `line ${place.line}` : `cell ${place.cell}, line ${place.line}`;
}

function linesOf(source: SourceText, place: Place): readonly string[] {
  if (source.kind === 'script') return source.lines;
  return source.cells.find(({ cell }) => cell === place.cell)?.lines ?? [];
}
