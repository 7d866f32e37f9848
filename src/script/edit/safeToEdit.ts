import type { Expression, ParsedScript, Statement } from '../syntax/ast.js';
import { placeText, quote } from '../syntax/quote.js';
import { aroundOf, isStatement, type Node } from './parents.js';
import { unitOf } from './unit.js';
import { usesOfAssignment } from './usesOf.js';

export interface SafetyOptions {
  /** The caller knows what else reads the name that a literal is assigned to (`usesOf`), and wants it changed there too. */
  everyUse?: boolean;
}

/**
 * Says why the text of a node cannot be changed safely, as the end of a sentence; undefined if it can.
 *
 * @param node of the script, by identity
 */
export function safeToEdit(script: ParsedScript, node: Node, options: SafetyOptions = {}): string | undefined {
  const around = aroundOf(script, node);
  if (around === undefined) return 'it does not stand in the script';
  return (
    unreadable([node, ...around]) ??
    notWhatWasRead(script, node) ??
    (options.everyUse ? undefined : readTwice(script, node, around))
  );
}

function unreadable(nodes: readonly Node[]): string | undefined {
  for (const [index, node] of nodes.entries()) {
    if (!('type' in node)) continue;
    if (node.type === 'Unparsed') return `\`${node.text}\` could not be read (${node.why})`;
    if (node.type === 'Magic') return `\`${node.text}\` is a line of IPython`;
    if (node.type === 'FormattedValue' || (node.type === 'JoinedStr' && index > 0))
      return 'it stands inside an f-string';
  }
  return undefined;
}

function notWhatWasRead(script: ParsedScript, node: Node): string | undefined {
  const unit = unitOf(script, node.place);
  const text = unit.textAt(node.place);
  const expected = 'type' in node ? (node.type === 'Name' ? node.id : node.type === 'Attribute' ? node.attr : '') : '';
  if (text === '' || !text.normalize('NFKC').endsWith(expected.normalize('NFKC'))) {
    return `\`${quote(script.source, node.place)}\` stands there, which is not what was read`;
  }
  return undefined;
}

/** A literal that is assigned to a name, where more than one line reads the name. */
function readTwice(script: ParsedScript, node: Node, around: readonly Node[]): string | undefined {
  const assignment = around.find(isStatement);
  if (assignment === undefined || !isLiteral(node)) return undefined;
  if (!assignedValue(assignment, node)) return undefined;
  if (assignment.type === 'Assign' && assignment.targets.length > 1) {
    return `\`${quote(script.source, assignment.place)}\` gives it to ${assignment.targets.length} names`;
  }
  const uses = usesOfAssignment(script, assignment);
  // Of two assignments and two reads, each is likely to feed one.
  if (uses === undefined || uses.reads.length < 2 || uses.reads.length === uses.bindings.length) return undefined;
  const places = [...new Set(uses.reads.map(({ place }) => placeText(script.file, place)))];
  const assigned = uses.bindings.length > 1 ? `assigned ${uses.bindings.length} times and ` : '';
  return `its name is ${assigned}read ${uses.reads.length} times: ${places.join('; ')}`;
}

function isLiteral(node: Node): node is Expression {
  return 'type' in node && ['Constant', 'Tuple', 'List', 'Dict', 'Set', 'UnaryOp', 'JoinedStr'].includes(node.type);
}

function assignedValue(statement: Statement, node: Node): boolean {
  return (statement.type === 'Assign' || statement.type === 'AnnAssign') && statement.value === node;
}
