import { UserError } from '../../base/errors.js';
import type { ParsedScript } from '../syntax/ast.js';
import { splitLines } from '../syntax/columns.js';
import { applySplices, orderedEdits, rawText, type Splice, splicesOf } from './applyEdits.js';
import type { Edit } from './edit.js';
import { cellTexts, escapesBeyondAscii, jsonSplices } from './notebookText.js';
import type { SourceFile } from './sourceFile.js';

/**
 * The text of a script or notebook after edits; all else in it stays as it is, to the byte.
 *
 * @param source file that `script` was parsed from
 * @throws UserError if two edits overlap, or the file is not the one that was parsed
 */
export function patchedText(source: SourceFile, script: ParsedScript, edits: readonly Edit[]): string {
  const ordered = orderedEdits(script, edits);
  if (script.source.kind === 'script') {
    checkLines(source, script.source.lines, source.text);
    return applySplices(source.text, splicesOf(rawText(source.text), ordered));
  }
  const parsed = new Map(script.source.cells.map(({ cell, lines }) => [cell, lines]));
  const texts = cellTexts(source.text, source.file);
  const escapesAll = escapesBeyondAscii(source.text);
  const splices: Splice[] = [];
  for (const cell of texts) {
    const inCell = ordered.filter(({ place }) => place.cell === cell.cell);
    if (inCell.length === 0) continue;
    checkLines(source, parsed.get(cell.cell) ?? [], cell.text);
    splices.push(...jsonSplices(cell, splicesOf(rawText(cell.text), inCell), escapesAll));
  }
  const missing = ordered.find(({ place }) => texts.every(({ cell }) => cell !== place.cell));
  if (missing !== undefined) throw changed(source, `no cell ${missing.place.cell}`);
  return applySplices(source.text, splices);
}

/** The places of edits are those of the text that was parsed. */
function checkLines(source: SourceFile, parsed: readonly string[], text: string): void {
  const lines = splitLines(text);
  const differs = lines.findIndex((line, index) => line !== parsed[index]);
  if (differs >= 0 || lines.length !== parsed.length) throw changed(source, `another line ${Math.max(0, differs) + 1}`);
}

function changed({ file }: SourceFile, received: string): UserError {
  return new UserError(`${file} is expected to be as it was read.`, received, 'Read it again.');
}
