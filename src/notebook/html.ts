import { escapeHtml, proseHtml } from '../base/text/escapeHtml.js';

/** Escapes the characters that Markdown would read as markup. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_[\]<>#|]/g, '\\$&');
}

/** What stands in a cell of a table. */
export type TableCell = string | number;

/** Names of up to so many characters are not broken in the first column. */
const LONGEST_WHOLE_NAME = 20;

/**
 * An HTML table; columns of numbers are aligned to the right, and what stands between backticks is code.
 *
 * @param isBold by row and column, from 0; default none
 */
export function table(
  header: readonly string[],
  rows: readonly (readonly TableCell[])[],
  isBold: (row: number, column: number) => boolean = () => false,
): string {
  const align = header.map((_, column) => (rows.every((row) => isFigure(row[column]!)) ? 'right' : 'left'));
  const cells = (row: readonly TableCell[], tag: 'th' | 'td', index = -1): string =>
    row
      .map((cell, column) => {
        // A report breaks long words of the first column, such as paths, and would break short names too.
        const whole = column === 0 && String(cell).length <= LONGEST_WHOLE_NAME ? ';white-space:nowrap' : '';
        const style = `text-align:${align[column]};padding:3px 8px${whole}`;
        const text = wholeIntervals(proseHtml(String(cell)));
        const html = column === 0 ? breakAfterSlashes(wholeNames(text)) : text;
        return `<${tag} style="${style}">${isBold(index, column) ? `<b>${html}</b>` : html}</${tag}>`;
      })
      .join('');
  const body = rows.map((row, index) => `<tr>${cells(row, 'td', index)}</tr>`).join('');
  return `<table><thead><tr>${cells(header, 'th')}</tr></thead><tbody>${body}</tbody></table>`;
}

/** A caption to stand under a table or images; empty where there is none. */
export function captionHtml(caption: string | undefined): string {
  return caption === undefined ? '' : `<div style="font-size:11px;color:#555">${escapeHtml(caption)}</div>`;
}

/** The rows of a table as text, one a line. */
export function tableText(rows: readonly (readonly TableCell[])[]): string {
  return rows.map((row) => row.join(', ')).join('\n');
}

function isFigure(cell: TableCell): boolean {
  return (
    typeof cell === 'number' || /^[-−+]?[\d.,]+([\s\u00a0]?%| points?)?( \(.*\))?(, read)?$|^no examples$/.test(cell)
  );
}

/** Keeps the names of a list whole; paths and sentences are none. */
function wholeNames(html: string): string {
  const names = html.split(', ');
  if (names.length === 1 || names.some((name) => !/^[\w.-]+$/.test(name) || name.length > LONGEST_WHOLE_NAME))
    return html;
  return names
    .map((name, i) => `<span style="white-space:nowrap">${name}${i < names.length - 1 ? ',' : ''}</span>`)
    .join(' ');
}

/** Lets a long path break between its folders rather than within a name. */
function breakAfterSlashes(html: string): string {
  return html.replace(/(\w\/)(?=\w)/g, '$1<wbr>');
}

/** Keeps an interval in one line; it goes under its value where both do not fit. */
function wholeIntervals(html: string): string {
  return html.replace(/\([^()]+ to [^()]+\)/g, '<span style="white-space:nowrap">$&</span>');
}

/** An image with a caption under it. */
export interface CaptionedImage {
  /** As a data URL. */
  source: string;
  caption: string;
}

/** How large an image is shown, in pixels at most, and the width of its figure. */
interface FigureSize {
  /** `width` or `max-width` of the figure, in CSS. */
  box: string;
  height: number;
  width: number;
}

/** An image with its caption. */
export function captionedImage(
  { source, caption }: CaptionedImage,
  alt: string,
  { box, height, width }: FigureSize,
): string {
  return (
    `<figure style="margin:0;${box}"><img src="${source}" alt="${escapeHtml(alt)}" style="height:${height}px;max-width:${width}px;object-fit:contain">` +
    `<figcaption style="font-size:11px;color:#555;overflow-wrap:anywhere">${escapeHtml(caption)}</figcaption></figure>`
  );
}

/** Rows of images, each row under its name. */
export function imageGrid(rows: readonly { name: string; images: readonly CaptionedImage[] }[]): string {
  return rows
    .map(
      ({ name, images }) =>
        `<div style="margin:6px 0"><div style="font-weight:600">${escapeHtml(name)}</div><div style="display:flex;flex-wrap:wrap;gap:8px">${images
          .map((image) =>
            captionedImage(image, `${name}: ${image.caption}`, { box: 'max-width:220px', height: 72, width: 220 }),
          )
          .join('')}</div></div>`,
    )
    .join('');
}
