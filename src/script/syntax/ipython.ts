import { lineEnd } from './logicalLines.js';

/** A line that IPython reads and Python does not. */
export interface IPythonLine {
  /** Where the magic begins: of `x = !ls`, after the `=`. */
  from: number;
  /** End of its last line. */
  to: number;
}

/** Cell magics that run their cell as Python; every other one makes something else of it. */
const PYTHON_CELL = /^%%(time|timeit|capture|prun|debug|memit|snakeviz|wandb|pyinstrument|scalene)\b/;

/** A name or names that are assigned what a shell or a magic answers. */
const ASSIGNED = /(?:[\p{L}_][\p{L}\p{N}_.]*\s*,?\s*)+=[ \t]*(?=[!%])/uy;
const MAGIC = /%{1,2}[A-Za-z_]|!|\?{1,2}\s*[\w.*%]/y;
const HELP = /%{0,2}[\w.*]+\?{1,2}[ \t]*;?[ \t]*(?=\n|$)/y;
/** A magic that runs the rest of its line as Python. */
const TIMED = /%time[ \t]+(?![-\s])/y;

/** Commands that IPython also reads without a sign, where the line is no Python: `cd /data`, `pip install keras`. */
const COMMAND =
  /(?:cd|ls|ll|pwd|mkdir|rmdir|rm|cp|mv|cat|pip3?|conda|apt|apt-get|wget|curl|git|unzip|tar)(?:[ \t]*[/~]|[ \t]+(?!(?:in|is|and|or|not|if|else)\b)[-\w.$"'])/y;

/** Whether a cell is no Python as a whole, such as `%%bash`: its first line, or null. */
export function cellMagic(lines: readonly string[]): string | null {
  const first = lines.find((line) => line.trim() !== '')?.trim();
  return first?.startsWith('%%') && !PYTHON_CELL.test(first) ? first : null;
}

/** Whether `%time` stands at an offset, with Python after it. */
export function isTimed(text: string, from: number): boolean {
  TIMED.lastIndex = from;
  return TIMED.test(text);
}

/**
 * Reads a magic, a line of a shell or a question at the start of a statement; null for Python.
 *
 * @param commands whether commands without a sign are read, which may be Python too
 */
export function ipythonLine(text: string, from: number, commands: boolean): IPythonLine | null {
  const matches = (pattern: RegExp, at: number): boolean => {
    pattern.lastIndex = at;
    return pattern.test(text);
  };
  if (isTimed(text, from)) return null;
  if (matches(MAGIC, from) || (commands && matches(COMMAND, from))) return { from, to: continuedEnd(text, from) };
  if (matches(HELP, from)) return { from, to: lineEnd(text, from) };
  const end = assignedEnd(text, from);
  return end === null ? null : { from: end, to: continuedEnd(text, end) };
}

function assignedEnd(text: string, from: number): number | null {
  const sign = text.slice(from, from + 200).search(/=[ \t]*[!%]/);
  if (sign < 0) return null;
  ASSIGNED.lastIndex = 0;
  const head = text.slice(from, lineEnd(text, from)).slice(0, 300);
  return ASSIGNED.test(head) ? from + ASSIGNED.lastIndex : null;
}

/** End of a line, with the lines that a backslash at its end adds. */
function continuedEnd(text: string, from: number): number {
  let end = lineEnd(text, from);
  while (text[end - 1] === '\\' && end < text.length) end = lineEnd(text, end + 1);
  return end;
}
