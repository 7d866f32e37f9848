import { UserError } from '../../base/errors.js';
import type { SourceNote, Statement } from './ast.js';
import { MAX_LINES, MAX_NODES } from './limits.js';
import { restoreMarks } from './marks.js';
import { Places } from './places.js';
import { askPython, type PythonAnswer } from './pythonProcess.js';
import { pythonNodes } from './pythonTree.js';
import { unreadText } from './quote.js';
import { recover } from './recover.js';
import { asPython3, type Rewritten, type Unit, unitText, withoutMagics } from './rewrite.js';

/** Statements of scripts or cells, in order; whether one of them is Python 2; and notes on what Python refused. */
export interface ParsedUnits {
  body: Statement[];
  notes: SourceNote[];
  python2: boolean;
}

/** Parses scripts or cells in one process of Python. What Python 3 refuses is read as far as possible. */
export async function parseUnits(file: string, units: readonly Unit[], python: string): Promise<ParsedUnits> {
  checkLength(file, units);
  const variants = units.map((unit) => [
    unit.cell === undefined ? asItIs(unit) : withoutMagics(unit),
    asPython3(unit, 8),
    ...(unit.lines.some((line) => /^\s*\t/.test(line)) ? [asPython3(unit, 4)] : []),
  ]);
  const answers = await askPython(
    python,
    variants.map((each) => each.map(({ text }) => text)),
  );
  const parsed: ParsedUnits = { body: [], notes: [], python2: false };
  for (const [index, unit] of units.entries()) {
    for (const statement of parseUnit(file, unit, variants[index]!, answers[index]!, parsed))
      parsed.body.push(statement);
  }
  return parsed;
}

function checkLength(file: string, units: readonly Unit[]): void {
  const count = units.reduce((sum, { lines }) => sum + lines.length, 0);
  if (count <= MAX_LINES) return;
  throw new UserError(
    `${file} is expected to have at most ${MAX_LINES} lines.`,
    `${count} lines`,
    'Give the script that trains.',
  );
}

function asItIs(unit: Unit): Rewritten {
  return { text: unitText(unit), marks: [], shifts: new Map(), python2: false };
}

function parseUnit(
  file: string,
  unit: Unit,
  variants: readonly Rewritten[],
  answer: PythonAnswer,
  parsed: ParsedUnits,
): Statement[] {
  if ('tooMany' in answer) {
    throw new UserError(
      `${file} is expected to have at most ${MAX_NODES} names, values and operators.`,
      'more',
      'Give the script that trains; data belongs into a file of its own.',
    );
  }
  const chosen = answer.body === undefined ? 1 : answer.chosen;
  const variant = variants[chosen]!;
  const refusal = answer.refused === undefined ? null : { why: answer.refused, line: answer.line ?? null };
  if (refusal !== null) parsed.python2 ||= variant.python2;
  if (answer.body !== undefined) {
    const places = new Places(variant.text.split('\n'), unit.cell, variant.shifts);
    const body = restoreMarks(pythonNodes(answer.body, unit.lines, places), variant.marks);
    if (refusal !== null) parsed.notes.push(refusalNote(unit, refusal, readAs(variant, chosen)));
    return body;
  }
  const { body, unread } = recover(unit, variant, (first, last) =>
    isWithin(refusal!.line, first, last) ? refusal!.why : 'no parser can read it',
  );
  parsed.notes.push(
    refusalNote(unit, refusal!, [...readAs(variant, chosen), 'by a second parser, which skips what it cannot read']),
  );
  for (const { place, text, why } of unread) parsed.notes.push({ place, text, why: `It is not read: ${why}.` });
  return body;
}

function isWithin(line: number | null, first: number, last: number): boolean {
  return line !== null && line >= first && line <= last;
}

const WITHOUT_IPYTHON = 'without the lines of IPython';

/** How a text is read that Python 3 refuses. */
function readAs({ python2, shifts, marks }: Rewritten, chosen: number): string[] {
  const isIPython = marks.some((mark) => mark.kind === 'statement' || mark.kind === 'value');
  const ways = [
    python2 && 'as Python 2',
    [...shifts.values()].some((shift) => shift > 0) &&
      `with a tab to every ${chosen === 2 ? 'fourth' : 'eighth'} column`,
    isIPython && WITHOUT_IPYTHON,
  ];
  return ways.filter((way) => way !== false);
}

function refusalNote(unit: Unit, refusal: { why: string; line: number | null }, ways: readonly string[]): SourceNote {
  const { lines, cell } = unit;
  // Lines for IPython and the shell are no fault of a notebook.
  const why =
    ways.join() === WITHOUT_IPYTHON
      ? 'Lines for IPython or a shell are left out.'
      : `Python 3 refuses it: ${refusal.why}. It is read ${ways.join(', ')}.`;
  if (refusal.line === null && cell === undefined) return { text: '', why };
  return { ...placeOfLine(lines, Math.min(Math.max(1, refusal.line ?? 1), lines.length), cell), why };
}

function placeOfLine(
  lines: readonly string[],
  line: number,
  cell: number | undefined,
): Pick<SourceNote, 'place' | 'text'> {
  const endColumn = (lines[line - 1] ?? '').length + 1;
  const place = { line, column: 1, endLine: line, endColumn, ...(cell !== undefined && { cell }) };
  return { place, text: unreadText(lines, place) };
}
