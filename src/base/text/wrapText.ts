/**
 * Text in lines of at most a width, broken at spaces; a word that is longer stands whole on a line of its own, so that
 * paths can be copied. Spaces that do not break, as in `62 %`, hold.
 *
 * @param indent before every line
 * @param first before the first line instead
 */
export function wrapText(text: string, width: number, indent = '', first: string = indent): string {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of text.replace(/ %/g, '\u00a0%').split(/[ \n]+/)) {
    if (!empty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = indent;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line].join('\n');
}

/** A text of at most a number of characters: a longer one is cut and ends with `…`. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  // Half of a surrogate pair is no character.
  return `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
