import type { Place, Statement } from './ast.js';
import { Columns } from './columns.js';
import { quote } from './quote.js';

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** Longest text of a node that is not read. */
const MOST = 200;

/**
 * Turns what `PYTHON_PROGRAM` prints into nodes: places with columns in characters, and numbers that JSON cannot hold. The
 * JSON is changed and returned.
 */
export function pythonNodes(body: unknown[], lines: readonly string[], cell?: number): Statement[] {
  finish(body as Json, { lines, columns: new Columns(lines), cell, inside: null });
  return body as Statement[];
}

interface Context {
  lines: readonly string[];
  columns: Columns;
  cell: number | undefined;
  /** Place of the f-string around the node. Before 3.12 Python gives places inside it that are those of no text. */
  inside: Place | null;
}

function finish(json: Json, context: Context): void {
  if (json === null || typeof json !== 'object') return;
  if (Array.isArray(json)) for (const item of json) finish(item, context);
  else finishNode(json, context);
}

function finishNode(node: { [name: string]: Json }, context: Context): void {
  const place = node.place === undefined ? null : (context.inside ?? placeOf(node.place as number[], context));
  const within = node.type === 'JoinedStr' ? { ...context, inside: place } : context;
  for (const name in node) if (name !== 'place') finish(node[name]!, within);
  if (place !== null) setPlace(node, place, context.lines);
}

function setPlace(node: { [name: string]: Json }, place: Place, lines: readonly string[]): void {
  node.place = place as unknown as Json;
  if (node.type === 'Unparsed') node.text = quote({ kind: 'script', lines }, place, MOST);
  if (node.number === undefined) return;
  node.value = Number(node.number);
  delete node.number;
}

function placeOf(numbers: readonly number[], { columns, cell }: Context): Place {
  const [line, byte, endLine, endByte] = numbers as [number, number, number, number];
  const place: Place = {
    line,
    column: columns.column(line, byte),
    endLine,
    endColumn: columns.column(endLine, endByte),
  };
  if (cell !== undefined) place.cell = cell;
  return place;
}
