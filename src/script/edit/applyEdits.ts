import { UserError } from '../../base/errors.js';
import type { ParsedScript } from '../syntax/ast.js';
import { placeText } from '../syntax/quote.js';
import { type Edit, samePlace } from './edit.js';

/** Replaces what stands between two offsets of a text. */
export interface Splice {
  from: number;
  to: number;
  text: string;
}

/** The text of a script or a cell, with what ends its lines. */
export interface RawText {
  text: string;
  /** Of each line: its start, and where its line break begins and ends. */
  lines: readonly { from: number; to: number; next: number }[];
}

/** Reads where the lines of a text end: with LF, CRLF or CR, as Python reads them. */
export function rawText(text: string): RawText {
  const lines: { from: number; to: number; next: number }[] = [];
  let from = 0;
  for (const found of text.matchAll(/\r\n|\r|\n/g)) {
    const next = found.index + found[0].length;
    lines.push({ from, to: found.index, next });
    from = next;
  }
  if (from < text.length || lines.length === 0) lines.push({ from, to: text.length, next: text.length });
  return { text, lines };
}

/**
 * Edits in order of their places, each once.
 *
 * @throws UserError that names two edits of the same text
 */
export function orderedEdits(script: ParsedScript, edits: readonly Edit[]): Edit[] {
  const ordered = inOrder(edits);
  const overlapping = overlapIn(ordered);
  if (overlapping !== undefined) throw conflict(script, ...overlapping);
  return ordered;
}

/** Two edits that want the same text; undefined if all of them can be made. */
export function overlapOf(edits: readonly Edit[]): [Edit, Edit] | undefined {
  return overlapIn(inOrder(edits));
}

function inOrder(edits: readonly Edit[]): Edit[] {
  return edits
    .filter((edit, index) => !edits.slice(0, index).some((other) => isRepeated(edit, other)))
    .map((edit, index) => ({ edit, index }))
    .sort((a, b) => compareStarts(a.edit, b.edit) || a.index - b.index)
    .map(({ edit }) => edit);
}

function overlapIn(ordered: readonly Edit[]): [Edit, Edit] | undefined {
  let last: Edit | undefined;
  for (const edit of ordered) {
    if (last !== undefined && overlap(last, edit)) return [last, edit];
    if (last === undefined || compareEnds(last, edit) <= 0) last = edit;
  }
  return undefined;
}

/** The same replacement wanted twice; two insertions are two lines, unless each says that one is enough. */
function isRepeated(edit: Edit, other: Edit): boolean {
  return samePlace(edit.place, other.place) && edit.text === other.text && (!isInsertion(edit) || edit.once === true);
}

/** At the same place, insertions come before a replacement, and what closes or opens next to what it is around. */
function compareStarts(a: Edit, b: Edit): number {
  return (
    (a.place.cell ?? 0) - (b.place.cell ?? 0) ||
    a.place.line - b.place.line ||
    a.place.column - b.place.column ||
    Number(!isInsertion(a)) - Number(!isInsertion(b)) ||
    rank(a) - rank(b) ||
    (b.depth ?? 0) - (a.depth ?? 0)
  );
}

/** Order of insertions at one place, by what they are. */
function rank({ side, depth, text }: Edit): number {
  if (side !== undefined) return { closes: 0, separates: 1, opens: 6 }[side];
  if (depth !== undefined) return 2;
  // A comment ends its line: only another line may follow it.
  return text.startsWith('\n') ? 5 : text.startsWith('  #') ? 4 : 3;
}

function isInsertion({ place }: Edit): boolean {
  return place.line === place.endLine && place.column === place.endColumn;
}

function compareEnds({ place: a }: Edit, { place: b }: Edit): number {
  return (a.cell ?? 0) - (b.cell ?? 0) || a.endLine - b.endLine || a.endColumn - b.endColumn;
}

/** Whether an edit starts before an earlier one has ended, or both open or close something at the same place. */
function overlap(earlier: Edit, edit: Edit): boolean {
  const { place: a } = earlier;
  const { place: b } = edit;
  if (edit.side !== undefined && edit.side === earlier.side && samePlace(a, b)) return true;
  return a.cell === b.cell && (b.line < a.endLine || (b.line === a.endLine && b.column < a.endColumn));
}

function conflict(script: ParsedScript, a: Edit, b: Edit): UserError {
  const shown = ({ place, what, text }: Edit): string =>
    `${placeText(script.file, place)}: ${what === '' ? `puts ${JSON.stringify(text)} there` : what}`;
  return new UserError(
    'Changes of a script are expected not to overlap.',
    `${shown(a)}; and ${shown(b)}`,
    'Make one of them, and then the other.',
  );
}

/** Edits as splices of the text that they are of, in the same order; the line breaks are those of the text. */
export function splicesOf(raw: RawText, edits: readonly Edit[]): Splice[] {
  const splices = edits.map((edit) => splice(raw, edit));
  if (isOpen(raw)) keepOpenEnd(raw, splices);
  return splices;
}

function splice(raw: RawText, { place, text }: Edit): Splice {
  const from = offset(raw, place.line, place.column);
  const to = offset(raw, place.endLine, place.endColumn);
  const end = lineBreak(raw, place.line);
  // The last line has no line break, and shall have none: lines after it begin with one instead.
  const isAfter = place.line > raw.lines.length && isOpen(raw);
  return { from, to, text: withBreaks(isAfter && text.endsWith('\n') ? `\n${text.slice(0, -1)}` : text, end) };
}

/** Whether the last line has no line break. */
function isOpen({ text, lines }: RawText): boolean {
  const last = lines.at(-1)!;
  return text !== '' && last.to === last.next;
}

/** Where the last lines are removed, the line break before them goes, too: the text ended with none. */
function keepOpenEnd({ text, lines }: RawText, splices: Splice[]): void {
  let index = splices.length - 1;
  while (index >= 0 && splices[index]!.from === text.length) index--;
  const isRemoval = ({ from, to, text: inserted }: Splice): boolean => inserted === '' && from < to;
  if (index < 0 || splices[index]!.to !== text.length || !isRemoval(splices[index]!)) return;
  while (index > 0 && isRemoval(splices[index - 1]!) && splices[index - 1]!.to === splices[index]!.from) index--;
  const first = splices[index]!;
  const line = lines.findIndex(({ from }) => from === first.from);
  if (line <= 0) return;
  const before = splices[index - 1];
  if (before !== undefined && before.to === first.from && /[\r\n]$/.test(before.text)) {
    before.text = before.text.replace(/(\r\n|\r|\n)$/, '');
  } else if (before === undefined || before.to <= lines[line - 1]!.to) first.from = lines[line - 1]!.to;
}

function withBreaks(text: string, end: string): string {
  return end === '\n' ? text : text.replaceAll('\n', end);
}

function offset({ text, lines }: RawText, line: number, column: number): number {
  const found = lines[line - 1];
  return found === undefined ? text.length : Math.min(found.from + column - 1, found.to);
}

/** What ends a line; of the last one, which may end with nothing, what ends the one before. */
function lineBreak({ text, lines }: RawText, line: number): string {
  for (let index = Math.min(line, lines.length) - 1; index >= 0; index--) {
    const { to, next } = lines[index]!;
    if (next > to) return text.slice(to, next);
  }
  const next = lines.find((each) => each.next > each.to);
  return next === undefined ? '\n' : text.slice(next.to, next.next);
}

/** Makes splices that are in order and do not overlap, from the last one to the first. */
export function applySplices(text: string, splices: readonly Splice[]): string {
  let result = text;
  for (const { from, to, text: inserted } of [...splices].reverse()) {
    result = result.slice(0, from) + inserted + result.slice(to);
  }
  return result;
}
