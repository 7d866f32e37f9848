/**
 * Characters and their width in DejaVu Sans, as a share of the font size. It is the sans-serif font of most Linux systems,
 * and wider than Arial and Helvetica, so text that fits by these widths fits in those, too.
 *
 * Source: the advance widths in the font's own table, rounded up.
 */
const WIDTHS: readonly (readonly [width: number, characters: string])[] = [
  [0.35, "'ijlIJ ,./:;\\|f"],
  [0.42, '-()[]t!r'],
  [0.53, '"*_`sz?'],
  [0.6, 'cLFkvxyP'],
  [0.64, 'TYaoeESbdghnpqu$0123456789{}'],
  [0.7, 'KAVBRXZC'],
  [0.79, 'UHNDG&OQ'],
  [0.86, 'w#+<=>^~M'],
  [1, '%mW@'],
];

const WIDTH_OF = new Map(
  WIDTHS.flatMap(([width, characters]) => [...characters].map((character) => [character, width])),
);

/** Width of a character that is not in the table: most accented letters have less, Chinese and Japanese characters have this. */
const OTHER = 1;

/**
 * Width that a text takes in a plot, in pixels. Vega's own estimate without a canvas, 0.8 of the font size for each
 * character, is a third too wide: it cuts labels that would fit, and moves the titles of axes away from them.
 *
 * @param fontSize in pixels
 *
 * @example
 * textWidth('validation accuracy', 11);
 */
export function textWidth(text: string, fontSize: number): number {
  let width = 0;
  for (const character of text) width += WIDTH_OF.get(character) ?? OTHER;
  return width * fontSize;
}
