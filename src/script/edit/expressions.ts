import type { Expression, Keyword, ParsedScript } from '../syntax/ast.js';
import { quote } from '../syntax/quote.js';
import type { Change, Edit } from './edit.js';
import { type SafetyOptions, safeToEdit } from './safeToEdit.js';
import { escapeString, isAtom } from './style.js';
import { tokensOf } from './tokens.js';
import { unitOf } from './unit.js';
import { type Node, parentsOf } from './walk.js';

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
  const replaced = needsBrackets(script, node, text) ? `(${text})` : text;
  return { edits: [{ place: node.place, text: replaced, what: `replaces \`${before}\` by \`${text}\`` }] };
}

function needsBrackets(script: ParsedScript, node: Expression, text: string): boolean {
  if (isAtom(text) || isBracketed(script, node)) return false;
  const parent = parentsOf(script).get(node);
  if (!parent || !('type' in parent)) return false;
  if (parent.type === 'Call') return parent.func === node;
  if (parent.type === 'Subscript') return parent.value === node;
  return TIGHT.has(parent.type) || isBareTuple(text);
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
 * Puts text before and after an expression: `wrapExpression(script, x, 'preprocess_input(', ')')`.
 */
export function wrapExpression(script: ParsedScript, node: Expression, before: string, after: string): Change {
  const reason = safeToEdit(script, node, { everyUse: true });
  if (reason !== undefined) return { reason };
  const { line, column, endLine, endColumn } = node.place;
  const what = `puts \`${before}…${after}\` around \`${quote(script.source, node.place)}\``;
  const start = { ...node.place, endLine: line, endColumn: column };
  const end = { ...node.place, line: endLine, column: endColumn };
  const outside = needsBrackets(script, node, `${before}x${after}`) ? ['(', ')'] : ['', ''];
  return {
    edits: [
      { place: start, text: `${outside[0]}${before}`, what, side: 'opens' },
      { place: end, text: `${after}${outside[1]}`, what: '', side: 'closes' },
    ],
  };
}

/** Replaces the value of `name=value`. */
export function replaceKeywordValue(
  script: ParsedScript,
  keyword: Keyword,
  text: string,
  options: SafetyOptions = {},
): Change {
  const change = replaceExpression(script, keyword.value, text, options);
  if ('reason' in change) return change;
  const what = `sets \`${keyword.name}\` to \`${text}\`, which was \`${quote(script.source, keyword.value.place)}\``;
  return { edits: change.edits.map((edit): Edit => ({ ...edit, what })) };
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
