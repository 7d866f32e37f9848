import { UserError } from '../../base/errors.js';
import { parseJson } from '../../base/parseJson.js';
import { asciiJson } from '../../base/text/asciiJson.js';
import type { Splice } from './applyEdits.js';

/** The source of a cell of code, and where each of its characters stands in the JSON. */
export interface CellText {
  /** Number of the cell from 1, over all cells of the notebook. */
  cell: number;
  text: string;
  /** A string of JSON for each item of the list; one if the source is a string. */
  items: readonly StringText[];
  /** What stands between two items: the quotes, the comma and the space between them. Empty if the source is a string. */
  between: string;
}

/** A string of JSON. */
interface StringText {
  /** Offset of each of its characters in the JSON, and of its closing quote. */
  offsets: readonly number[];
  value: string;
}

/**
 * Finds the sources of a notebook's cells of code in its JSON.
 *
 * @throws UserError if the text is no notebook
 */
export function cellTexts(json: string, file: string): CellText[] {
  const notebook = parseJson(json, file) as { nbformat?: unknown };
  const tree = new JsonReader(json).value();
  const lists = cellLists(tree);
  if (lists === undefined) {
    throw new UserError(
      `${file} is expected to be a notebook.`,
      { nbformat: notebook?.nbformat ?? null },
      'Save it again in Jupyter.',
    );
  }
  return lists.flatMap((cell, index) => {
    const source = field(cell, 'source') ?? field(cell, 'input');
    return stringOf(field(cell, 'cell_type')) === 'code' && source ? [cellText(json, index + 1, source)] : [];
  });
}

/** The cells, of nbformat 4; before it, those of all worksheets. */
function cellLists(tree: JsonNode): JsonNode[] | undefined {
  const sheets = itemsOf(field(tree, 'worksheets')) ?? [tree];
  const lists = sheets.map((sheet) => itemsOf(field(sheet, 'cells')));
  return lists.some((list) => list !== undefined) ? lists.flatMap((list) => list ?? []) : undefined;
}

function cellText(json: string, cell: number, source: JsonNode): CellText {
  const strings = source.kind === 'string' ? [source] : (itemsOf(source) ?? []);
  const items = strings.flatMap((each) => (each.kind === 'string' ? [each.text] : []));
  const [first, second] = items;
  let between = '';
  if (source.kind === 'list' && first !== undefined) {
    const open = first.offsets[0]!;
    // Of a list with one line, a second one is separated as the first one is from the bracket.
    between =
      second === undefined
        ? `",${json.slice(source.from + 1, open)}`
        : json.slice(first.offsets.at(-1), second.offsets[0]);
  }
  return { cell, text: items.map(({ value }) => value).join(''), items, between };
}

/** Splices of a cell's text as splices of the JSON, which keep all that they do not replace. */
export function jsonSplices(cell: CellText, splices: readonly Splice[], escapesAll: boolean): Splice[] {
  return splices.map(({ from, to, text }) => ({
    // Where the end is removed from the start of an item, no empty item stays.
    from: to === cell.text.length && text === '' ? jsonEnd(cell, from) : jsonOffset(cell, from),
    to: jsonOffset(cell, to),
    text: beforeNewItem(cell, from, text) + jsonText(cell, text, to === cell.text.length, escapesAll),
  }));
}

/** Where the character before an offset ends: the end of its item. */
function jsonEnd(cell: CellText, offset: number): number {
  let before = 0;
  for (const { value, offsets } of cell.items) {
    before += value.length;
    if (before === offset && value !== '') return offsets.at(-1)!;
  }
  return jsonOffset(cell, offset);
}

/** Where a character stands; between two items, at the start of the second one. */
function jsonOffset({ items }: CellText, offset: number): number {
  let before = 0;
  for (const { value, offsets } of items) {
    if (offset < before + value.length) return offsets[offset - before]!;
    before += value.length;
  }
  return items.at(-1)?.offsets.at(-1) ?? 0;
}

/** At the end of a text that ends with a line break, a new item begins. */
function beforeNewItem({ text, between }: CellText, from: number, inserted: string): string {
  return from === text.length && text.endsWith('\n') && inserted !== '' ? between : '';
}

function jsonText({ between }: CellText, text: string, isLast: boolean, escapesAll: boolean): string {
  const lines = text.split(/(?<=\n)/);
  return lines
    .map((line, index) => {
      const escaped = escapeText(line, escapesAll);
      const isEnd = isLast && index === lines.length - 1;
      return line.endsWith('\n') && !isEnd ? `${escaped}${between}` : escaped;
    })
    .join('');
}

function escapeText(text: string, escapesAll: boolean): string {
  const escaped = JSON.stringify(text).slice(1, -1);
  return escapesAll ? asciiJson(escaped) : escaped;
}

/** Whether a notebook writes letters beyond ASCII as escapes, as Python's `json` does where it is not told otherwise. */
export function escapesBeyondAscii(json: string): boolean {
  return !/[^\0-\x7f]/.test(json) && /\\u(?!00[01])[0-9a-fA-F]{4}/.test(json);
}

type JsonNode =
  | { kind: 'object'; fields: Map<string, JsonNode> }
  | { kind: 'list'; items: JsonNode[]; from: number }
  | { kind: 'string'; text: StringText }
  | { kind: 'other' };

function field(node: JsonNode, name: string): JsonNode | undefined {
  return node.kind === 'object' ? node.fields.get(name) : undefined;
}

function itemsOf(node: JsonNode | undefined): JsonNode[] | undefined {
  return node?.kind === 'list' ? node.items : undefined;
}

function stringOf(node: JsonNode | undefined): string | undefined {
  return node?.kind === 'string' ? node.text.value : undefined;
}

/** Fields whose strings are read; others may hold images of megabytes. */
const READ: ReadonlySet<string> = new Set(['cells', 'worksheets', 'source', 'input', 'cell_type']);

/** Around what is read: notebook, worksheets, sheet, cells, cell, source, line. */
const MAX_DEPTH = 8;
const SIGN_OR_WORD = /[,:[\]{}]|[^\s,:[\]{}"]+/y;
const PLAIN = /[^"\\]+/y;

function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  pattern.test(text);
  return pattern.lastIndex;
}

/** Reads valid JSON with the offsets of its strings. */
class JsonReader {
  private at = 0;

  constructor(private readonly json: string) {}

  /** @param depth fields around it: a notebook's sources are not deep */
  value(isRead = true, depth = 0): JsonNode {
    this.space();
    if (!isRead || depth > MAX_DEPTH) return this.skip();
    const sign = this.json[this.at];
    if (sign === '{') return this.object(depth);
    if (sign === '[') return this.list(depth);
    return sign === '"' ? { kind: 'string', text: this.string() } : this.skip();
  }

  private object(depth: number): JsonNode {
    const fields = new Map<string, JsonNode>();
    this.each('}', () => {
      const name = this.string().value;
      this.space();
      this.at++;
      fields.set(name, this.value(READ.has(name), depth + 1));
    });
    return { kind: 'object', fields };
  }

  private list(depth: number): JsonNode {
    const from = this.at;
    const items: JsonNode[] = [];
    this.each(']', () => items.push(this.value(true, depth + 1)));
    return { kind: 'list', items, from };
  }

  /** Calls `item` at each item until the closing bracket. */
  private each(close: string, item: () => void): void {
    this.at++;
    this.space();
    while (this.json[this.at] !== close) {
      item();
      this.space();
      if (this.json[this.at] === ',') this.at++;
      this.space();
    }
    this.at++;
  }

  private string(): StringText {
    const offsets: number[] = [];
    this.at++;
    const from = this.at;
    while (this.json[this.at] !== '"') {
      offsets.push(this.at);
      if (this.json[this.at] !== '\\') this.at++;
      else this.at += this.json[this.at + 1] === 'u' ? 6 : 2;
    }
    offsets.push(this.at);
    const value = JSON.parse(`"${this.json.slice(from, this.at)}"`) as string;
    this.at++;
    return { offsets, value };
  }

  /** Passes over a value without recursion, whatever is nested in it. */
  private skip(): JsonNode {
    let depth = 0;
    do {
      this.space();
      const sign = this.json[this.at]!;
      if (sign === '"') this.skipString();
      else {
        if (/[[{]/.test(sign)) depth++;
        if (/[\]}]/.test(sign)) depth--;
        this.at = endOf(SIGN_OR_WORD, this.json, this.at);
      }
    } while (depth > 0);
    return { kind: 'other' };
  }

  private skipString(): void {
    this.at++;
    // Jumps over an image of megabytes.
    while (this.json[this.at] !== '"') {
      if (this.json[this.at] === '\\') this.at += 2;
      else this.at = endOf(PLAIN, this.json, this.at);
    }
    this.at++;
  }

  private space(): void {
    while (/[ \t\n\r]/.test(this.json[this.at] ?? '')) this.at++;
  }
}
