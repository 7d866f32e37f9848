import { pluralize } from '../../base/text/pluralize.js';

/** What `str()` of a history holds. */
export type Literal = number | string | boolean | null | Literal[] | Map<string, Literal>;

/** More nested brackets than any history has; a hostile file would fill the stack with them. */
const MOST_NESTED = 32;
/** Values of 1,000,000 epochs with four metrics; more would fill the memory. */
const MOST_VALUES = 4_000_000;
const SPACE = /[\s\\]*/y;
const NUMBER = /[-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/y;
const WORD = /[-+]?[A-Za-z_][\w.]*/y;
const STRING = /[bru]?(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)")/y;
/** `<class 'list'>` and `<tf.Tensor: shape=(), dtype=float32, numpy=0.9>`. */
const ANGLED = /<[^<>\n]{0,300}>/y;

/** Where a text is no literal, and what stands there. */
export class LiteralError extends Error {
  constructor(
    readonly at: number,
    readonly expected: string,
  ) {
    super(expected);
  }
}

/**
 * Reads values as Python prints them, or as JSON: dicts, lists, tuples, numbers, `nan`, `inf`, and the scalars and arrays of NumPy
 * and TensorFlow (`np.float64(0.9)`, `array([0.9], dtype=float32)`, `<tf.Tensor: ... numpy=0.9>`). Nothing is evaluated.
 *
 * @returns the value that begins at an index, and the index behind it
 * @throws LiteralError
 */
export function readLiteral(text: string, start: number): { value: Literal; end: number } {
  const reader = new Reader(text, start);
  const value = reader.value(0);
  return { value, end: reader.at };
}

class Reader {
  private count = 0;

  constructor(
    private readonly text: string,
    public at: number,
  ) {}

  value(depth: number): Literal {
    if (++this.count > MOST_VALUES) throw new LiteralError(this.at, `at most ${pluralize(MOST_VALUES, 'value')}`);
    if (depth > MOST_NESTED) throw new LiteralError(this.at, `at most ${MOST_NESTED} nested brackets`);
    this.take(SPACE);
    if (this.sign('{')) return this.dict(depth);
    if (this.sign('[')) return this.list(']', depth);
    if (this.sign('(')) return this.tuple(depth);
    const string = this.take(STRING);
    if (string !== undefined) return string[1] ?? string[2] ?? '';
    const number = this.take(NUMBER);
    if (number !== undefined) return Number(number[0].replaceAll('_', ''));
    const angled = this.take(ANGLED);
    if (angled !== undefined) return numpyOf(angled[0]);
    const word = this.take(WORD);
    if (word !== undefined) return this.word(word[0], depth);
    throw new LiteralError(this.at, 'a number, a text, a list or a dict');
  }

  private dict(depth: number): Map<string, Literal> {
    const result = new Map<string, Literal>();
    while (!this.sign('}')) {
      const key = this.value(depth + 1);
      if (!this.sign(':')) throw new LiteralError(this.at, 'a colon');
      result.set(String(key), this.value(depth + 1));
      this.separator('}');
    }
    return result;
  }

  private list(end: string, depth: number): Literal[] {
    const result: Literal[] = [];
    while (!this.sign(end)) {
      // NumPy and pandas print `...` for what they leave out, and no value can stand for it.
      result.push(this.value(depth + 1));
      this.separator(end);
    }
    return result;
  }

  private tuple(depth: number): Literal {
    const values = this.list(')', depth);
    return values.length === 1 ? values[0]! : values;
  }

  /** A constant, or a call such as `np.float64(0.9)`: the first argument is the value. */
  private word(word: string, depth: number): Literal {
    const name = word.toLowerCase().replace(/^.*\./, '');
    if (!this.sign('(')) return constantOf(name, this.at);
    const values: Literal[] = [];
    while (!this.sign(')')) {
      const keyword = this.take(/\s*[A-Za-z_]\w*\s*=\s*/y);
      const value = keyword === undefined || /numpy/.test(keyword[0]) ? this.value(depth + 1) : this.ignored(depth);
      if (value !== undefined) values.push(value);
      this.separator(')');
    }
    if (values.length === 0) throw new LiteralError(this.at, `a value in ${word}()`);
    // defaultdict(<class 'list'>, {...}) has its values last.
    return name === 'defaultdict' ? values[values.length - 1]! : values[0]!;
  }

  /** The value of a keyword such as `dtype=float32`, which may be a bare word. */
  private ignored(depth: number): undefined {
    if (this.take(/[A-Za-z_][\w.]*(?!\s*[\w.(])/y) === undefined) this.value(depth + 1);
  }

  private separator(end: string): void {
    if (this.sign(',')) return;
    this.take(SPACE);
    if (this.text[this.at] !== end) throw new LiteralError(this.at, `a comma or ${end}`);
  }

  private sign(character: string): boolean {
    this.take(SPACE);
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  private take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found === null || found[0] === '') return undefined;
    this.at = pattern.lastIndex;
    return found;
  }
}

function constantOf(name: string, at: number): Literal {
  const sign = name.startsWith('-') ? -1 : 1;
  const word = name.replace(/^[-+]/, '');
  if (word === 'nan') return Number.NaN;
  if (word === 'inf' || word === 'infinity') return sign * Number.POSITIVE_INFINITY;
  if (word === 'none' || word === 'null') return null;
  if (word === 'true' || word === 'false') return word === 'true';
  throw new LiteralError(at, 'a value, not a name');
}

/** The number of a tensor's text, or the text itself. */
function numpyOf(text: string): Literal {
  const number = /numpy=([-+\d.e]+|[-+]?nan|[-+]?inf)>?$/i.exec(text);
  if (number === null) return text;
  const name = number[1]!.toLowerCase();
  return /nan|inf/.test(name) ? constantOf(name, 0) : Number(name);
}
