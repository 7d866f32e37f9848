import type { Expression, Place, Statement } from './ast.js';

type Node = Expression | Statement;

/** Whether it is a pattern of a `match`, which is neither a statement nor an expression. */
export function isPattern(value: object): boolean {
  return 'type' in value && /^Match./.test(String(value.type));
}

/**
 * All statements and expressions of a syntax tree, from the outside in.
 *
 * @param enters whether the nodes inside of a node are visited too. Default: always
 */
export function* walk(tree: unknown, enters: (node: Node) => boolean = () => true): Generator<Node> {
  const waiting: unknown[] = [tree];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next !== 'object' || next === null) continue;
    const isNode = 'type' in next && 'place' in next && !isPattern(next);
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
