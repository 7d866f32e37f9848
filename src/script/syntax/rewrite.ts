import type { Place } from './ast.js';
import { applyEdits, type Edit, placeholder } from './edits.js';
import { type IPythonLine, ipythonLine, isTimed } from './ipython.js';
import { type LogicalLine, logicalLines } from './logicalLines.js';
import type { Mark } from './marks.js';
import { Places } from './places.js';
import { python2Edits } from './python2.js';

/** A text that Python 3 may read, with lines of the same numbers, and what stands where it differs. */
export interface Rewritten {
  text: string;
  marks: Mark[];
  /** By line from 1: how many columns it is longer at its start than the source. */
  shifts: Map<number, number>;
  /** Something only Python 2 reads. */
  python2: boolean;
}

/** A script or a cell. */
export interface Unit {
  lines: readonly string[];
  cell: number | undefined;
}

/** Replaces the magics and shell lines of IPython, and the indentation that all lines of a cell share. */
export function withoutMagics(unit: Unit): Rewritten {
  return rewrite(unit);
}

/**
 * Replaces these, commands that IPython reads without a sign, what only Python 2 reads, and tabs in the indentation.
 *
 * @param tab columns to which a tab goes on: 8 in Python 2, 4 in many editors
 */
export function asPython3(unit: Unit, tab: 8 | 4): Rewritten {
  return rewrite(unit, tab);
}

/** @param tab undefined to leave what Python 3 may read */
function rewrite(unit: Unit, tab?: 8 | 4): Rewritten {
  const text = unitText(unit);
  const magics = new Map<number, IPythonLine>();
  const lines = logicalLines(text, (from) => {
    const magic = ipythonLine(text, from, tab !== undefined);
    if (magic !== null) magics.set(from, magic);
    return magic?.to ?? null;
  });
  const places = new Places(unit.lines, unit.cell);
  const shared = unit.cell === undefined ? '' : (lines[0]?.indent ?? '');
  const rewriter: Rewriter = { text, places, edits: [], marks: [], shifts: new Map(), python2: false };
  for (const line of lines) {
    const magic = magics.get(line.from);
    if (magic) replaceMagic(rewriter, line, magic);
    else if (isTimed(text, line.from)) replaceTimed(rewriter, line);
    if (tab !== undefined && !magic) replacePython2(rewriter, line);
    replaceIndent(rewriter, line, shared, tab);
  }
  const { edits, marks, shifts } = rewriter;
  return { text: applyEdits(text, edits), marks, shifts, python2: rewriter.python2 };
}

/** Text of a unit as a parser reads it. */
export function unitText({ lines }: Unit): string {
  return `${lines.join('\n')}\n`;
}

interface Rewriter {
  text: string;
  places: Places;
  edits: Edit[];
  marks: Mark[];
  shifts: Map<number, number>;
  python2: boolean;
}

function replaceMagic({ text, places, edits, marks }: Rewriter, line: LogicalLine, { from, to }: IPythonLine): void {
  const whole = text.slice(from, to);
  const place = places.ofOffsets(from, to);
  const first = whole.split('\n')[0]!.trimEnd();
  edits.push({ from, to, text: placeholder(whole) });
  marks.push(
    from === line.from
      ? { ...start(place), kind: 'statement', statement: { type: 'Magic', text: first, place } }
      : {
          ...start(place),
          kind: 'value',
          expression: { type: 'Unparsed', text: first, why: 'the answer of a shell or a magic', place },
        },
  );
}

/** `%time statement`: the magic, and then the statement on the same line. */
function replaceTimed({ places, edits, marks }: Rewriter, { from }: LogicalLine): void {
  const place = places.ofOffsets(from, from + '%time'.length);
  edits.push({ from, to: from + '%time'.length, text: 'None;' });
  marks.push({ ...start(place), kind: 'statement', statement: { type: 'Magic', text: '%time', place } });
}

function replacePython2(rewriter: Rewriter, line: LogicalLine): void {
  const { edits, prints, reprs } = python2Edits(rewriter.text, line.tokens);
  if (edits.length === 0) return;
  rewriter.python2 = true;
  rewriter.edits.push(...edits);
  const at = (from: number): { line: number; column: number } => start(rewriter.places.ofOffsets(from, from));
  for (const { from, toFile } of prints) rewriter.marks.push({ ...at(from), kind: 'print', toFile });
  for (const from of reprs) rewriter.marks.push({ ...at(from), kind: 'repr' });
}

function replaceIndent(rewriter: Rewriter, line: LogicalLine, shared: string, tab: number | undefined): void {
  const own = line.indent.startsWith(shared) ? line.indent.slice(shared.length) : line.indent;
  const indent = tab === undefined ? own : ' '.repeat(indentWidth(own, tab));
  if (indent === line.indent) return;
  rewriter.edits.push({ from: line.from - line.indent.length, to: line.from, text: indent });
  const shift = indent.length - line.indent.length;
  if (shift !== 0) rewriter.shifts.set(rewriter.places.ofOffsets(line.from, line.from).line, shift);
}

/** Columns of an indentation. */
export function indentWidth(indent: string, tab = 8): number {
  let width = 0;
  for (const sign of indent) {
    if (sign === '\t') width += tab - (width % tab);
    else if (sign === '\f') width = 0;
    else width++;
  }
  return width;
}

function start({ line, column }: Place): { line: number; column: number } {
  return { line, column };
}
