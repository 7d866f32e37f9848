import type { Expression, ParsedScript, Statement } from '../syntax/ast.js';
import { boundBy, defaultsOf, type FunctionStatement, parameterNames, targetNames, targetsOf } from './bindings.js';
import { childrenOf, type Node } from './parents.js';

/** Where a name of a scope is bound, and where it is read. */
export interface Uses {
  /** Assignments, imports, loops and definitions that bind it; also `del`, `with`, `except`. */
  bindings: Node[];
  /** Names that read it, in order of the script; those of functions inside the scope, too. */
  reads: Expression[];
  /** Whether it is a parameter of the scope. */
  isParameter: boolean;
}

/**
 * Finds what binds and what reads a name, by the scopes of Python.
 *
 * @param scope a function of the script; null for the script itself
 */
export function usesOf(script: ParsedScript, name: string, scope: FunctionStatement | null): Uses {
  return tableOf(script).uses(name, scope ?? script.body);
}

/** What binds and reads the one name that a statement assigns; undefined if it assigns several, or none. */
export function usesOfAssignment(script: ParsedScript, statement: Statement): Uses | undefined {
  const [name, second] = boundBy(statement);
  if (name === undefined || second !== undefined) return undefined;
  return tableOf(script).boundAt(statement, name);
}

/** A function, a lambda, a comprehension, a class or the script, with the names that it binds. */
interface Scope {
  around: Scope | null;
  isClass: boolean;
  /** Names of `global`. */
  globals: Set<string>;
  /** Names of `nonlocal`. */
  nonlocals: Set<string>;
  names: Map<string, Uses>;
}

type NameNode = Extract<Expression, { type: 'Name' }>;
type FunctionNode = Extract<Node, { type: 'FunctionDef' | 'Lambda' }>;
type ClassNode = Extract<Node, { type: 'ClassDef' }>;
type ComprehensionNode = Extract<Node, { type: 'Comprehension' | 'DictComprehension' }>;
type Declaration = Extract<Node, { type: 'Global' | 'Nonlocal' }>;

class Table {
  private readonly scopeOf = new Map<Node, Scope>();
  private readonly owners = new Map<unknown, Scope>();
  private readonly reads: { node: NameNode; scope: Scope }[] = [];

  constructor(body: readonly Statement[]) {
    const scope = this.newScope(body, null);
    for (const statement of body) this.visit(statement, scope);
    for (const { node, scope: from } of this.reads) this.resolve(node.id, from)?.reads.push(node);
  }

  uses(name: string, owner: unknown): Uses {
    return this.owners.get(owner)?.names.get(name) ?? { bindings: [], reads: [], isParameter: false };
  }

  boundAt(node: Node, name: string): Uses | undefined {
    const scope = this.scopeOf.get(node);
    return scope && this.bindingScope(name, scope).names.get(name);
  }

  private newScope(owner: unknown, around: Scope | null, parameters: readonly string[] = []): Scope {
    const scope: Scope = {
      around,
      isClass: false,
      globals: new Set(),
      nonlocals: new Set(),
      names: new Map(parameters.map((name) => [name, { bindings: [], reads: [], isParameter: true }])),
    };
    this.owners.set(owner, scope);
    return scope;
  }

  private bind(name: string, node: Node, scope: Scope): void {
    const target = this.bindingScope(name, scope);
    const uses = target.names.get(name) ?? { bindings: [], reads: [], isParameter: false };
    uses.bindings.push(node);
    target.names.set(name, uses);
  }

  private bindingScope(name: string, scope: Scope): Scope {
    let target = scope;
    if (scope.globals.has(name)) while (target.around) target = target.around;
    else if (scope.nonlocals.has(name)) {
      do target = target.around ?? target;
      while (target.around && (target.isClass || !target.names.has(name)));
    }
    return target;
  }

  /** The innermost scope that binds a name; a class is seen only from its own statements. */
  private resolve(name: string, from: Scope): Uses | undefined {
    let scope: Scope | null = this.bindingScope(name, from);
    while (scope) {
      const uses = scope.isClass && scope !== from ? undefined : scope.names.get(name);
      if (uses) return uses;
      scope = scope.around;
    }
    return undefined;
  }

  private visit(node: Node, scope: Scope): void {
    this.scopeOf.set(node, scope);
    const type = 'type' in node ? node.type : undefined;
    if (type === 'Global' || type === 'Nonlocal') this.declare(node as Declaration, scope);
    else if (type === 'Name') this.reads.push({ node: node as NameNode, scope });
    else if (type === 'FunctionDef' || type === 'Lambda') this.visitFunction(node as FunctionNode, scope);
    else if (type === 'ClassDef') this.visitClass(node as ClassNode, scope);
    else if (type === 'Comprehension' || type === 'DictComprehension') {
      this.visitComprehension(node as ComprehensionNode, scope);
    } else this.visitOther(node, scope);
  }

  private declare({ type, names }: Declaration, scope: Scope): void {
    for (const name of names) (type === 'Global' ? scope.globals : scope.nonlocals).add(name);
  }

  private visitAll(nodes: readonly Node[], scope: Scope): void {
    for (const node of nodes) this.visit(node, scope);
  }

  private visitOther(node: Node, scope: Scope): void {
    for (const name of boundBy(node)) this.bind(name, node, scope);
    const targets = targetsOf(node);
    for (const child of childrenOf(node)) {
      // An augmented assignment reads its target as well.
      if (targets.includes(child as Expression) && !('type' in node && node.type === 'AugAssign')) {
        this.visitTarget(child as Expression, scope);
      } else this.visit(child, scope);
    }
  }

  /** What is read in a target: `x` and `i` in `x[i] = 1`. */
  private visitTarget(target: Expression, scope: Scope): void {
    if (target.type === 'Name') return;
    if (targetNames(target).length > 0 || target.type === 'Starred') {
      for (const child of childrenOf(target)) this.visitTarget(child as Expression, scope);
    } else this.visit(target, scope);
  }

  private visitFunction(node: FunctionNode, scope: Scope): void {
    this.visitAll(defaultsOf(node.args), scope);
    const inner = this.newScope(node, scope, parameterNames(node.args));
    if (node.type === 'Lambda') {
      this.visit(node.body, inner);
      return;
    }
    this.bind(node.name, node, scope);
    this.visitAll(node.decorators, scope);
    this.visitAll(node.body, inner);
  }

  private visitClass(node: ClassNode, scope: Scope): void {
    this.bind(node.name, node, scope);
    this.visitAll([...node.bases, ...node.decorators], scope);
    const inner = this.newScope(node, scope);
    inner.isClass = true;
    this.visitAll(node.body, inner);
  }

  private visitComprehension(node: ComprehensionNode, scope: Scope): void {
    const inner = this.newScope(node, scope);
    for (const [index, { target, iter, ifs }] of node.generators.entries()) {
      this.visit(iter, index === 0 ? scope : inner);
      for (const name of targetNames(target)) this.bind(name, node, inner);
      this.visitTarget(target, inner);
      this.visitAll(ifs, inner);
    }
    this.visitAll(node.type === 'Comprehension' ? [node.elt] : [node.key, node.value], inner);
  }
}

const tables = new WeakMap<ParsedScript, Table>();

function tableOf(script: ParsedScript): Table {
  let table = tables.get(script);
  if (table === undefined) {
    table = new Table(script.body);
    tables.set(script, table);
  }
  return table;
}
