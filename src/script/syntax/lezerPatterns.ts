import type { SyntaxNode } from '@lezer/common';
import type { Expression, Pattern } from './ast.js';
import { childrenOf, commaParts, deeper, placeOf, type Reader, readExpression, textOf } from './lezerExpressions.js';
import { MAX_DEPTH } from './limits.js';
import { nestOperators } from './operators.js';

/** The pattern of a `case`: one, or a sequence without brackets. */
export function readPatterns(reader: Reader, nodes: readonly SyntaxNode[]): Pattern {
  const [first, ...more] = nodes;
  if (first === undefined) throw new Error('A pattern is expected after `case`.');
  if (more.length === 0 && first.name !== 'StarPattern') return readPattern(reader, first);
  return {
    type: 'MatchSequence',
    patterns: commaParts(nodes).map(([part]) => readPattern(deeper(reader), part!)),
    place: placeOf(reader, first.from, nodes.at(-1)!.to),
  };
}

function readPattern(reader: Reader, node: SyntaxNode): Pattern {
  const place = placeOf(reader, node.from, node.to);
  if (reader.depth > MAX_DEPTH) return { type: 'MatchOther', names: namesBound(reader, node), place };
  const inner = deeper(reader);
  const children = childrenOf(node);
  switch (node.name) {
    case 'LiteralPattern':
      return { type: 'MatchValue', value: literal(inner, node), place };
    case 'AttributePattern':
      return { type: 'MatchValue', value: attribute(inner, children), place };
    case 'CapturePattern':
      return { type: 'MatchAs', pattern: null, name: nameOf(reader, node), place };
    case 'AsPattern':
      return {
        type: 'MatchAs',
        pattern: readPattern(inner, children[0]!),
        name: nameOf(reader, children.at(-1)!),
        place,
      };
    case 'OrPattern':
      return alternatives(
        reader,
        children.filter(({ name }) => name !== 'LogicOp'),
      );
    case 'StarPattern':
      return { type: 'MatchStar', name: nameOf(reader, children.at(-1)!), place };
    case 'SequencePattern': {
      const parts = children.slice(1, -1);
      // Round brackets around one pattern are only brackets.
      const isGroup = children[0]!.name === '(' && parts.length === 1 && parts[0]!.name !== 'StarPattern';
      if (isGroup) return readPattern(inner, parts[0]!);
      return { type: 'MatchSequence', patterns: commaParts(parts).map(([part]) => readPattern(inner, part!)), place };
    }
    default:
      return { type: 'MatchOther', names: namesBound(reader, node), place };
  }
}

/** `a | b`, or `a | b as name`: the tree has the name in the last part, Python around all of them. */
function alternatives(reader: Reader, parts: readonly SyntaxNode[]): Pattern {
  const [first, last] = [parts[0]!, parts.at(-1)!];
  const named = last.name === 'AsPattern' ? childrenOf(last) : undefined;
  const all = named === undefined ? parts : [...parts.slice(0, -1), named[0]!];
  const inner = deeper(reader);
  const pattern: Pattern = {
    type: 'MatchOr',
    patterns: all.map((each) => readPattern(inner, each)),
    place: placeOf(reader, first.from, all.at(-1)!.to),
  };
  if (named === undefined) return pattern;
  return { type: 'MatchAs', pattern, name: nameOf(reader, named.at(-1)!), place: placeOf(reader, first.from, last.to) };
}

/** A number with a sign or an imaginary part, or a constant. */
function literal(reader: Reader, node: SyntaxNode): Expression {
  const items = childrenOf(node).map((child, i) =>
    child.name === 'ArithOp'
      ? i === 0
        ? { kind: 'prefix' as const, op: textOf(reader, child) as 'not', from: child.from }
        : { kind: 'infix' as const, op: textOf(reader, child) }
      : { kind: 'operand' as const, value: readExpression(reader, child), from: child.from, to: child.to },
  );
  return nestOperators(items, (from, to) => placeOf(reader, from, to));
}

function attribute(reader: Reader, [first, ...rest]: readonly SyntaxNode[]): Expression {
  let found = readExpression(reader, first!);
  for (const child of rest.filter(({ name }) => name !== '.')) {
    const place = placeOf(reader, first!.from, child.to);
    found = { type: 'Attribute', value: found, attr: textOf(reader, child), place };
  }
  return found;
}

/** The name that is bound; null for `_`. */
function nameOf(reader: Reader, node: SyntaxNode): string | null {
  const name = textOf(reader, node);
  return name === '_' ? null : name;
}

/** Names that a pattern of a class or a mapping binds. */
function namesBound(reader: Reader, node: SyntaxNode): string[] {
  const found: string[] = [];
  const waiting = [node];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const children = childrenOf(next);
    const name = next.name === 'CapturePattern' ? next : next.name === 'AsPattern' ? children.at(-1) : undefined;
    const bound = name === undefined ? null : nameOf(reader, name);
    if (bound !== null) found.push(bound);
    waiting.push(...children);
  }
  return found.sort();
}
