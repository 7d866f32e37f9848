import { group } from '../base/group.js';
import { escapeControls } from '../base/text/escapeControls.js';
import { shortened, wrapText } from '../base/text/wrapText.js';
import type { PixelStep } from '../script/library/images/flow.js';
import type { Pipeline } from '../script/reading/pipelines.js';
import { rangeText, stepText } from '../script/reading/stepText.js';
import type { Place } from '../script/syntax/ast.js';
import { placeText } from '../script/syntax/quote.js';

const INDENT = '  ';
const GAP = '  ';
/** Characters of the column of steps: texts are wrapped to fit. */
const LEAST_STEP = 24;
const MOST_STEP = 60;

/** A step as it is shown. */
interface Cell {
  text: string;
  /** Of the values after it. */
  range: string;
  /** Its line. */
  at: string;
}

/** Pipelines with the same steps in the same lines. */
interface Column {
  header: string[];
  steps: readonly Cell[];
}

/** A row of the table: one step, and where each column has it. */
interface Row {
  text: string;
  cells: (Cell | undefined)[];
}

/**
 * The steps of images to the network, a row each, with the range of values after each and its line, in a column for each
 * pipeline. Pipelines that are the same share a column; steps that several have share a row. Where columns do not fit into
 * the width, further tables follow.
 *
 * @param script its file
 * @param expects what the network expects, as a last row: its name and the range
 */
export function pipelineTable(
  script: string,
  pipelines: readonly Pipeline[],
  width: number,
  expects?: { name: string; range: string },
): string {
  const columns = columnsOf(script, pipelines);
  if (columns.length === 0) return '';
  const isNotebook = pipelines.some(({ place }) => place.cell !== undefined);
  const title = `How images reach the network: the values after each step, and its ${isNotebook ? 'cell:line' : 'line'}`;
  const tables: string[] = [];
  for (let from = 0; from < columns.length; ) {
    const count = columnsThatFit(columns.slice(from), width);
    tables.push(tableOf(columns.slice(from, from + count), width, expects));
    from += count;
  }
  return `${title}\n${tables.join('\n\n')}`;
}

function columnsOf(script: string, pipelines: readonly Pipeline[]): Column[] {
  const cellsOf = ({ steps }: Pipeline): Cell[] => steps.map((step) => cellOf(script, step));
  const groups = group(pipelines, (pipeline) => JSON.stringify(cellsOf(pipeline)));
  return [...groups.values()].map((alike) => ({ header: headerOf(script, alike), steps: cellsOf(alike[0]!) }));
}

function cellOf(script: string, step: PixelStep): Cell {
  return { text: stepText(step), range: rangeText(step.after), at: lineOf(script, step.place) };
}

/** A line for each name: `prediction :160`, `prediction :160 and 2 more`. */
function headerOf(script: string, pipelines: readonly Pipeline[]): string[] {
  return [...group(pipelines, ({ name }) => name)].map(([name, [first, ...rest]]) => {
    return `${name} ${lineOf(script, first!.place)}${rest.length === 0 ? '' : ` and ${rest.length} more`}`;
  });
}

/** `:160`; of a notebook `3:2`, of a module `models/vgg.py:7`. */
function lineOf(script: string, place: Place): string {
  const { cell, line, file } = place;
  if (file !== undefined) return placeText(script, place);
  return `${cell === undefined ? '' : cell}:${line}`;
}

function columnsThatFit(columns: readonly Column[], width: number): number {
  let left = width - INDENT.length - LEAST_STEP;
  let count = 0;
  for (const column of columns) {
    left -= GAP.length + widthOf(column);
    if (left < 0) break;
    count++;
  }
  return Math.max(1, count);
}

function rangeWidth({ steps }: Column): number {
  return Math.max(0, ...steps.map(({ range }) => range.length));
}

function widthOf(column: Column): number {
  const range = rangeWidth(column);
  return Math.max(...column.header.map(({ length }) => length), ...column.steps.map(({ at }) => range + 1 + at.length));
}

function tableOf(
  columns: readonly Column[],
  width: number,
  expects: { name: string; range: string } | undefined,
): string {
  const rows = rowsOf(columns);
  const widths = columns.map(widthOf);
  const taken = INDENT.length + widths.reduce((sum, one) => sum + GAP.length + one, 0);
  const last = expects === undefined ? '' : `${expects.name} expects`;
  const longest = Math.max(0, last.length, ...rows.map(({ text }) => text.length));
  const first = Math.max(LEAST_STEP, Math.min(MOST_STEP, width - taken, longest));
  const line = (text: string, cells: readonly string[]): string =>
    `${INDENT}${[text.padEnd(first), ...cells.map((cell, i) => cell.padEnd(widths[i]!))].join(GAP)}`.trimEnd();
  const heights = Math.max(...columns.map(({ header }) => header.length));
  const headers = Array.from({ length: heights }, (_, i) =>
    line(
      '',
      columns.map(({ header }) => header[i] ?? ''),
    ),
  );
  const body = rows.flatMap(({ text, cells }) => {
    const [start = '', ...more] = linesOf(text, first);
    const shown = cells.map((step, i) => (step === undefined ? '' : cellText(step, rangeWidth(columns[i]!))));
    return [line(start, shown), ...more.map((rest) => line(rest, []))];
  });
  const end =
    expects === undefined ? [] : [lastLine(line(last, [expects.range]), `${INDENT}${last} ${expects.range}`, width)];
  return [...headers, ...body, ...end].join('\n');
}

/** The aligned row, or the one without a gap where that is too long. */
function lastLine(aligned: string, close: string, width: number): string {
  return aligned.length <= width ? aligned : close;
}

function cellText({ range, at }: Cell, width: number): string {
  return `${range.padEnd(width)} ${at}`;
}

/** At most this many lines of a step. */
const MOST_LINES = 6;

/** Text in lines of a width; words that are longer are cut. */
function linesOf(text: string, width: number): string[] {
  const lines = wrapText(escapeControls(text), width, INDENT, '').split('\n');
  const shown = lines.slice(0, MOST_LINES).map((line) => shortened(line, width));
  if (lines.length > MOST_LINES) shown[MOST_LINES - 1] = `${shown[MOST_LINES - 1]!.slice(0, width - 1)}…`;
  return shown;
}

/** Steps of all columns in one order: those that several have stand in one row. */
function rowsOf(columns: readonly Column[]): Row[] {
  let rows: Row[] = [];
  for (const [c, { steps }] of columns.entries()) {
    const pairs = commonOrder(
      rows.map(({ text }) => text),
      steps.map(({ text }) => text),
    );
    const merged: Row[] = [];
    let [r, s] = [0, 0];
    for (const [row, step] of [...pairs, [rows.length, steps.length] as const]) {
      merged.push(...rows.slice(r, row));
      for (; s < step; s++) merged.push(rowWith(c, steps[s]!));
      const shared = rows[row];
      if (shared !== undefined && steps[step] !== undefined) {
        shared.cells[c] = steps[step];
        merged.push(shared);
      }
      [r, s] = [row + 1, step + 1];
    }
    rows = merged;
  }
  return rows.map(({ text, cells }) => ({ text, cells: columns.map((_, c) => cells[c]) }));
}

function rowWith(column: number, step: Cell): Row {
  const cells: Row['cells'] = [];
  cells[column] = step;
  return { text: step.text, cells };
}

/** The longest common subsequence of two lists, as pairs of indexes. */
function commonOrder(a: readonly string[], b: readonly string[]): (readonly [number, number])[] {
  const lengths = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i]![j] = a[i] === b[j] ? lengths[i + 1]![j + 1]! + 1 : Math.max(lengths[i + 1]![j]!, lengths[i]![j + 1]!);
    }
  }
  const pairs: (readonly [number, number])[] = [];
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) pairs.push([i++, j++]);
    else if (lengths[i + 1]![j]! >= lengths[i]![j + 1]!) i++;
    else j++;
  }
  return pairs;
}
