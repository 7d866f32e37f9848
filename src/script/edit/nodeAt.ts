import type { Expression, ParsedScript, Place } from '../syntax/ast.js';
import type { Call } from './callArguments.js';
import { samePlace } from './edit.js';
import { isStatement, type Node, parentsOf } from './parents.js';

/** The outermost node that stands at a place; undefined where none does. */
export function nodeAt(script: ParsedScript, place: Place): Node | undefined {
  for (const node of parentsOf(script).keys()) if (samePlace(node.place, place)) return node;
  return undefined;
}

/** The outermost expression at a place, that of a keyword or a statement of its own included; of another file: undefined. */
export function expressionAt(script: ParsedScript, place: Place | undefined): Expression | undefined {
  const node = place === undefined || place.file !== undefined ? undefined : nodeAt(script, place);
  if (node === undefined) return undefined;
  if (!('type' in node) || node.type === 'Expr') return node.value;
  return isStatement(node) ? undefined : node;
}

/** The call at a place; undefined where something else stands there, or the place is in another file. */
export function callAt(script: ParsedScript, place: Place | undefined): Call | undefined {
  const node = expressionAt(script, place);
  return node?.type === 'Call' ? node : undefined;
}

/** The call that a keyword or an argument belongs to. */
export function callAround(script: ParsedScript, node: Node): Call | undefined {
  const parent = parentsOf(script).get(node);
  return parent !== undefined && parent !== null && 'type' in parent && parent.type === 'Call' ? parent : undefined;
}
