import type { Expression, Place, Statement } from './ast.js';

type Node = Expression | Statement;

/**
 * All nodes of a syntax tree that have a type, from the outside in.
 *
 * @param enters whether the nodes inside of a node are visited too. Default: always
 */
export function* walk(tree: unknown, enters: (node: Node) => boolean = () => true): Generator<Node> {
  const waiting: unknown[] = [tree];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next !== 'object' || next === null) continue;
    const isNode = 'type' in next && 'place' in next;
    if (isNode) yield next as Node;
    if (!isNode || enters(next as Node)) waiting.push(...Object.values(next).reverse());
  }
}

/** All places of a syntax tree, those of keywords too, which are no nodes. */
export function* placesIn(tree: unknown): Generator<Place> {
  const waiting: unknown[] = [tree];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next !== 'object' || next === null) continue;
    const { place, ...inner } = next as { place?: Place };
    if (place !== undefined) yield place;
    waiting.push(...Object.values(inner));
  }
}
