import type { SyntaxNode } from '@lezer/common';
import type { Expression, Generator, Keyword, Parameters, Place } from './ast.js';
import { MAX_DEPTH, TOO_DEEP } from './limits.js';
import { numberValue, stringExpression } from './literals.js';
import { type Item, nestOperators } from './operators.js';
import type { Places } from './places.js';
import { unreadText } from './quote.js';

/** What a reader of nodes knows. */
export interface Reader {
  /** What the parser read. */
  text: string;
  /** Lines of the file or the cell. */
  source: readonly string[];
  places: Places;
  /** Nodes around this one. */
  depth: number;
  /** Place of the f-string around it. */
  inside: Place | null;
}

export const deeper = (reader: Reader): Reader => ({ ...reader, depth: reader.depth + 1 });

/** Children of a node without comments; an error node is what stands for nothing, as in a bare `yield`. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.name !== 'Comment' && !child.type.isError) children.push(child);
  }
  return children;
}

export function textOf(reader: Reader, node: SyntaxNode): string {
  return reader.text.slice(node.from, node.to);
}

export function placeOf(reader: Reader, from: number, to: number): Place {
  return reader.inside ?? reader.places.ofOffsets(from, to);
}

/** Splits nodes where one of these names stands. */
export function split(nodes: readonly SyntaxNode[], separator: string): SyntaxNode[][] {
  const parts: SyntaxNode[][] = [[]];
  for (const node of nodes) {
    if (node.name === separator) parts.push([]);
    else parts.at(-1)!.push(node);
  }
  return parts;
}

/** Parts between commas; a comma at the end begins none. */
export function commaParts(nodes: readonly SyntaxNode[]): SyntaxNode[][] {
  const parts = split(nodes, ',');
  if (parts.at(-1)!.length === 0) parts.pop();
  return parts;
}

/** An expression, or a tuple without brackets. */
export function readSequence(reader: Reader, nodes: readonly SyntaxNode[]): Expression {
  const parts = commaParts(nodes);
  if (!nodes.some(({ name }) => name === ',')) return readPart(reader, nodes);
  const place = placeOf(reader, nodes[0]!.from, nodes.at(-1)!.to);
  return { type: 'Tuple', elts: readParts(deeper(reader), parts), place };
}

function readParts(reader: Reader, parts: readonly SyntaxNode[][]): Expression[] {
  return parts.map((part) => readPart(reader, part));
}

/** What stands between two commas: an expression, with a star before it, or a named one. */
function readPart(reader: Reader, nodes: readonly SyntaxNode[]): Expression {
  const [first, second, third] = nodes;
  if (first === undefined) throw new Error('An expression is expected between two commas.');
  const place = placeOf(reader, first.from, nodes.at(-1)!.to);
  if (first.name === '*' && second) return { type: 'Starred', value: readExpression(deeper(reader), second), place };
  if (second?.name === 'AssignOp' && third) return readNamed(reader, nodes, place);
  return readExpression(reader, first);
}

function readNamed(reader: Reader, nodes: readonly SyntaxNode[], place: Place): Expression {
  const [target, , value] = nodes as [SyntaxNode, SyntaxNode, SyntaxNode];
  const inner = deeper(reader);
  return { type: 'NamedExpr', target: readExpression(inner, target), value: readExpression(inner, value), place };
}

/** Reads a node of the tree as an expression of `ast.ts`. */
export function readExpression(reader: Reader, node: SyntaxNode): Expression {
  const place = placeOf(reader, node.from, node.to);
  if (reader.depth > MAX_DEPTH) return unread(reader, place, TOO_DEEP);
  const read = EXPRESSIONS[node.name];
  if (read === undefined) return unread(reader, place, `not read: ${node.name}`);
  return read(deeper(reader), node, place);
}

function unread(reader: Reader, place: Place, why: string): Expression {
  return { type: 'Unparsed', text: unreadText(reader.source, place), why, place };
}

type Read = (reader: Reader, node: SyntaxNode, place: Place) => Expression;

const constant =
  (value: boolean | null, kind?: 'ellipsis'): Read =>
  (_reader, _node, place) => ({ type: 'Constant', value, ...(kind && { kind }), place });

const inBrackets = (node: SyntaxNode): SyntaxNode[] => childrenOf(node).slice(1, -1);

const list =
  (type: 'Tuple' | 'List' | 'Set'): Read =>
  (reader, node, place) => ({ type, elts: readParts(reader, commaParts(inBrackets(node))), place });

const comprehension =
  (kind: 'list' | 'set' | 'generator'): Read =>
  (reader, node, place) =>
    readComprehension(reader, inBrackets(node), kind, place);

const string: Read = (reader, node, place) => {
  const parts = node.name === 'ContinuedString' ? childrenOf(node) : [node];
  const value = (inner: SyntaxNode): Expression => {
    const nodes = replaced(inner);
    // The quotes of an f-string in its own field end it before Python 3.12: the field is empty.
    if (nodes.length === 0) return unread(reader, place, 'a field of an f-string without a value');
    return readSequence({ ...reader, inside: reader.inside ?? place }, nodes);
  };
  return stringExpression(reader.text, parts, place, value) ?? unread(reader, place, 'a character by its name');
};

/** The expression in a replacement field of an f-string. */
function replaced(node: SyntaxNode): SyntaxNode[] {
  return childrenOf(node).filter(({ name }) => !/^(Format\w+|[{}])$/.test(name));
}

const EXPRESSIONS: Readonly<Record<string, Read>> = {
  VariableName: (reader, node, place) => ({ type: 'Name', id: textOf(reader, node), place }),
  Boolean: (reader, node, place) => ({ type: 'Constant', value: textOf(reader, node) === 'True', place }),
  None: constant(null),
  Ellipsis: constant(null, 'ellipsis'),
  Number: (reader, node, place) => ({ type: 'Constant', ...numberValue(textOf(reader, node)), place }),
  String: string,
  FormatString: string,
  ContinuedString: string,
  TupleExpression: list('Tuple'),
  ArrayExpression: list('List'),
  SetExpression: list('Set'),
  DictionaryExpression: readDictionary,
  ArrayComprehensionExpression: comprehension('list'),
  SetComprehensionExpression: comprehension('set'),
  ComprehensionExpression: comprehension('generator'),
  DictionaryComprehensionExpression: (reader, node, place) => {
    const [element, clauses] = splitClauses(inBrackets(node));
    const [key, , value] = element as [SyntaxNode, SyntaxNode, SyntaxNode];
    return {
      type: 'DictComprehension',
      key: readExpression(reader, key),
      value: readExpression(reader, value),
      generators: readGenerators(reader, clauses),
      place,
    };
  },
  ParenthesizedExpression: (reader, node) => readPart(reader, inBrackets(node)),
  MemberExpression: readMember,
  CallExpression: (reader, node, place) => {
    const [func, list_] = childrenOf(node) as [SyntaxNode, SyntaxNode];
    return { type: 'Call', func: readExpression(reader, func), ...readArguments(reader, list_), place };
  },
  UnaryExpression: readOperators,
  BinaryExpression: readOperators,
  ConditionalExpression: (reader, node, place) => {
    const [body, , test, , orelse] = childrenOf(node).map((child) =>
      /^(if|else)$/.test(child.name) ? null : readExpression(reader, child),
    ) as [Expression, null, Expression, null, Expression];
    return { type: 'IfExp', test, body, orelse, place };
  },
  LambdaExpression: (reader, node, place) => {
    const children = childrenOf(node);
    const args = readParameters(
      reader,
      children.find(({ name }) => name === 'ParamList'),
    );
    return { type: 'Lambda', args, body: readExpression(reader, children.at(-1)!), place };
  },
  NamedExpression: (reader, node, place) => readNamed(reader, childrenOf(node), place),
  AwaitExpression: readOperators,
  YieldExpression: readYield,
  YieldStatement: readYield,
};

function readYield(reader: Reader, node: SyntaxNode, place: Place): Expression {
  const children = childrenOf(node).slice(1);
  const from = children[0]?.name === 'from';
  const values = from ? children.slice(1) : children;
  return { type: 'Yield', value: values.length === 0 ? null : readSequence(reader, values), from, place };
}

function readDictionary(reader: Reader, node: SyntaxNode, place: Place): Expression {
  const keys: (Expression | null)[] = [];
  const values: Expression[] = [];
  for (const part of commaParts(inBrackets(node))) {
    keys.push(part[0]!.name === '**' ? null : readExpression(reader, part[0]!));
    values.push(readExpression(reader, part.at(-1)!));
  }
  return { type: 'Dict', keys, values, place };
}

function readMember(reader: Reader, node: SyntaxNode, place: Place): Expression {
  const [object, sign, ...rest] = childrenOf(node) as [SyntaxNode, SyntaxNode, ...SyntaxNode[]];
  const value = readExpression(reader, object);
  if (sign.name === '.') return { type: 'Attribute', value, attr: textOf(reader, rest[0]!), place };
  const inner = rest.slice(0, -1);
  if (!inner.some(({ name }) => name === ',')) {
    return { type: 'Subscript', value, slice: readSlice(reader, inner), place };
  }
  const elts = commaParts(inner).map((part) => readSlice(deeper(reader), part));
  const slice: Expression = { type: 'Tuple', elts, place: placeOf(reader, inner[0]!.from, inner.at(-1)!.to) };
  return { type: 'Subscript', value, slice, place };
}

function readSlice(reader: Reader, nodes: readonly SyntaxNode[]): Expression {
  if (!nodes.some(({ name }) => name === ':')) return readPart(reader, nodes);
  const [lower, upper, step] = split(nodes, ':').map((part) =>
    part.length === 0 ? null : readPart(deeper(reader), part),
  );
  const place = placeOf(reader, nodes[0]!.from, nodes.at(-1)!.to);
  return { type: 'Slice', lower: lower ?? null, upper: upper ?? null, step: step ?? null, place };
}

/** Arguments of a call, or the bases of a class. */
export function readArguments(reader: Reader, node: SyntaxNode): { args: Expression[]; keywords: Keyword[] } {
  const inner = inBrackets(node);
  const args: Expression[] = [];
  const keywords: Keyword[] = [];
  if (inner.some(({ name }) => name === 'for')) {
    return { args: [readComprehension(reader, inner, 'generator', placeOf(reader, node.from, node.to))], keywords };
  }
  for (const part of commaParts(inner)) {
    const [first, second] = part as [SyntaxNode, SyntaxNode?];
    const value = part.at(-1)!;
    const named = second?.name === 'AssignOp' && textOf(reader, second) === '=';
    if (first.name !== '**' && !named) {
      args.push(readPart(reader, part));
      continue;
    }
    const place = placeOf(reader, first.from, value.to);
    keywords.push({ name: named ? textOf(reader, first) : null, value: readExpression(reader, value), place });
  }
  return { args, keywords };
}

function readComprehension(
  reader: Reader,
  nodes: readonly SyntaxNode[],
  kind: 'list' | 'set' | 'generator',
  place: Place,
): Expression {
  const [element, clauses] = splitClauses(nodes);
  return {
    type: 'Comprehension',
    kind,
    elt: readPart(reader, element),
    generators: readGenerators(reader, clauses),
    place,
  };
}

function splitClauses(nodes: readonly SyntaxNode[]): [SyntaxNode[], SyntaxNode[]] {
  const plain = nodes.filter(({ name }) => name !== 'async');
  const at = plain.findIndex(({ name }) => name === 'for');
  return [plain.slice(0, at), plain.slice(at)];
}

function readGenerators(reader: Reader, clauses: readonly SyntaxNode[]): Generator[] {
  return split(clauses, 'for')
    .slice(1)
    .map((clause) => {
      const at = clause.findIndex(({ name }) => name === 'in');
      const [iter, ...ifs] = split(clause.slice(at + 1), 'if');
      return {
        target: readSequence(reader, clause.slice(0, at)),
        iter: readSequence(reader, iter!),
        ifs: ifs.map((nodes) => readPart(reader, nodes)),
      };
    });
}

/** Operators without brackets around them, however the tree nests them. */
function readOperators(reader: Reader, node: SyntaxNode, place: Place): Expression {
  const nodes: SyntaxNode[] = [];
  const open = [node];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (/^(Unary|Binary|Await)Expression$/.test(at.name)) open.push(...childrenOf(at).reverse());
    else nodes.push(at);
  }
  // Each operator may be one more level.
  const depth = reader.depth + (nodes.length >> 1);
  if (depth > MAX_DEPTH) return unread(reader, place, TOO_DEEP);
  return nestOperators(operatorItems({ ...reader, depth }, nodes), (from, to) => placeOf(reader, from, to));
}

const OPERATOR = /^(ArithOp|BitOp|CompareOp|not|and|or|in|is|await)$/;

function operatorItems(reader: Reader, nodes: readonly SyntaxNode[]): Item[] {
  const items: Item[] = [];
  for (const node of nodes) {
    const last = items.at(-1);
    const text = textOf(reader, node);
    if (!OPERATOR.test(node.name)) {
      items.push({ kind: 'operand', value: readExpression(reader, node), from: node.from, to: node.to });
    } else if (last?.kind === 'infix' && last.op === 'is' && text === 'not') last.op = 'is not';
    else if (last?.kind === 'operand') items.push({ kind: 'infix', op: text });
    else if (last?.kind === 'infix' && last.op === 'not' && text === 'in') last.op = 'not in';
    else items.push({ kind: 'prefix', op: text as 'not', from: node.from });
  }
  return items;
}

/** @param list `ParamList`; undefined for none */
export function readParameters(reader: Reader, list: SyntaxNode | undefined): Parameters {
  const parameters: Parameters = { positional: [], rest: null, keywordOnly: [], keywords: null };
  const nodes = list === undefined ? [] : childrenOf(list).filter(({ name }) => !/^[()/]$/.test(name));
  const parts = commaParts(nodes).filter((part) => part.length > 0); // a `/` leaves an empty one
  const star = parts.findIndex(([first]) => first!.name === '*');
  for (const [index, part] of parts.entries()) {
    const [first, second] = part as [SyntaxNode, SyntaxNode?];
    if (first.name === '**') parameters.keywords = textOf(reader, second!);
    else if (first.name === '*') parameters.rest = second === undefined ? null : textOf(reader, second);
    else (star >= 0 && index > star ? parameters.keywordOnly : parameters.positional).push(readParameter(reader, part));
  }
  return parameters;
}

function readParameter(reader: Reader, part: readonly SyntaxNode[]): { name: string; value: Expression | null } {
  const value = part.some(({ name }) => name === 'AssignOp') ? readExpression(reader, part.at(-1)!) : null;
  return { name: textOf(reader, part[0]!), value };
}
