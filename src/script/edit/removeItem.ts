import type { Expression, ParsedScript } from '../syntax/ast.js';
import { quote } from '../syntax/quote.js';
import type { Change } from './edit.js';
import { safeToEdit } from './safeToEdit.js';
import { indentAt, lineEnd, lineStart, tokensOf } from './tokens.js';
import { unitOf } from './unit.js';

/** Removes an item of a list with its comma, and its line if it has one of its own. The list keeps at least one. */
export function removeItem(
  script: ParsedScript,
  list: Extract<Expression, { type: 'Tuple' | 'List' | 'Set' }>,
  item: Expression,
): Change {
  const reason = safeToEdit(script, list, { everyUse: true });
  if (reason !== undefined) return { reason };
  const index = list.elts.indexOf(item);
  if (index < 0 || list.elts.length < 2) return { reason: 'it is the only item of its list' };
  const unit = unitOf(script, list.place);
  const what = `removes \`${quote(script.source, item.place)}\``;
  const [from, to] = [unit.from(item.place), unit.to(item.place)];
  const after = tokensOf(unit.text, to, unit.to(list.place));
  const comma = after[0] !== undefined && unit.text[after[0].from] === ',' ? after[0].to : undefined;
  const end = comma ?? to;
  const isFirst = lineStart(unit.text, from) + indentAt(unit.text, from).length === from;
  const rest = tokensOf(unit.text, end, lineEnd(unit.text, end));
  if (isFirst && comma !== undefined && rest.every(({ kind }) => kind === 'comment')) {
    const [first, last] = [unit.place(from, from).line, unit.place(end, end).line];
    return { edits: [{ place: unit.wholeLines(first, last), text: '', what }] };
  }
  const next = list.elts[index + 1];
  if (next !== undefined && next.place.line === item.place.endLine) {
    return { edits: [{ place: unit.place(from, unit.from(next.place)), text: '', what }] };
  }
  const before = list.elts[index - 1];
  if (before === undefined) return { edits: [{ place: unit.place(from, end), text: '', what }] };
  return { edits: [{ place: unit.place(unit.to(before.place), to), text: '', what }] };
}
