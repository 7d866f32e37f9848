import type { SyntaxNode } from '@lezer/common';
import type { Expression, Place } from './ast.js';

/** Value of a number of Python; of a complex one, its imaginary part. */
export function numberValue(text: string): { value: number; kind?: 'complex' } {
  const digits = text.replace(/_/g, '');
  if (/^[\d.].*j$/i.test(digits) && !/^0x/i.test(digits))
    return { value: Number(digits.slice(0, -1)), kind: 'complex' };
  return { value: Number(digits) };
}

/**
 * Strings that follow each other, as one constant or one f-string; null if a character is given by its name, which needs
 * Python's table.
 *
 * @param value reads the expression of a replacement field
 */
export function stringExpression(
  text: string,
  parts: readonly SyntaxNode[],
  place: Place,
  value: (field: SyntaxNode) => Expression,
): Expression | null {
  const values: Expression[] = [];
  const add = (found: string): void => {
    const last = values.at(-1);
    if (last?.type === 'Constant') last.value = (last.value as string) + found;
    else if (found !== '') values.push({ type: 'Constant', value: found, place });
  };
  for (const piece of parts.flatMap((part) => pieces(text, part))) {
    if ('field' in piece) {
      const { before, formatted } = formattedValue(text, piece.field, place, value);
      add(before);
      values.push(formatted);
    } else {
      const plain = plainText(piece.text, piece.prefix);
      if (plain === null) return null;
      add(plain);
    }
  }
  if (parts.some(({ name }) => name === 'FormatString')) return { type: 'JoinedStr', values, place };
  const joined = values[0]?.type === 'Constant' ? values[0].value : '';
  const bytes = contentOf(text, parts[0]!).prefix.includes('b');
  return { type: 'Constant', value: joined, ...(bytes && { kind: 'bytes' }), place };
}

/** Text of a piece of a string as Python has it; null as for `unescaped`. */
function plainText(piece: string, prefix: string): string | null {
  const plain = prefix.includes('f') ? piece.replace(/\{\{|\}\}/g, (pair) => pair[0]!) : piece;
  return prefix.includes('r') ? plain : unescaped(plain, prefix.includes('b'));
}

function contentOf(text: string, node: SyntaxNode): { prefix: string; from: number; to: number } {
  const [, prefix, quotes] = /^([a-zA-Z]*)("""|'''|"|')/.exec(text.slice(node.from, node.from + 6))!;
  const from = node.from + prefix!.length + quotes!.length;
  return { prefix: prefix!.toLowerCase(), from, to: node.to - quotes!.length };
}

/** Text and replacement fields of a string, in order. */
function pieces(text: string, node: SyntaxNode): ({ prefix: string; text: string } | { field: SyntaxNode })[] {
  const { prefix, from, to } = contentOf(text, node);
  const found: ({ prefix: string; text: string } | { field: SyntaxNode })[] = [];
  let at = from;
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.name !== 'FormatReplacement') continue;
    found.push({ prefix, text: text.slice(at, child.from) }, { field: child });
    at = child.to;
  }
  found.push({ prefix, text: text.slice(at, to) });
  return found;
}

/** A replacement field; with `=` at its end, its text stands before it. */
function formattedValue(
  text: string,
  field: SyntaxNode,
  place: Place,
  value: (field: SyntaxNode) => Expression,
): { before: string; formatted: Expression } {
  const conversionNode = field.getChild('FormatConversion');
  const specNode = field.getChild('FormatSpec');
  const selfNode = field.getChild('FormatSelfDoc');
  const format = specNode === null ? null : text.slice(specNode.from + 1, specNode.to);
  const said = conversionNode === null ? null : (text.slice(conversionNode.from + 1, conversionNode.to).trim() as 'r');
  const conversion = said ?? (selfNode !== null && format === null ? 'r' : null);
  const end = (conversionNode ?? specNode)?.from ?? field.to - 1;
  return {
    before: selfNode === null ? '' : text.slice(field.from + 1, end),
    formatted: { type: 'FormattedValue', value: value(field), conversion, format, place },
  };
}

const SIMPLE: Readonly<Record<string, string>> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** Text with its escapes replaced; null if one is a character by its name. */
function unescaped(text: string, bytes: boolean): string | null {
  if (!text.includes('\\')) return text;
  if (!bytes && text.includes('\\N{')) return null;
  const pattern = bytes
    ? /\\(?:x([0-9a-fA-F]{2})|([0-7]{1,3})|([\s\S]))/g
    : /\\(?:x([0-9a-fA-F]{2})|([0-7]{1,3})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([\s\S]))/g;
  return text.replace(pattern, (whole, ...found: (string | undefined)[]) => {
    const [hex, octal] = found;
    const other = bytes ? found[2] : found[4];
    if (other !== undefined) return SIMPLE[other] ?? whole;
    const code = octal === undefined ? Number.parseInt(hex ?? found[2] ?? found[3]!, 16) : Number.parseInt(octal, 8);
    return code > 0x10ffff ? whole : String.fromCodePoint(code);
  });
}
