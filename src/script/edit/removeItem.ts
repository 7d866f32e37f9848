import type { Expression, ParsedScript } from '../syntax/ast.js';
import { quote } from '../syntax/quote.js';
import { itemsOf } from './callArguments.js';
import type { Change } from './edit.js';
import { removalOf } from './removeArguments.js';
import { safeToEdit } from './safeToEdit.js';
import { unitOf } from './unit.js';

/** Removes an item of a list with its comma, and its line if it has one of its own. The list keeps at least one. */
export function removeItem(
  script: ParsedScript,
  list: Extract<Expression, { type: 'Tuple' | 'List' | 'Set' }>,
  item: Expression,
): Change {
  return removePart(script, list, list.elts.length, list.elts.indexOf(item));
}

/** Removes a key of a dictionary with its value. */
export function removeEntry(
  script: ParsedScript,
  dict: Extract<Expression, { type: 'Dict' }>,
  key: Expression,
): Change {
  return removePart(script, dict, dict.keys.length, dict.keys.indexOf(key));
}

function removePart(script: ParsedScript, whole: Expression, count: number, index: number): Change {
  const reason = safeToEdit(script, whole, { everyUse: true });
  if (reason !== undefined) return { reason };
  const unit = unitOf(script, whole.place);
  const text = itemsOf(unit, whole.place);
  const item = text.arguments[index];
  if (item === undefined || count < 2) return { reason: 'it is the only part of its list' };
  const shown = quote(script.source, unit.place(item.from, item.to));
  if (text.arguments.length !== count)
    return { reason: `the parts of \`${quote(script.source, whole.place)}\` could not be separated` };
  return { edits: removalOf(unit, text, [item], `removes \`${shown}\``) };
}
