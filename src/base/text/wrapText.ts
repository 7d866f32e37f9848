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
