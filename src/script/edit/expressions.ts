import type { Expression, ParsedScript } from '../syntax/ast.js';
import { quote } from '../syntax/quote.js';
import { targetsOf } from './bindings.js';
import type { Change, Edit } from './edit.js';
import { type Node, parentsOf } from './parents.js';
import { type SafetyOptions, safeToEdit } from './safeToEdit.js';
import { escapeString, isAtom } from './style.js';
import { tokensOf } from './tokens.js';
import { unitOf } from './unit.js';

/** Nodes whose parts bind tighter than a text that is no single value. */
const TIGHT: ReadonlySet<string> = new Set(['BinOp', 'UnaryOp', 'BoolOp', 'Compare', 'Attribute', 'Await', 'Starred']);

/** Replaces an expression by a text of Python; in an operation, brackets are put around it where it needs them. */
export function replaceExpression(
  script: ParsedScript,
  node: Expression,
  text: string,
  options: SafetyOptions = {},
): Change {
  const reason = safeToEdit(script, node, options);
  if (reason !== undefined) return { reason };
  const before = quote(script.source, node.place);
  const bracketed = needsBrackets(script, node, text) ? `(${text})` : text;
  const replaced = unitOf(script, node.place).apart(node.place, bracketed);
  return { edits: [{ place: node.place, text: replaced, what: `replaces \`${before}\` by \`${text}\`` }] };
}

function needsBrackets(script: ParsedScript, node: Expression, text: string): boolean {
  if (isBareGenerator(script, node)) return true;
  if (isAtom(text) || isBracketed(script, node)) return false;
  const parent = parentsOf(script).get(node);
  if (!parent) return false;
  return isBareTuple(text) || bindsTightly(parent, node);
}

/** Whether a part of a node is an operand of it, or what is called, or what an item is taken of. */
function bindsTightly(parent: Node, node: Expression): boolean {
  if (!('type' in parent)) return false;
  if (parent.type === 'Call') return parent.func === node;
  if (parent.type === 'Subscript') return parent.value === node;
  return TIGHT.has(parent.type);
}

/** A generator that is the only argument of a call, without brackets of its own: its place has those of the call. */
export function isBareGenerator(script: ParsedScript, node: Expression): boolean {
  const parent = parentsOf(script).get(node);
  if (node.type !== 'Comprehension' || node.kind !== 'generator') return false;
  if (!parent || !('type' in parent) || parent.type !== 'Call' || parent.func === node) return false;
  const { endLine, endColumn } = parent.place;
  return node.place.endLine === endLine && node.place.endColumn === endColumn;
}

/** A tuple without brackets is several arguments, or several items. */
function isBareTuple(text: string): boolean {
  let depth = 0;
  return tokensOf(text, 0).some(({ from, to }) => {
    const sign = text.slice(from, to);
    if (/^[([{]$/.test(sign)) depth++;
    if (/^[)\]}]$/.test(sign)) depth--;
    return depth === 0 && sign === ',';
  });
}

/** Whether brackets of its own stand around an expression; those of a call are not. */
function isBracketed(script: ParsedScript, node: Expression): boolean {
  const { text, ...unit } = positions(script, node);
  const parent: Node | null | undefined = parentsOf(script).get(node);
  if (parent && 'type' in parent && parent.type === 'Call' && parent.func !== node) return false;
  return /\(\s*$/.test(text.slice(0, unit.from)) && /^\s*\)/.test(text.slice(unit.to));
}

function positions(script: ParsedScript, { place }: Expression): { text: string; from: number; to: number } {
  const unit = unitOf(script, place);
  return { text: unit.text, from: unit.from(place), to: unit.to(place) };
}

/**
 * Puts text before and after an expression, which becomes the argument of a call:
 * `wrapExpression(script, x, 'preprocess_input(', ')')`.
 */
export function wrapExpression(script: ParsedScript, node: Expression, before: string, after: string): Change {
  const reason = safeToEdit(script, node, { everyUse: true }) ?? notAValue(script, node);
  if (reason !== undefined) return { reason };
  const unit = unitOf(script, node.place);
  const text = unit.textAt(node.place);
  const shown = `puts \`${before}…${after}\` around \`${quote(script.source, node.place)}\``;
  // Of f(x for x in y), the brackets become those of the generator.
  const isOperand = isBareGenerator(script, node) || needsBrackets(script, node, `${before}x${after}`);
  const inner = node.type === 'Yield' || isBareTuple(text) ? ['(', ')'] : ['', ''];
  const outer = isOperand ? ['(', ')'] : ['', ''];
  const whole = unit.apart(node.place, `${outer[0]}${before}${inner[0]}\0${inner[1]}${after}${outer[1]}`);
  const [opening, closing] = whole.split('\0') as [string, string];
  const { line, column, endLine, endColumn } = node.place;
  return {
    edits: [
      { place: { ...node.place, endLine: line, endColumn: column }, text: opening, what: shown, side: 'opens' },
      { place: { ...node.place, line: endLine, column: endColumn }, text: closing, what: '', side: 'closes' },
    ],
  };
}

/** Why a node cannot be the argument of a call. */
function notAValue(script: ParsedScript, node: Expression): string | undefined {
  const isSlice = ({ type }: Expression): boolean => type === 'Slice' || type === 'Starred';
  const shown = `\`${quote(script.source, node.place)}\``;
  if (isSlice(node) || (node.type === 'Tuple' && node.elts.some(isSlice))) return `${shown} is no value of its own`;
  return isTarget(script, node) ? `${shown} is assigned to` : undefined;
}

function isTarget(script: ParsedScript, node: Expression): boolean {
  const parent = parentsOf(script).get(node);
  if (!parent) return false;
  if (targetsOf(parent).includes(node)) return true;
  const isPart = 'type' in parent && ['Tuple', 'List', 'Starred'].includes(parent.type);
  return isPart && isTarget(script, parent as Expression);
}

/**
 * Replaces a part of a string, such as a name in it: `val_acc` by `val_accuracy`. Quotes, prefix and escapes of the rest stay.
 *
 * @param node a string of the script
 */
export function renameInString(
  script: ParsedScript,
  node: Expression,
  before: string,
  after: string,
  options: SafetyOptions = {},
): Change {
  const reason = safeToEdit(script, node, options);
  if (reason !== undefined) return { reason };
  const unit = unitOf(script, node.place);
  const shown = quote(script.source, node.place);
  if (node.type !== 'Constant' || typeof node.value !== 'string') return { reason: `\`${shown}\` is no string` };
  const literal = /^([a-zA-Z]*)('''|"""|'|")/.exec(unit.textAt(node.place));
  const found = unit.textAt(node.place).split(before).length - 1;
  if (literal === null || found !== node.value.split(before).length - 1 || found === 0) {
    return { reason: `\`${before}\` does not stand in \`${shown}\` as it is` };
  }
  const raw = /r/i.test(literal[1]!);
  const escaped = raw ? after : escapeString(after, literal[2]![0]!);
  if (raw && /['"\\\p{Cc}]/u.test(after))
    return { reason: `\`${shown}\` is a raw string, which cannot hold \`${after}\`` };
  const edits: Edit[] = [];
  const what = `replaces \`${before}\` by \`${after}\` in \`${shown}\``;
  const start = unit.from(node.place);
  for (
    let at = unit.text.indexOf(before, start);
    at >= 0 && at < unit.to(node.place);
    at = unit.text.indexOf(before, at + before.length)
  ) {
    edits.push({ place: unit.place(at, at + before.length), text: escaped, what: edits.length === 0 ? what : '' });
  }
  return { edits };
}
