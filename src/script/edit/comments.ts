import type { ParsedScript } from '../syntax/ast.js';
import type { Change } from './edit.js';
import { blockOf, type Node, statementOf } from './parents.js';
import { safeToEdit } from './safeToEdit.js';
import { indentAt, lineEnd, tokensOf } from './tokens.js';
import { unitOf } from './unit.js';

/** Longest line that a comment makes. */
const LONGEST_LINE = 100;

/**
 * Adds a comment at the end of the line where a node ends; on a line of its own before the statement if the line has a comment
 * already, goes on in the next line, or becomes too long.
 *
 * @param text one line without `#`
 * @param added characters that other edits add to the line. Default: 0
 */
export function addComment(script: ParsedScript, node: Node, text: string, added = 0): Change {
  const reason = safeToEdit(script, node, { everyUse: true });
  const statement = statementOf(script, node);
  if (reason !== undefined || statement === undefined) return { reason: reason ?? 'it is part of no statement' };
  const unit = unitOf(script, node.place);
  const end = lineEnd(unit.text, unit.to(node.place));
  const what = `adds the comment \`# ${text}\``;
  const tokens = tokensOf(unit.text, unit.from(statement.place), end + 1);
  const last = tokens.filter(({ kind }) => kind !== 'break').at(-1);
  const isFree = last !== undefined && last.to <= end && last.kind !== 'comment' && last.kind !== 'continuation';
  if (isFree && unit.line(node.place.endLine).length + added + text.length + 4 <= LONGEST_LINE) {
    return { edits: [{ place: unit.place(last.to, last.to), text: `  # ${text}`, what }] };
  }
  const start = unit.from(statement.place);
  const first = Math.min(
    statement.place.line,
    ...('decorators' in statement ? statement.decorators.map(({ place }) => place.line) : []),
  );
  const startsInside = blockOf(script, statement)?.some(({ place }) => place.line < first && place.endLine === first);
  if (startsInside || unit.line(first - 1).endsWith('\\')) return { reason: 'its line goes on the line before' };
  return { edits: [{ place: unit.startOf(first), text: `${indentAt(unit.text, start)}# ${text}\n`, what }] };
}
