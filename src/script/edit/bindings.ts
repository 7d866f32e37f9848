import type { Alias, Expression, Parameters, Pattern, Statement } from '../syntax/ast.js';
import type { Node } from './parents.js';

/** Names that a node binds itself, without the nodes inside of it. */
export function boundBy(node: Node): string[] {
  if (!('type' in node)) return [];
  switch (node.type) {
    case 'Assign':
      return node.targets.flatMap(targetNames);
    case 'AugAssign':
    case 'AnnAssign':
    case 'NamedExpr':
    case 'For':
      return targetNames(node.target);
    case 'With':
      return node.items.flatMap(({ target }) => (target ? targetNames(target) : []));
    case 'Import':
    case 'ImportFrom':
      return node.names.map((alias) => localName(alias, node.type === 'Import'));
    case 'FunctionDef':
    case 'ClassDef':
      return [node.name];
    case 'Try':
      return node.handlers.flatMap(({ name }) => (name ? [name] : []));
    case 'Delete':
      return node.targets.flatMap(targetNames);
    case 'Match':
      return node.cases.flatMap(({ pattern }) => patternNames(pattern));
    default:
      return [];
  }
}

function patternNames(pattern: Pattern): string[] {
  switch (pattern.type) {
    case 'MatchValue':
      return [];
    case 'MatchOther':
      return pattern.names;
    case 'MatchOr':
    case 'MatchSequence':
      return pattern.patterns.flatMap(patternNames);
    case 'MatchStar':
      return pattern.name === null ? [] : [pattern.name];
    case 'MatchAs': {
      const inner = pattern.pattern === null ? [] : patternNames(pattern.pattern);
      return pattern.name === null ? inner : [...inner, pattern.name];
    }
  }
}

/** The name that an import binds: `import a.b` binds `a`. */
export function localName({ name, asname }: Alias, whole: boolean): string {
  return asname ?? (whole ? name.split('.')[0]! : name);
}

/** What a node assigns to, or removes. */
export function targetsOf(node: Node): Expression[] {
  if (!('type' in node)) return [];
  if (node.type === 'Assign' || node.type === 'Delete') return node.targets;
  if (node.type === 'With') return node.items.flatMap(({ target }) => (target ? [target] : []));
  if (node.type === 'For' || node.type === 'AnnAssign' || node.type === 'NamedExpr') return [node.target];
  if (node.type === 'AugAssign') return [node.target];
  if (node.type === 'Comprehension' || node.type === 'DictComprehension') {
    return node.generators.map(({ target }) => target);
  }
  return [];
}

/** Names that an assignment to a target binds; an attribute or an item binds none. */
export function targetNames(target: Expression): string[] {
  if (target.type === 'Name') return [target.id];
  if (target.type === 'Tuple' || target.type === 'List') return target.elts.flatMap(targetNames);
  return target.type === 'Starred' ? targetNames(target.value) : [];
}

export function parameterNames({ positional, rest, keywordOnly, keywords }: Parameters): string[] {
  const names = [...positional, ...keywordOnly].map(({ name }) => name);
  return [...names, ...[rest, keywords].filter((name) => name !== null)];
}

/** Defaults of parameters, which are evaluated where the function is defined. */
export function defaultsOf({ positional, keywordOnly }: Parameters): Expression[] {
  return [...positional, ...keywordOnly].flatMap(({ value }) => (value ? [value] : []));
}

export type FunctionStatement = Extract<Statement, { type: 'FunctionDef' }>;
