import type { Place, Statement } from './ast.js';
import type { Places } from './places.js';
import { unreadText } from './quote.js';

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/**
 * Turns what `PYTHON_PROGRAM` prints into nodes: places with columns in characters, and numbers that JSON cannot hold. The
 * JSON is changed and returned.
 *
 * @param source lines of the file or the cell, for the text of what is not read
 */
export function pythonNodes(body: unknown[], source: readonly string[], places: Places): Statement[] {
  finish(body as Json, { source, places, inside: null });
  return body as Statement[];
}

interface Context {
  source: readonly string[];
  places: Places;
  /** Place of the f-string around the node. Before 3.12 Python gives places inside it that are those of no text. */
  inside: Place | null;
}

function finish(json: Json, context: Context): void {
  if (json === null || typeof json !== 'object') return;
  if (Array.isArray(json)) for (const item of json) finish(item, context);
  else finishNode(json, context);
}

function finishNode(node: { [name: string]: Json }, context: Context): void {
  const place =
    node.place === undefined
      ? null
      : (context.inside ?? context.places.ofBytes(...(node.place as [number, number, number, number])));
  const within = node.type === 'JoinedStr' ? { ...context, inside: place } : context;
  for (const name in node) if (name !== 'place') finish(node[name]!, within);
  if (place !== null) setPlace(node, place, context.source);
}

function setPlace(node: { [name: string]: Json }, place: Place, source: readonly string[]): void {
  node.place = place as unknown as Json;
  if (node.type === 'Unparsed') node.text = unreadText(source, place);
  if (node.number === undefined) return;
  node.value = Number(node.number);
  delete node.number;
}
