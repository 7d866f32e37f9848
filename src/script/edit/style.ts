import type { ParsedScript, Statement } from '../syntax/ast.js';
import { walk } from '../syntax/walk.js';
import type { Node } from './parents.js';
import { indentAt, tokensOf } from './tokens.js';
import { Unit, unitOf } from './unit.js';

/** How a script is written where Python leaves a choice. */
interface Style {
  quote: "'" | '"';
  /** `1e-4`, or `0.0001`. */
  scientific: boolean;
  /** `1.`, or `1.0`. */
  barePoint: boolean;
  /** One level of indentation: a tab, or spaces. */
  indent: string;
}

const styles = new WeakMap<ParsedScript, Style>();

/** Writes a text as a string of Python, in the quotes that the script uses most. */
export function quoteLike(script: ParsedScript, text: string): string {
  return pythonString(text, styleOf(script).quote);
}

/** Writes a text as a string of Python in these quotes; in the other ones if it has these. */
function pythonString(text: string, wanted: "'" | '"'): string {
  const other = wanted === "'" ? '"' : "'";
  const quote = text.includes(wanted) && !text.includes(other) ? other : wanted;
  return `${quote}${escapeString(text, quote)}${quote}`;
}

/** A text as it stands between quotes. */
export function escapeString(text: string, quote: string): string {
  const named: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t', [quote]: `\\${quote}` };
  return text.replace(
    /[\\'"\p{Cc}]/gu,
    (sign) => named[sign] ?? (/['"]/.test(sign) ? sign : `\\x${sign.charCodeAt(0).toString(16).padStart(2, '0')}`),
  );
}

/**
 * Writes a number as the script writes its numbers: `1e-4` or `0.0001`; with `float`, a whole one as `1.` or `1.0`.
 *
 * A script without small numbers gets what Keras' own pages write: decimals down to 0.001.
 */
export function numberLike(script: ParsedScript, value: number, { float = false }: { float?: boolean } = {}): string {
  const style = styleOf(script);
  if (Number.isInteger(value)) return `${value}${float ? (style.barePoint ? '.' : '.0') : ''}`;
  const small = Math.abs(value) < SMALL;
  const [digits, exponent] = value.toExponential().split('e') as [string, string];
  if (small && style.scientific) return `${digits}e${Number(exponent)}`;
  // Digits after the point: those of the mantissa, moved by the exponent.
  const decimals = Math.max(0, (digits.split('.')[1]?.length ?? 0) - Number(exponent));
  return decimals <= 100 ? value.toFixed(decimals) : String(value);
}

/** Numbers below it have zeros after the point, or an exponent. */
const SMALL = 1e-3;

/** One level of indentation of the script: a tab, or spaces. */
export function indentOf(script: ParsedScript): string {
  return styleOf(script).indent;
}

function styleOf(script: ParsedScript): Style {
  let style = styles.get(script);
  if (style === undefined) {
    style = readStyle(script);
    styles.set(script, style);
  }
  return style;
}

function readStyle(script: ParsedScript): Style {
  const counts = { single: 0, double: 0, scientific: 0, decimal: 0, bare: 0, zero: 0 };
  const indents = new Map<string, number>();
  for (const node of walk(script.body)) {
    if (node.type === 'Constant') countConstant(node, unitOf(script, node.place).textAt(node.place), counts);
    for (const indent of indentsIn(script, node)) indents.set(indent, (indents.get(indent) ?? 0) + 1);
  }
  return {
    quote: counts.double > counts.single ? '"' : "'",
    scientific: counts.scientific >= counts.decimal,
    barePoint: counts.bare > counts.zero,
    indent: [...indents].sort((a, b) => b[1] - a[1])[0]?.[0] ?? '    ',
  };
}

function countConstant(
  { value }: Extract<Node, { type: 'Constant' }>,
  text: string,
  counts: Record<'single' | 'double' | 'scientific' | 'decimal' | 'bare' | 'zero', number>,
): void {
  if (typeof value === 'string') {
    const quote = /^[a-zA-Z]*('''|"""|'|")/.exec(text)?.[1];
    if (quote === "'") counts.single++;
    else if (quote === '"') counts.double++;
  } else if (typeof value === 'number') {
    if (/^[\d.]+e-/i.test(text)) counts.scientific++;
    else if (/^0?\.0/.test(text) && value > 0 && value <= SMALL) counts.decimal++;
    if (/^\d+\.$/.test(text)) counts.bare++;
    else if (/^\d+\.0$/.test(text)) counts.zero++;
  }
}

/** What the blocks of a statement are indented by. */
function indentsIn(script: ParsedScript, node: Node): string[] {
  const first = 'body' in node && Array.isArray(node.body) ? (node.body[0] as Statement | undefined) : undefined;
  if (first === undefined || first.place.line === node.place.line) return [];
  const unit = unitOf(script, node.place);
  const outer = indentAt(unit.text, unit.from(node.place));
  const inner = indentAt(unit.text, unit.from(first.place));
  return inner.startsWith(outer) && inner.length > outer.length ? [inner.slice(outer.length)] : [];
}

/** Whether a text is a single value: replaced into an operation, it needs no brackets around it. */
export function isAtom(text: string): boolean {
  const unit = new Unit(text.split('\n'), undefined);
  let depth = 0;
  let previous = '';
  for (const token of tokensOf(unit.text, 0)) {
    const sign = unit.text.slice(token.from, token.to);
    if (/^[([{]$/.test(sign)) depth++;
    else if (/^[)\]}]$/.test(sign)) depth--;
    else if (depth === 0 && (token.kind === 'break' || (token.kind === 'sign' && sign !== '.'))) return false;
    // Two words, or two strings, one after the other: `not x`, `a if b else c`, 'a' 'b'.
    else if (depth === 0 && token.kind !== 'sign' && previous === 'word') return false;
    previous = token.kind === 'sign' ? '' : 'word';
  }
  return true;
}
