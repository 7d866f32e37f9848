import type { Expression, Place, Statement } from './ast.js';

/** What stands at a place where the parser read something else. */
export type Mark = { line: number; column: number } & (
  | { kind: 'statement'; statement: Statement }
  | { kind: 'value'; expression: Expression }
  /** `print` of Python 2, whose values are the next statement; `toFile` for `print >>file, values`. */
  | { kind: 'print'; toFile: boolean }
  /** A value in backticks, which is read as a list of one. */
  | { kind: 'repr' }
);

type Node = { place: Place; type: string; [name: string]: unknown };

/** Puts what marks say in place of what the parser read there. The nodes are changed. */
export function restoreMarks(body: Statement[], marks: readonly Mark[]): Statement[] {
  if (marks.length === 0) return body;
  const byPlace = new Map(marks.map((mark) => [`${mark.line}:${mark.column}`, mark]));
  return restoreList(body, byPlace) as Statement[];
}

type Marks = ReadonlyMap<string, Mark>;

function markOf(node: Node, marks: Marks): Mark | undefined {
  return marks.get(`${node.place.line}:${node.place.column}`);
}

function restoreList(items: readonly unknown[], marks: Marks): unknown[] {
  const restored: unknown[] = [];
  for (let index = 0; index < items.length; index++) {
    const item = items[index];
    const mark = isNode(item) && isNone(item, 'Expr') ? markOf(item, marks) : undefined;
    if (mark?.kind === 'statement') restored.push(mark.statement);
    else if (mark?.kind === 'print') {
      restored.push(printCall((item as Node).place, restore(items[++index], marks) as Statement, mark.toFile));
    } else restored.push(restore(item, marks));
  }
  return restored;
}

function restore(value: unknown, marks: Marks): unknown {
  if (Array.isArray(value)) return restoreList(value, marks);
  if (value === null || typeof value !== 'object') return value;
  const node = value as Node;
  for (const name in node) if (name !== 'place') node[name] = restore(node[name], marks);
  return isNode(node) ? restoreNode(node, markOf(node, marks)) : node;
}

function restoreNode(node: Node, mark: Mark | undefined): unknown {
  if (mark?.kind === 'value' && isNone(node, 'Constant')) return mark.expression;
  return mark?.kind === 'repr' && node.type === 'List' ? reprCall(node) : node;
}

function isNode(value: unknown): value is Node {
  return value !== null && typeof value === 'object' && 'type' in value && 'place' in value;
}

/** Whether a node is `None`, as an expression or a statement. */
function isNone(node: Node, type: 'Expr' | 'Constant'): boolean {
  const value = (type === 'Expr' ? node.value : node) as Node | undefined;
  return node.type === type && value?.type === 'Constant' && value.value === null && !('kind' in value);
}

function nameAt(id: string, { line, column, cell }: Place): Expression {
  const place = { line, column, endLine: line, endColumn: column + id.length, ...(cell !== undefined && { cell }) };
  return { type: 'Name', id, place };
}

function printCall(start: Place, values: Statement, toFile: boolean): Statement {
  if (values.type !== 'Expr') return values; // not read
  const { value } = values;
  const place: Place = { ...start, endLine: value.place.endLine, endColumn: value.place.endColumn };
  const all = value.type === 'Tuple' ? value.elts : [value];
  const file = toFile ? all[0]! : null;
  const call: Expression = {
    type: 'Call',
    func: nameAt('print', start),
    args: file === null ? all : all.slice(1),
    keywords: file === null ? [] : [{ name: 'file', value: file, place: file.place }],
    place,
  };
  return { type: 'Expr', value: call, place };
}

function reprCall(node: Node): Expression {
  const args = node.elts as Expression[];
  return {
    type: 'Call',
    func: { ...nameAt('repr', node.place), place: node.place },
    args,
    keywords: [],
    place: node.place,
  };
}
