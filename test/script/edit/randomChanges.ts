import type { Random } from '../../../src/base/random.js';
import type { Call } from '../../../src/script/edit/callArguments.js';
import type { Change } from '../../../src/script/edit/edit.js';
import { replaceExpression, wrapExpression } from '../../../src/script/edit/expressions.js';
import { removeKeyword, setKeyword } from '../../../src/script/edit/keywords.js';
import { blockOf, isStatement, type Node, parentsOf, statementOf } from '../../../src/script/edit/parents.js';
import { insertAfter, insertBefore, removeStatement, replaceStatement } from '../../../src/script/edit/statements.js';
import type { Expression, ParsedScript, Statement } from '../../../src/script/syntax/ast.js';
import { nodesOf } from './parsed.js';

/** A change of a script, and the same change of its syntax tree. */
export interface RandomChange {
  title: string;
  change: Change;
  /** The statement that it is of. */
  statement: Statement;
  /** Changes a copy of the tree; `copyOf` gives the copy of a node. */
  expected: (tree: unknown, copyOf: (node: unknown) => object) => void;
}

function pick<T>(random: Random, values: readonly T[]): T {
  return values[random.below(values.length)]!;
}

/** What Python's ast prints of `name()`. */
const called = (name: string): object => ({
  type: 'Expr',
  value: { type: 'Call', func: { type: 'Name', id: name }, args: [], keywords: [] },
});

/** A change of a random node, or undefined where none of the kind can be made. */
export function randomChange(script: ParsedScript, nodes: readonly Node[], random: Random): RandomChange | undefined {
  const node = pick(random, nodes);
  const statement = statementOf(script, node);
  if (statement === undefined) return undefined;
  if (isStatement(node)) return statementChange(script, node, random);
  if (!('type' in node) || ('type' in node && (node.type as string) === 'keyword')) return undefined;
  if (node.type === 'Call' && random() < 0.7) return callChange(script, node, statement, random);
  const value = node as Expression;
  if (random() < 0.5) {
    return {
      title: `replace ${node.type}`,
      change: replaceExpression(script, value, 'replaced', { everyUse: true }),
      statement,
      expected: (tree, copyOf) => exchange(tree, copyOf(node), { type: 'Name', id: 'replaced' }),
    };
  }
  return {
    title: `wrap ${node.type}`,
    change: wrapExpression(script, value, 'wrap(', ')'),
    statement,
    expected: (tree, copyOf) => {
      const copy = copyOf(node);
      exchange(tree, copy, { type: 'Call', func: { type: 'Name', id: 'wrap' }, args: [copy], keywords: [] });
    },
  };
}

function callChange(script: ParsedScript, call: Call, statement: Statement, random: Random): RandomChange {
  const named = call.keywords.filter(({ name }) => name !== null);
  if (named.length > 0 && random() < 0.5) {
    const keyword = pick(random, named);
    return {
      title: `remove ${keyword.name}`,
      change: removeKeyword(script, call, keyword.name!),
      statement,
      expected: (_, copyOf) => {
        const { keywords } = copyOf(call) as { keywords: object[] };
        keywords.splice(keywords.indexOf(copyOf(keyword)), 1);
      },
    };
  }
  return {
    title: 'add a keyword',
    change: setKeyword(script, call, 'added', '1.5'),
    statement,
    expected: (_, copyOf) => {
      const { keywords } = copyOf(call) as { keywords: object[] };
      keywords.push({ name: 'added', value: { type: 'Constant', value: 1.5 } });
    },
  };
}

function statementChange(script: ParsedScript, statement: Statement, random: Random): RandomChange {
  const kind = pick(random, ['before', 'after', 'remove', 'replace'] as const);
  const block = blockOf(script, statement)!;
  const builders = {
    before: () => insertBefore(script, statement, ['inserted()']),
    after: () => insertAfter(script, statement, ['inserted()']),
    remove: () => removeStatement(script, statement),
    replace: () => replaceStatement(script, statement, ['inserted()', 'second()']),
  };
  return {
    title: `${kind} ${statement.type}`,
    change: builders[kind](),
    statement,
    expected: (_, copyOf) => {
      const copies = copyOf(block) as object[];
      const at = copies.indexOf(copyOf(statement));
      if (kind === 'before') copies.splice(at, 0, called('inserted'));
      if (kind === 'after') copies.splice(at + 1, 0, called('inserted'));
      if (kind === 'replace') copies.splice(at, 1, called('inserted'), called('second'));
      if (kind !== 'remove') return;
      const isTop = block === script.body;
      copies.splice(at, 1, ...(block.length === 1 && !isTop ? [{ type: 'Pass' }] : []));
    },
  };
}

/** Puts another node where a node is in a tree. */
function exchange(tree: unknown, node: object, other: object): void {
  if (tree === null || typeof tree !== 'object') return;
  for (const [name, value] of Object.entries(tree)) {
    if (value === node) (tree as Record<string, unknown>)[name] = other;
    else exchange(value, node, other);
  }
}

/** Changes of different statements, none of which is inside of another. */
export function separateChanges(script: ParsedScript, random: Random, count: number): RandomChange[] {
  const nodes = nodesOf(script);
  const parents = parentsOf(script);
  const isInside = (inner: Node, outer: Node): boolean => {
    for (let node: Node | null | undefined = inner; node; node = parents.get(node)) if (node === outer) return true;
    return false;
  };
  const chosen: RandomChange[] = [];
  for (let attempt = 0; attempt < count * 3 && chosen.length < count; attempt++) {
    const change = randomChange(script, nodes, random);
    if (change === undefined || 'reason' in change.change) continue;
    const { statement } = change;
    const block = blockOf(script, statement);
    const isFree = chosen.every(
      (other) =>
        blockOf(script, other.statement) !== block &&
        !isInside(statement, other.statement) &&
        !isInside(other.statement, statement),
    );
    if (isFree) chosen.push(change);
  }
  return chosen;
}
