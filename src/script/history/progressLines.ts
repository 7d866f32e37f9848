/** Colors and movements of a terminal, with the escape character or, as a web page shows them, without. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what is looked for
const ANSI = /(?:\x1b|\\x1b|\\u001b|\\033|\^\[|␛)\[[0-9;?]{0,12}[A-Za-z]|\[\d{1,3}(?:;\d{1,3}){0,4}m|\[0?m/g;
/** Backspaces, also as Python and terminals write them out. Keras moves back by one for each character of its last line. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: backspaces are what is looked for
const BACKSPACES = /(?:\x08|\\x08|\\b(?=\\b|\\r)|\^H|◘)+/g;
/** What begins a line of its own, even where a program printed it behind a progress line. */
const MESSAGE =
  /(?<=[^\n\r ]) *(?=WARNING:|INFO:tensorflow|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d|Epoch \d+\/\d+|Epoch \d{1,5}: )/g;
/** The character of Keras 3's bars where an encoding was lost: UTF-8 read as code page 437 or 1252, an escape, a question mark. */
const LOST_BAR = /Γöü|â”\u0081|â\u0094\u0081|\\u2501|(?<=\d\/\d{1,9} |\?)\?(?=[? ])/g;
/** Tags of HTML by which a web page colors a bar. */
const TAG = /<\/?(?:span|b|strong|font)\b[^<>\n]{0,200}>/g;
/** A progress line: `63/63 [====]`, `63/63 ━━━━`, `63/63 - 12s`, ` - 12s - loss: 0.69`, `- loss: 0.69`. */
const BAR = /\d{1,9}\/(?:\d{1,9}|Unknown|None|\?)\s*(?:\[[=>.]|━|- \d+m?s|$)/;
const PROGRESS = /^\s*-\s*\d+m?s\b|\d\/(?:\d+|Unknown|None|\?)\s*(?:\[[=>.]|━|- \d+m?s)|-\s*[A-Za-z_][\w.]*: [-\dni]/;
/** What no wrapped line begins with. */
const BEGINNING = /^\s*(?:Epoch\b|Found \d|Train (?:on|for)\b|WARNING|INFO|Using \d|Traceback|\d{4}-\d\d-\d\d|$)/;
/** Where a bar begins behind another one whose backspaces a paste has lost. */
const BAR_WITHIN = /(?<![\d/.:])(?=\d{1,9}\/(?:\d{1,9}|Unknown|None|\?)\s{0,9}(?:\[[=>.]|━|- \d{1,9}m?s))/;
const HEAD = /^ {0,9}(\d{1,9})\/(\d{1,9}) /;
const HOW_FAR_A_LINE_SHOWS = 400;
/** Share of lines with a mark of quotation at which these belong to the paste and not to the output. */
const QUOTED = 0.5;
/** Pieces of one progress line: 300 characters in a terminal of 40 are 8. */
const MOST_PARTS = 40;
const DEEPEST_QUOTE = 5;
/** A printed value is complete with 4 digits after the point. */
const OPEN_VALUE = /:\s*-?\d+\.?\d{0,3}$/;
const OPEN_EXPONENT = /:\s*-?\d\.\d{4}(?:e[-+]?\d?)?$/;

/**
 * Lines of a terminal's output as Keras wrote them, each as its redraws in order: without colors, marks of quotation and line breaks
 * that a terminal or an issue tracker put into a progress line. A redraw begins behind backspaces or a carriage return, and, where a
 * paste lost these, at the next `63/63 [`.
 */
export function progressLines(text: string): string[][] {
  const plain = text
    .replace(ANSI, '')
    .replace(TAG, '')
    .replace(LOST_BAR, '━')
    .replace(/\r+\n/g, '\n')
    .replace(BACKSPACES, '\r')
    .replace(MESSAGE, '\n');
  return unwrapped(unquoted(plain.split('\n'))).map(redrawsOf);
}

/** Lines without the `> ` that mail and issue trackers put before quoted ones. */
function unquoted(lines: string[]): string[] {
  let result = lines;
  for (let depth = 0; depth < DEEPEST_QUOTE; depth++) {
    const written = result.filter((line) => line.trim() !== '');
    const quoted = written.filter((line) => /^\s*>(?:\s|>|$)/.test(line));
    if (quoted.length === 0 || quoted.length < QUOTED * written.length) return result;
    result = result.map((line) => line.replace(/^\s*> ?/, ''));
  }
  return result;
}

/** Lines with those joined that were one progress line. */
function unwrapped(lines: readonly string[]): string[] {
  const result: string[] = [];
  let isProgress = false;
  let parts = 1;
  for (const line of lines) {
    const last = result.length - 1;
    if (isProgress && parts < MOST_PARTS && continues(result[last]!, line)) {
      parts++;
      // Line breaks inside of a word leave nothing to put between; those at a space leave ` - `, which needs no space.
      result[last] =
        `${result[last]!.trimEnd()}${/[\w.]$/.test(result[last]!) && /^\s/.test(line) ? ' ' : ''}${line.trimStart()}`;
    } else {
      result.push(line);
      const shown = line.slice(-HOW_FAR_A_LINE_SHOWS);
      isProgress = (PROGRESS.test(shown) || BAR.test(shown)) && !/Epoch\s?\d{1,7}\/\d{1,7}\s{0,9}$/.test(shown);
      parts = 1;
    }
  }
  return result;
}

/** Whether a line is the rest of a progress line. */
function continues(line: string, next: string): boolean {
  if (BEGINNING.test(next) || BAR.test(next.slice(0, 40).replace(/^\s*\]/, ''))) return false;
  const shown = line.slice(-HOW_FAR_A_LINE_SHOWS);
  const end = shown.slice(-60).trimEnd();
  const start = next.trimStart();
  const metric = /^(?:-\s*)?([A-Za-z_][\w.]*):\s*[-\d.ni]/.exec(start);
  if (metric !== null && start.startsWith('-')) return !shown.split('\r').at(-1)!.includes(` ${metric[1]}:`);
  if (/^(?:-\s*)?(?:ETA:|\d+m?s(?![\w/]))/.test(start)) return /(?:\]|━|\d\/\d+|ETA:)\s*-?$/.test(end);
  if (/^\d+(?:\.\d+)?(?:s|ms|us|µs)\/(?:step|sample|epoch)/.test(start)) return /\d+m?s\s*-?$/.test(end);
  return isOpen(end, start);
}

/** Whether the end of a line is half of something whose other half may follow. */
function isOpen(end: string, start: string): boolean {
  if (/^[\d.]/.test(start)) {
    return OPEN_VALUE.test(end) || /:\s*$/.test(end) || /e[-+]?\d?$/.test(end) || /-\s*ETA:[\d: ]*$/.test(end);
  }
  if (/^e?[-+]?\d\d\b/.test(start)) return OPEN_EXPONENT.test(end);
  if (/^[=>.\]]/.test(start)) return /\[[=>.]*$/.test(end);
  if (/^━/.test(start)) return /(?:━|\/\d+)$/.test(end);
  // A name that goes on, or that comes behind its hyphen.
  if (/^[\w.]*:\s*[-\d.ni]/.test(start)) return /-\s*(?:[A-Za-z_][\w.]*)?$/.test(end);
  return false;
}

/** What was drawn over each other in one line, without what the next redraw of the same bar makes void. */
function redrawsOf(line: string): string[] {
  const drawn = line.split('\r').filter((text) => text.trim() !== '');
  return drawn
    .filter((text, i) => !isDrawnOver(text, drawn[i + 1]))
    .flatMap((text) => text.split(BAR_WITHIN))
    .filter((text) => text.trim() !== '');
}

/** Whether the next redraw is of the same bar, as far or further. An epoch of 2,000 steps has as many redraws. */
function isDrawnOver(text: string, next: string | undefined): boolean {
  if (next === undefined || text.length > HOW_FAR_A_LINE_SHOWS) return false;
  const [now, then] = [HEAD.exec(text), HEAD.exec(next)];
  return now !== null && then !== null && now[2] === then[2] && Number(then[1]) >= Number(now[1]);
}
