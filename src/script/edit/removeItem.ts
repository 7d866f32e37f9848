import type { Expression, ParsedScript, Place } from '../syntax/ast.js';
import { quote } from '../syntax/quote.js';
import type { Change } from './edit.js';
import { safeToEdit } from './safeToEdit.js';
import { lineEnd, startsLine, tokensOf } from './tokens.js';
import { unitOf } from './unit.js';

/** Removes an item of a list with its comma, and its line if it has one of its own. The list keeps at least one. */
export function removeItem(
  script: ParsedScript,
  list: Extract<Expression, { type: 'Tuple' | 'List' | 'Set' }>,
  item: Expression,
): Change {
  const places = list.elts.map(({ place }) => place);
  return removePart(script, list, places, list.elts.indexOf(item));
}

/** Removes a key of a dictionary with its value. */
export function removeEntry(
  script: ParsedScript,
  dict: Extract<Expression, { type: 'Dict' }>,
  key: Expression,
): Change {
  const places = dict.values.map(({ place }, i): Place => {
    const start = dict.keys[i]?.place ?? place;
    return { ...place, line: start.line, column: start.column };
  });
  return removePart(script, dict, places, dict.keys.indexOf(key));
}

function removePart(script: ParsedScript, whole: Expression, places: readonly Place[], index: number): Change {
  const reason = safeToEdit(script, whole, { everyUse: true });
  if (reason !== undefined) return { reason };
  const place = places[index];
  if (place === undefined || places.length < 2) return { reason: 'it is the only part of its list' };
  const unit = unitOf(script, whole.place);
  const what = `removes \`${quote(script.source, place)}\``;
  const [from, to] = [unit.from(place), unit.to(place)];
  const [sign] = tokensOf(unit.text, to, unit.to(whole.place));
  const comma = sign !== undefined && unit.text[sign.from] === ',' ? sign.to : undefined;
  const end = comma ?? to;
  const remove = (at: Place): Change => ({ edits: [{ place: at, text: '', what }] });
  const rest = tokensOf(unit.text, end, lineEnd(unit.text, end));
  if (startsLine(unit.text, from) && comma !== undefined && rest.every(({ kind }) => kind === 'comment')) {
    return remove(unit.wholeLines(unit.place(from, from).line, unit.place(end, end).line));
  }
  const [before, next] = [places[index - 1], places[index + 1]];
  if (next !== undefined && next.line === place.endLine) return remove(unit.place(from, unit.from(next)));
  return remove(before === undefined ? unit.place(from, end) : unit.place(unit.to(before), to));
}
