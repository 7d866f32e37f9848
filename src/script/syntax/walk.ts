import type { Expression, Statement } from './ast.js';

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
