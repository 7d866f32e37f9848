import type { SyntaxNode } from '@lezer/common';
import type { Alias, BinaryOperator, Expression, MatchCase, Place, Statement } from './ast.js';
import {
  childrenOf,
  commaParts,
  deeper,
  placeOf,
  type Reader,
  readArguments,
  readExpression,
  readParameters,
  readSequence,
  split,
  textOf,
} from './lezerExpressions.js';
import { readPatterns } from './lezerPatterns.js';
import { MAX_DEPTH, TOO_DEEP } from './limits.js';
import { unreadText } from './quote.js';

/** Reads the statements of a script, or of a body. */
export function readStatements(reader: Reader, node: SyntaxNode): Statement[] {
  return childrenOf(node)
    .filter(({ name }) => name !== ':' && name !== ';')
    .flatMap((child) =>
      child.name === 'StatementGroup' ? readStatements(reader, child) : [readStatement(reader, child)],
    );
}

function readStatement(reader: Reader, node: SyntaxNode): Statement {
  const place = placeOf(reader, node.from, endOf(node));
  const read = STATEMENTS[node.name];
  if (reader.depth <= MAX_DEPTH && read !== undefined) return read(deeper(reader), node, place);
  const why = read === undefined ? `not read: ${node.name}` : TOO_DEEP;
  return { type: 'Unparsed', text: unreadText(reader.source, place), why, place };
}

/** End of the last token; that of a node with a body is after the line break. */
function endOf(node: SyntaxNode): number {
  let at = node;
  for (;;) {
    let last = at.lastChild;
    while (last !== null && (last.name === 'Comment' || last.type.isError || last.name === ';'))
      last = last.prevSibling;
    if (last === null || !/(Body|Statement|Definition|Clause|Group)$/.test(at.name)) return at.to;
    at = last;
  }
}

type Read = (reader: Reader, node: SyntaxNode, place: Place) => Statement;

const bare =
  (type: 'Raise' | 'Pass' | 'Break' | 'Continue'): Read =>
  (_reader, _node, place) => ({ type, place });

const expression: Read = (reader, node, place) => ({
  type: 'Expr',
  value: readSequence(reader, childrenOf(node)),
  place,
});

const STATEMENTS: Readonly<Record<string, Read>> = {
  ExpressionStatement: expression,
  YieldStatement: (reader, node, place) => ({ type: 'Expr', value: readExpression(reader, node), place }),
  AssignStatement: readAssignment,
  UpdateStatement: (reader, node, place) => {
    const [target, sign, ...value] = childrenOf(node) as [SyntaxNode, SyntaxNode, ...SyntaxNode[]];
    const op = textOf(reader, sign).slice(0, -1) as BinaryOperator;
    return { type: 'AugAssign', target: readExpression(reader, target), op, value: readSequence(reader, value), place };
  },
  RaiseStatement: bare('Raise'),
  PassStatement: bare('Pass'),
  BreakStatement: bare('Break'),
  ContinueStatement: bare('Continue'),
  ReturnStatement: (reader, node, place) => {
    const values = childrenOf(node).slice(1);
    return { type: 'Return', value: values.length === 0 ? null : readSequence(reader, values), place };
  },
  AssertStatement: (reader, node, place) => ({
    type: 'Assert',
    test: readExpression(reader, childrenOf(node)[1]!),
    place,
  }),
  DeleteStatement: (reader, node, place) => ({
    type: 'Delete',
    targets: commaParts(childrenOf(node).slice(1)).map((part) => readSequence(reader, part)),
    place,
  }),
  ScopeStatement: (reader, node, place) => {
    const [word, ...names] = childrenOf(node) as [SyntaxNode, ...SyntaxNode[]];
    const found = names.filter(({ name }) => name !== ',').map((name) => textOf(reader, name));
    return { type: word.name === 'global' ? 'Global' : 'Nonlocal', names: found, place };
  },
  ImportStatement: readImport,
  IfStatement: (reader, node, place) => readIf(reader, childrenOf(node), place),
  WhileStatement: (reader, node, place) => {
    const children = childrenOf(node);
    const [body, orelse] = bodies(reader, children);
    return { type: 'While', test: readExpression(reader, children[1]!), body: body!, orelse: orelse ?? [], place };
  },
  ForStatement: (reader, node, place) => {
    const children = childrenOf(node);
    const start = children.findIndex(({ name }) => name === 'for');
    const middle = children.findIndex(({ name }) => name === 'in');
    const end = children.findIndex(({ name }) => name === 'Body');
    const [body, orelse] = bodies(reader, children);
    return {
      type: 'For',
      target: readSequence(reader, children.slice(start + 1, middle)),
      iter: readSequence(reader, children.slice(middle + 1, end)),
      body: body!,
      orelse: orelse ?? [],
      place,
    };
  },
  WithStatement: (reader, node, place) => {
    const children = childrenOf(node).filter(({ name }) => name !== 'async');
    const header = children.slice(1, -1);
    // As in Python, brackets around all of them make no tuple.
    const inner =
      header.length === 1 && header[0]!.name === 'TupleExpression' ? childrenOf(header[0]!).slice(1, -1) : header;
    const items = commaParts(inner).map((part) => {
      const [value, target] = split(part, 'as');
      return { value: readSequence(reader, value!), target: target ? readSequence(reader, target) : null };
    });
    return { type: 'With', items, body: bodies(reader, children)[0]!, place };
  },
  TryStatement: readTry,
  FunctionDefinition: (reader, node, place) => readFunction(reader, node, place, []),
  ClassDefinition: (reader, node, place) => readClass(reader, node, place, []),
  DecoratedStatement: (reader, node, place) => {
    const children = childrenOf(node);
    const decorators = children.filter(({ name }) => name === 'Decorator').map((each) => readDecorator(reader, each));
    const definition = children.at(-1)!;
    // As in Python, the place of a function or class is that without its decorators.
    const inner = { ...place, ...pick(placeOf(reader, definition.from, definition.from)) };
    const read = definition.name === 'ClassDefinition' ? readClass : readFunction;
    return read(reader, definition, inner, decorators);
  },
  MatchStatement: (reader, node, place) => {
    const [, ...subject] = childrenOf(node).slice(0, -1);
    const cases = childrenOf(childrenOf(node).at(-1)!).filter(({ name }) => name === 'MatchClause');
    return {
      type: 'Match',
      subject: readSequence(reader, subject),
      cases: cases.map((clause): MatchCase => {
        const children = childrenOf(clause);
        const guard = children.find(({ name }) => name === 'Guard');
        return {
          pattern: readPatterns(
            reader,
            children.filter(({ name }) => name === ',' || name.endsWith('Pattern')),
          ),
          guard: guard === undefined ? null : readExpression(reader, childrenOf(guard)[1]!),
          body: bodies(reader, children)[0]!,
        };
      }),
      place,
    };
  },
  TypeDefinition: (reader, _node, place) => unread(reader, place, 'not read: TypeAlias'),
};

const pick = ({ line, column }: Place): { line: number; column: number } => ({ line, column });

function unread(reader: Reader, place: Place, why: string): Statement {
  return { type: 'Unparsed', text: unreadText(reader.source, place), why, place };
}

function bodies(reader: Reader, children: readonly SyntaxNode[]): Statement[][] {
  return children.filter(({ name }) => name === 'Body').map((body) => readStatements(reader, body));
}

function readAssignment(reader: Reader, node: SyntaxNode, place: Place): Statement {
  const children = childrenOf(node);
  const parts = split(children, 'AssignOp');
  if (!children.some(({ name }) => name === 'TypeDef')) {
    const [value, ...targets] = parts.reverse().map((part) => readSequence(reader, part));
    return { type: 'Assign', targets: targets.reverse(), value: value!, place };
  }
  const target = readExpression(reader, children[0]!);
  return { type: 'AnnAssign', target, value: parts[1] ? readSequence(reader, parts[1]) : null, place };
}

/** `import a.b as c, d` and `from ..a import (b as c, d)`. */
function readImport(reader: Reader, node: SyntaxNode, place: Place): Statement {
  const children = childrenOf(node).filter(({ name }) => name !== '(' && name !== ')');
  const at = children.findIndex(({ name }) => name === 'import');
  const names = commaParts(children.slice(at + 1)).map((part) => readAlias(reader, part));
  if (at === 0) return { type: 'Import', names, place };
  const dotted = children
    .slice(1, at)
    .map((child) => textOf(reader, child))
    .join('');
  const module = dotted.replace(/^\.+/, '');
  return { type: 'ImportFrom', module: module || null, names, level: dotted.length - module.length, place };
}

function readAlias(reader: Reader, part: readonly SyntaxNode[]): Alias {
  const [name, asname] = split(part, 'as').map((nodes) => nodes.map((each) => textOf(reader, each)).join(''));
  return { name: name!, asname: asname ?? null };
}

/** `if`, or a part from an `elif` on, which is an `if` in the `else` of the one before. */
function readIf(reader: Reader, children: readonly SyntaxNode[], place: Place): Statement {
  const [, test, body, word, ...rest] = children as [SyntaxNode, SyntaxNode, SyntaxNode, ...SyntaxNode[]];
  let orelse: Statement[] = [];
  if (word?.name === 'else') orelse = readStatements(reader, rest[0]!);
  else if (word?.name === 'elif') {
    const inner: Place = { ...place, ...pick(placeOf(reader, word.from, word.from)) };
    orelse =
      reader.depth > MAX_DEPTH ? [unread(reader, inner, TOO_DEEP)] : [readIf(deeper(reader), children.slice(3), inner)];
  }
  return { type: 'If', test: readExpression(reader, test), body: readStatements(reader, body), orelse, place };
}

function readTry(reader: Reader, node: SyntaxNode, place: Place): Statement {
  const found: Extract<Statement, { type: 'Try' }> = {
    type: 'Try',
    body: [],
    handlers: [],
    orelse: [],
    finalbody: [],
    place,
  };
  let header: SyntaxNode[] = [];
  for (const child of childrenOf(node)) {
    if (child.name !== 'Body') {
      header.push(child);
      continue;
    }
    const body = readStatements(reader, child);
    const word = header[0]!.name;
    if (word === 'try') found.body = body;
    else if (word === 'else') found.orelse = body;
    else if (word === 'finally') found.finalbody = body;
    else found.handlers.push({ name: handlerName(reader, header), body });
    header = [];
  }
  return found;
}

/** The name of `except E as name`, or of Python 2's `except E, name`. */
function handlerName(reader: Reader, header: readonly SyntaxNode[]): string | null {
  const at = header.findIndex(({ name }) => name === 'as' || name === ',');
  return at < 0 ? null : textOf(reader, header[at + 1]!);
}

function readDecorator(reader: Reader, node: SyntaxNode): Expression {
  const children = childrenOf(node).slice(1);
  const from = children[0]!.from;
  let found = readExpression(reader, children[0]!);
  for (const child of children.slice(1)) {
    const place = placeOf(reader, from, child.to);
    if (child.name === 'ArgList') found = { type: 'Call', func: found, ...readArguments(reader, child), place };
    else if (child.name !== '.') found = { type: 'Attribute', value: found, attr: textOf(reader, child), place };
  }
  return found;
}

function readFunction(reader: Reader, node: SyntaxNode, place: Place, decorators: Expression[]): Statement {
  const children = childrenOf(node).filter(({ name }) => name !== 'async');
  return {
    type: 'FunctionDef',
    name: textOf(reader, children[1]!),
    args: readParameters(
      reader,
      children.find(({ name }) => name === 'ParamList'),
    ),
    body: bodies(reader, children)[0]!,
    decorators,
    place,
  };
}

function readClass(reader: Reader, node: SyntaxNode, place: Place, decorators: Expression[]): Statement {
  const children = childrenOf(node);
  const list = children.find(({ name }) => name === 'ArgList');
  return {
    type: 'ClassDef',
    name: textOf(reader, children[1]!),
    bases: list === undefined ? [] : readArguments(reader, list).args,
    body: bodies(reader, children)[0]!,
    decorators,
    place,
  };
}
