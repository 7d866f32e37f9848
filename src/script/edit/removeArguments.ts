import type { Argument, CallText } from './callArguments.js';
import type { Edit } from './edit.js';
import { lineEnd, lineStart, startsLine } from './tokens.js';
import type { Unit } from './unit.js';

/** Removes arguments of a call with their commas, and the lines that held nothing else. */
export function removals(unit: Unit, text: CallText, removed: readonly Argument[], shown: string): Edit[] {
  const edits: Edit[] = [];
  for (const run of runsOf(text, removed)) {
    const words = run.map(({ from, to }) => `\`${unit.text.slice(from, to).replace(/\s+/g, ' ')}\``).join(', ');
    edits.push(...removalOf(unit, text, run, `removes ${words} from \`${shown}\``));
  }
  return edits;
}

/**
 * Removes arguments that follow each other.
 *
 * @param what of the first edit
 */
export function removalOf(unit: Unit, text: CallText, run: readonly Argument[], what: string): Edit[] {
  return rangesOf(unit, text, run).map(([from, to], index) => ({
    place: unit.place(from, to),
    text: '',
    what: index === 0 ? what : '',
  }));
}

/** Arguments that follow each other, together. */
function runsOf({ arguments: all }: CallText, removed: readonly Argument[]): Argument[][] {
  const runs: Argument[][] = [];
  let previous: number | undefined;
  for (const [index, argument] of all.entries()) {
    if (!removed.includes(argument)) continue;
    if (previous === index - 1 && runs.length > 0) runs.at(-1)!.push(argument);
    else runs.push([argument]);
    previous = index;
  }
  return runs;
}

type Range = [from: number, to: number];

function rangesOf(unit: Unit, text: CallText, run: readonly Argument[]): Range[] {
  const all = text.arguments;
  const first = run[0]!;
  const last = run.at(-1)!;
  const before = all[all.indexOf(first) - 1];
  const after = all[all.indexOf(last) + 1];
  const end = (last.comma ?? last.to - 1) + 1;
  if (before === undefined && after === undefined) {
    return [hasComment(text, text.open, text.close) ? [first.from, end] : [text.open + 1, text.close]];
  }
  // Without a comma after the last argument before, there is none after the one that is now the last.
  const comma: Range[] = after === undefined && last.comma === undefined ? [[before!.comma!, before!.comma! + 1]] : [];
  const lines = ownLines(unit, text, first, last);
  if (lines !== undefined) return [lines, ...comma];
  if (after !== undefined && startsLine(unit.text, first.from) && lineStart(unit.text, after.from) < last.to) {
    return [[first.from, after.from]];
  }
  if (before !== undefined && !hasComment(text, before.to, first.from)) return [[before.to, last.to]];
  // A comment before stays, and ends its line.
  if (after === undefined) return [...comma, [first.from, end]];
  return [[first.from, hasComment(text, last.to, after.from) ? end : after.from]];
}

function hasComment({ tokens }: CallText, from: number, to: number): boolean {
  return tokens.some((token) => token.kind === 'comment' && token.from >= from && token.from < to);
}

/** The lines of arguments that stand on lines of their own, comments at their ends included. */
function ownLines(unit: Unit, text: CallText, first: Argument, last: Argument): Range | undefined {
  const end = (last.comma ?? last.to - 1) + 1;
  const line = lineEnd(unit.text, end);
  const rest = text.tokens.filter((token) => token.from >= end && token.from < line);
  const endsLine = line < text.close && rest.every(({ kind }) => kind === 'comment');
  return startsLine(unit.text, first.from) && endsLine ? [lineStart(unit.text, first.from), line + 1] : undefined;
}
