import { walk } from './walk.js';

/** Names that a part of a script reads or sets, in the order of the text, as often as they stand there. */
export function namesIn(tree: unknown): string[] {
  return [...walk(tree)].flatMap((node) => (node.type === 'Name' ? [node.id] : []));
}
