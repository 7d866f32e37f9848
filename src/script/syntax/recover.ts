import type { Place, Statement } from './ast.js';
import { applyEdits, placeholder } from './edits.js';
import { lastAtOrBefore } from './lastAtOrBefore.js';
import { lezerNodes, parseLezer } from './lezerTree.js';
import { type LogicalLine, logicalLines } from './logicalLines.js';
import { type Mark, restoreMarks } from './marks.js';
import { Places } from './places.js';
import { unreadText } from './quote.js';
import { indentWidth, type Rewritten, type Unit } from './rewrite.js';

/** A statement that no parser can read. */
export type Unread = Extract<Statement, { type: 'Unparsed' }>;

/** How often statements are set aside until the rest can be read; less for a long text. */
const MAX_ROUNDS = 20;
/** Characters that are parsed over all rounds: 4 s. */
const MAX_PARSED = 20_000_000;

/**
 * Reads a text that Python refuses with `@lezer/python`. A statement with an error is set aside as `Unparsed`, with its body and
 * its other branches; the statements around it are read.
 *
 * @param why by lines, what Python says of them
 */
export function recover(
  unit: Unit,
  rewritten: Rewritten,
  why: (first: number, last: number) => string,
): { body: Statement[]; unread: Unread[] } {
  let { text } = rewritten;
  const unread = new Map<string, Unread>();
  const setAside = new Set<number>();
  for (let round = 0; round < Math.min(MAX_ROUNDS, MAX_PARSED / text.length); round++) {
    const lines = logicalLines(text);
    const places = new Places(text.split('\n'), unit.cell, rewritten.shifts);
    const open = openLines(lines);
    const parsed = open.length > 0 ? null : parseLezer(text, lines);
    const broken = parsed === null ? open : brokenLines(text, lines, parsed.errors);
    if (parsed !== null && broken.length === 0) {
      const marks = [...rewritten.marks, ...[...unread.values()].map(markOf)];
      const body = restoreMarks(lezerNodes(parsed, unit.lines, places), marks);
      return { body, unread: [...unread.values()].sort((a, b) => a.place.line - b.place.line) };
    }
    const lineOf = (index: number): number => places.ofOffsets(lines[index]!.from, lines[index]!.from).line;
    const ranges = separate(broken.map((index) => wholeStatement(lines, index, (at) => setAside.has(lineOf(at)))));
    const edits = ranges.map(({ first, last }) => {
      const { from } = lines[first]!;
      const { to } = lines[last]!;
      const place = places.ofOffsets(from, to);
      const reason = lines.slice(first, last + 1).find((line) => line.broken)?.broken;
      add(unread, unreadStatement(unit, place, reason ?? why(place.line, place.endLine)));
      setAside.add(place.line);
      return { from, to, text: placeholder(text.slice(from, to)) };
    });
    text = applyEdits(text, edits);
  }
  const whole = new Places(unit.lines, unit.cell).ofOffsets(0, unit.lines.join('\n').length);
  const statement = unreadStatement(unit, whole, why(1, unit.lines.length));
  return { body: [statement], unread: [statement] };
}

function unreadStatement(unit: Unit, place: Place, why: string): Unread {
  return { type: 'Unparsed', text: unreadText(unit.lines, place), why, place };
}

/** Adds a statement in place of those within it, which were set aside before. */
function add(unread: Map<string, Unread>, statement: Unread): void {
  const { line, endLine } = statement.place;
  let why = statement.why;
  for (const [key, { place, why: before }] of unread) {
    if (place.line < line || place.endLine > endLine) continue;
    unread.delete(key);
    why = before;
  }
  unread.set(`${line}:${statement.place.column}`, { ...statement, why });
}

function markOf(statement: Unread): Mark {
  return { line: statement.place.line, column: statement.place.column, kind: 'statement', statement };
}

/** Indices of lines with open brackets or strings, or of one indented as no line above: they put errors elsewhere. */
function openLines(lines: readonly LogicalLine[]): number[] {
  const open = lines.flatMap((line, index) => (line.broken === undefined ? [] : [index]));
  const indented = open.length > 0 ? null : wronglyIndented(lines);
  return indented === null ? open : [indented];
}

/**
 * Indices of the lines that cannot be read. An error puts others elsewhere, so a line counts that is wrong by itself; if none
 * is, the first.
 */
function brokenLines(text: string, lines: readonly LogicalLine[], errors: readonly number[]): number[] {
  if (lines.length === 0) return [];
  const wrong = [...new Set(errors.map((offset) => lastAtOrBefore(lines.length, (i) => lines[i]!.from, offset)))];
  const alone = wrong.filter((index) => isWrongAlone(text, lines[index]!));
  return alone.length > 0 ? alone : wrong.slice(0, 1);
}

/** The first line whose indentation is that of no statement around it, which the other parser accepts. */
function wronglyIndented(lines: readonly LogicalLine[]): number | null {
  const widths = [0];
  for (const [index, line] of lines.entries()) {
    const width = indentWidth(line.indent);
    if (width > widths.at(-1)!) {
      if (index === 0 || lines[index - 1]!.tokens.at(-1)?.text !== ':') return index;
      widths.push(width);
    }
    while (widths.at(-1)! > width) widths.pop();
    if (widths.at(-1) !== width) return index;
  }
  return null;
}

/** Whether a line has an error too if it stands alone, with what it needs before and after. */
function isWrongAlone(text: string, line: LogicalLine): boolean {
  const word = line.tokens[0]?.text ?? '';
  const before = /^(elif|else)$/.test(word) ? 'if x: pass\n' : /^(except|finally)$/.test(word) ? 'try: pass\n' : '';
  const after = word === '@' ? '\ndef f(): pass' : line.tokens.at(-1)?.text === ':' ? ' pass' : '';
  const alone = `${before}${text.slice(line.from, line.to)}${after}\n`;
  return parseLezer(alone, logicalLines(alone)).errors.length > 0;
}

interface Range {
  first: number;
  last: number;
}

/** Words that go on a statement at the same indentation. */
const BRANCH = /^(elif|else|except|finally)$/;

/** Lines of the statement that a line is part of: its decorators, its body and its branches. */
function wholeStatement(lines: readonly LogicalLine[], index: number, wasSetAside: (index: number) => boolean): Range {
  const widths = (at: number): number => indentWidth(lines[at]!.indent);
  const word = (at: number): string => lines[at]!.tokens[0]?.text ?? '';
  let first = index;
  // Still an error there: its indentation fits nothing, or the statement around it is broken.
  if (wasSetAside(index)) {
    let around = index - 1;
    while (around >= 0 && widths(around) >= widths(index)) around--;
    first = around < 0 ? Math.max(0, index - 1) : around;
  }
  const width = widths(first);
  const before = (at: number): number => {
    let previous = at - 1;
    while (previous >= 0 && widths(previous) > width) previous--;
    return previous >= 0 && widths(previous) === width ? previous : -1;
  };
  while (BRANCH.test(word(first)) && before(first) >= 0) first = before(first);
  while (first > 0 && word(first - 1) === '@' && widths(first - 1) === width) first--;
  let last = first;
  while (
    last + 1 < lines.length &&
    (widths(last + 1) > width ||
      (widths(last + 1) === width && (BRANCH.test(word(last + 1)) || word(last) === '@' || last < index)))
  ) {
    last++;
  }
  return { first, last };
}

/** Ranges without those inside others. */
function separate(ranges: readonly Range[]): Range[] {
  const separated: Range[] = [];
  for (const range of [...ranges].sort((a, b) => a.first - b.first || b.last - a.last)) {
    const before = separated.at(-1);
    if (before === undefined || range.first > before.last) separated.push(range);
    else before.last = Math.max(before.last, range.last);
  }
  return separated;
}
