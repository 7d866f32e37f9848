/** Characters of an f-string that are read: in a hostile text, one could begin at each quote, and time would grow by the square. */
const MOST = 300;
/** F-strings inside each other. */
const MOST_NESTED = 20;

/**
 * Offset after an f-string of one line, with strings in its values that may have its own quotes, as Python 3.12 reads it.
 *
 * @param at offset of its quote
 * @returns null where it has no end that way
 */
export function formatStringEnd(text: string, at: number): number | null {
  const scanner = new Scanner(text.slice(at, at + MOST));
  return scanner.formatString(0) ? at + scanner.at : null;
}

/** Text of an f-string up to its quote or to a value. */
const TEXT = { '"': /(?:[^\\\n"{]|\\[\s\S]|\{\{)*/y, "'": /(?:[^\\\n'{]|\\[\s\S]|\{\{)*/y };
/** The rest of another string. */
const REST = { '"': /(?:[^\\\n"]|\\[\s\S])*"/y, "'": /(?:[^\\\n']|\\[\s\S])*'/y };
/** What is between strings, brackets and the format of a value. */
const CODE = /[^'"()[\]{}:\n]*/y;
/** Format of a value, up to its end or to a value in it. */
const FORMAT = /[^{}\n]*/y;

const DEPTH: Readonly<Record<string, number>> = { '(': 1, '[': 1, '{': 1, ')': -1, ']': -1, '}': -1 };

/** Each method reads from `at` on, and says whether what it reads has an end. */
class Scanner {
  at = 0;

  constructor(private readonly text: string) {}

  formatString(nested: number): boolean {
    const quote = this.text[this.at++] as '"' | "'";
    for (;;) {
      this.skip(TEXT[quote]);
      if (this.text[this.at] === quote) {
        this.at++;
        return true;
      }
      if (this.text[this.at] !== '{' || nested > MOST_NESTED || !this.value(nested + 1)) return false;
    }
  }

  private skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    const found = pattern.test(this.text);
    if (found) this.at = pattern.lastIndex;
    return found;
  }

  /** A value in braces, with its format. */
  private value(nested: number): boolean {
    this.at++;
    for (let depth = 0; depth >= 0; ) {
      this.skip(CODE);
      const sign = this.text[this.at] ?? '\n';
      if (sign === ':' && depth === 0) return this.format(nested);
      const isString = sign === '"' || sign === "'";
      if (sign === '\n' || (isString && !this.string(sign, nested))) return false;
      if (isString) continue;
      this.at++;
      depth += DEPTH[sign] ?? 0;
    }
    return this.text[this.at - 1] === '}';
  }

  private string(quote: '"' | "'", nested: number): boolean {
    if (/[ft]r?$/i.test(this.text.slice(Math.max(0, this.at - 2), this.at))) return this.formatString(nested);
    this.at++;
    return this.skip(REST[quote]);
  }

  /** In a format, quotes are signs and braces are values. */
  private format(nested: number): boolean {
    for (;;) {
      this.skip(FORMAT);
      const sign = this.text[this.at];
      if (sign === '}') {
        this.at++;
        return true;
      }
      if (sign !== '{' || nested > MOST_NESTED || !this.value(nested + 1)) return false;
    }
  }
}
