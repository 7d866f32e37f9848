import type { ParsedScript, Place } from '../syntax/ast.js';
import type { Call } from './callArguments.js';
import { samePlace } from './edit.js';
import { type Node, parentsOf } from './walk.js';

/** The outermost node that stands at a place; undefined where none does. */
export function nodeAt(script: ParsedScript, place: Place): Node | undefined {
  for (const node of parentsOf(script).keys()) if (samePlace(node.place, place)) return node;
  return undefined;
}

/** The call that a keyword or an argument belongs to. */
export function callAround(script: ParsedScript, node: Node): Call | undefined {
  const parent = parentsOf(script).get(node);
  return parent !== undefined && parent !== null && 'type' in parent && parent.type === 'Call' ? parent : undefined;
}
