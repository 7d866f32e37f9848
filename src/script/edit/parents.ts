import type { Expression, Keyword, MatchCase, ParsedScript, Statement } from '../syntax/ast.js';
import { isPattern } from '../syntax/walk.js';

export type Node = Statement | Expression | Keyword;

/** Nodes directly inside of a node, in the order of their fields. */
export function childrenOf(node: Node): Node[] {
  const children: Node[] = [];
  for (const [name, value] of Object.entries(node)) if (name !== 'place') collect(value, children);
  return children;
}

/** The fields without a place, such as parameters and handlers, are passed through, and patterns. */
function collect(value: unknown, children: Node[]): void {
  if (value === null || typeof value !== 'object') return;
  if (Array.isArray(value)) for (const item of value) collect(item, children);
  else if ('place' in value && !isPattern(value)) children.push(value as Node);
  else for (const item of Object.values(value)) collect(item, children);
}

/** Each node of a script, from the outside in, with the node that it is in; null for a statement of the script itself. */
type Parents = ReadonlyMap<Node, Node | null>;

const parents = new WeakMap<ParsedScript, Parents>();

export function parentsOf(script: ParsedScript): Parents {
  let known = parents.get(script);
  if (known === undefined) {
    known = withParents(script.body);
    parents.set(script, known);
  }
  return known;
}

function withParents(body: readonly Node[]): Map<Node, Node | null> {
  const map = new Map<Node, Node | null>();
  const waiting = body.map((node): [Node, Node | null] => [node, null]).reverse();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [node, parent] = next;
    map.set(node, parent);
    for (const child of childrenOf(node).reverse()) waiting.push([child, node]);
  }
  return map;
}

/** The nodes around a node, innermost first; undefined if it is no node of the script. */
export function aroundOf(script: ParsedScript, node: Node): Node[] | undefined {
  const map = parentsOf(script);
  let parent = map.get(node);
  if (parent === undefined) return undefined;
  const around: Node[] = [];
  while (parent) {
    around.push(parent);
    parent = map.get(parent);
  }
  return around;
}

const STATEMENTS: ReadonlySet<string> = new Set([
  'Expr',
  'Assign',
  'AugAssign',
  'AnnAssign',
  'For',
  'While',
  'If',
  'Match',
  'With',
  'FunctionDef',
  'ClassDef',
  'Return',
  'Import',
  'ImportFrom',
  'Try',
  'Raise',
  'Pass',
  'Break',
  'Continue',
  'Assert',
  'Delete',
  'Global',
  'Nonlocal',
  'Magic',
]);

export function isStatement(node: Node): node is Statement {
  return 'type' in node && STATEMENTS.has(node.type);
}

/** The innermost statement around a node, or the statement that it is. */
export function statementOf(script: ParsedScript, node: Node): Statement | undefined {
  if (isStatement(node)) return node;
  return aroundOf(script, node)?.find(isStatement);
}

/** The statements among which one stands: the body of the script, of a loop, a branch or a function. */
export function blockOf(script: ParsedScript, statement: Statement): readonly Statement[] | undefined {
  if (script.body.includes(statement)) return script.body;
  const parent = parentsOf(script).get(statement);
  return parent ? blocksIn(parent).find((block) => block.includes(statement)) : undefined;
}

function blocksIn(node: Node): Statement[][] {
  const blocks: Statement[][] = [];
  const fields = node as {
    body?: unknown;
    orelse?: unknown;
    finalbody?: unknown;
    handlers?: { body: Statement[] }[];
    cases?: MatchCase[];
  };
  for (const block of [fields.body, fields.orelse, fields.finalbody]) {
    if (Array.isArray(block)) blocks.push(block as Statement[]);
  }
  for (const { body } of [...(fields.handlers ?? []), ...(fields.cases ?? [])]) blocks.push(body);
  return blocks;
}
