import { UserError } from './errors.js';

/**
 * Parses a JSON text.
 *
 * @param shown name of the file in error messages
 * @param next what the user can do. Default: correct the file
 * @throws UserError with line and column of the first mistake, and what was expected there
 */
export function parseJson(text: string, shown: string, next = 'Correct the file there.'): unknown {
  // As RFC 8259 allows: editors on Windows write it.
  const json = text.replace(/^\uFEFF/, '');
  try {
    return JSON.parse(json);
  } catch {
    // V8 gives the place of some mistakes only, and its words differ between versions of Node.
    const { at, expected } = firstMistake(json);
    const before = json.slice(0, at).split('\n');
    const rest = json.slice(at).split('\n')[0]!.slice(0, 20);
    throw new UserError(
      `${shown} is expected to be JSON. In line ${before.length}, column ${before[before.length - 1]!.length + 1}, ${expected} is expected.`,
      at >= json.length ? 'the end of the file' : rest || 'the end of the line',
      next,
    );
  }
}

/** Brackets inside each other, of which no file of settings has a hundredth. What reads deeper ones calls itself as often. */
const MOST_DEPTH = 500;
const NOT_DEEPER = `at most ${MOST_DEPTH} brackets inside each other`;

/**
 * Refuses a value that is nested deeper than what reads it by calling itself can go.
 *
 * @param shown name of the file in error messages
 * @throws UserError beyond 500 brackets inside each other
 */
export function checkDepth(value: unknown, shown: string): void {
  let level = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MOST_DEPTH) {
      throw new UserError(`${shown} is expected to have ${NOT_DEEPER}.`, 'more than that', 'Correct the file.');
    }
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
  }
}

/** Strings, numbers and words of JSON, by RFC 8259; spaces before them. */
const SPACE = /[ \t\n\r]*/y;
const STRING = /"(?:[^"\\\p{Cc}]|[\u007F-\u009F]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.+-])/y;
const WORD = /(?:true|false|null)(?!\w)/y;

class Mistake extends Error {
  constructor(
    readonly at: number,
    readonly expected: string,
  ) {
    super(expected);
  }
}

/** @param json a text that is no JSON */
function firstMistake(json: string): Mistake {
  let at = 0;
  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const found = pattern.test(json);
    if (found) at = pattern.lastIndex;
    return found;
  };
  const sign = (character: string): boolean => {
    take(SPACE);
    if (json[at] !== character) return false;
    at++;
    return true;
  };
  const fail = (expected: string): never => {
    throw new Mistake(at, expected);
  };
  /** What stands between two brackets, separated by commas. */
  const list = (end: string, item: () => void): void => {
    if (sign(end)) return;
    do item();
    while (sign(','));
    if (!sign(end)) fail(`a comma or ${end}`);
  };
  let depth = 0;
  const value = (): void => {
    take(SPACE);
    if (++depth > MOST_DEPTH) fail(NOT_DEEPER);
    if (sign('{')) {
      list('}', () => {
        take(SPACE);
        if (!take(STRING)) fail('a name in double quotes');
        if (!sign(':')) fail('a colon');
        value();
      });
    } else if (sign('[')) list(']', value);
    else if (!take(STRING) && !take(NUMBER) && !take(WORD)) {
      fail('a value: a text in double quotes, a number, true, false, null, { or [');
    }
    depth--;
  };
  try {
    value();
    take(SPACE);
    return new Mistake(at, 'the end');
  } catch (error) {
    if (error instanceof Mistake) return error;
    throw error;
  }
}
