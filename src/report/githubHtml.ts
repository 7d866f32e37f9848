import { type HtmlElement, type HtmlNode, parseHtml } from './htmlTree.js';

/** Images in a row of a grid: as many as fit into GitHub's page. */
const IMAGES_IN_A_ROW = { withShortCaptions: 5, withLongCaptions: 3 };
/** In characters. */
const LONGEST_SHORT_CAPTION = 20;
/** In pixels. */
const IMAGE_HEIGHT = 64;
/** Pixels of a bar that a block character stands for. */
const BLOCK_WIDTH = 16;

/** Stores an image and returns its path, relative to the page. */
export type SaveImage = (mime: string, base64: string) => string;

/**
 * The HTML of an output as GitHub shows it in Markdown, where styles and data URLs are dropped: grids of images become
 * tables, images files, bars block characters, and a frame with a colored border a quotation.
 */
export function githubHtml(html: string, saveImage: SaveImage): string {
  // A blank line would end the HTML and begin Markdown.
  return all(parseHtml(html), saveImage).replace(/\n\s*\n/g, '\n');
}

function all(nodes: readonly HtmlNode[], saveImage: SaveImage): string {
  return nodes.map((node) => (typeof node === 'string' ? node : written(node, saveImage))).join('');
}

function written(element: HtmlElement, saveImage: SaveImage): string {
  const { tag, attributes, children } = element;
  const style = attributes.style ?? '';
  const inside = (): string => all(children, saveImage);
  switch (tag) {
    case 'img':
      return image(attributes, saveImage);
    case 'span':
      return span(style, inside());
    case 'wbr':
      return '';
    case 'th':
    case 'td':
      return `<${tag}${/text-align:\s*right/.test(style) ? ' align="right"' : ''}>${inside()}</${tag}>`;
    case 'tr':
      return `<tr>${inside()}</tr>\n`;
    case 'div': {
      const figures = children.filter((child) => typeof child !== 'string' && child.tag === 'figure') as HtmlElement[];
      if (figures.length > 0) return gridOf(figures, saveImage);
      if (/border-left/.test(style)) return `<blockquote>\n${inside()}</blockquote>\n`;
      return /font-weight:\s*600/.test(style) ? `<p><b>${inside()}</b></p>\n` : `<div>${inside()}</div>\n`;
    }
    case 'br':
    case 'hr':
      return `<${tag}>`;
    default:
      return `<${tag}>${inside()}</${tag}>`;
  }
}

/** A bar, a colored mark, or text that does not break. */
function span(style: string, inside: string): string {
  if (/display:\s*inline-block/.test(style)) return '█'.repeat(Math.ceil(widthOf(style) / BLOCK_WIDTH));
  if (/background/.test(style)) return `<code>${inside}</code>`;
  return /white-space:\s*nowrap/.test(style) ? inside.replaceAll(' ', '\u00a0') : inside;
}

function gridOf(figures: readonly HtmlElement[], saveImage: SaveImage): string {
  const cells = figures.map(({ children }) => {
    const elements = children.filter((child) => typeof child !== 'string');
    const caption = elements.find(({ tag }) => tag === 'figcaption');
    const images = elements.filter(({ tag }) => tag === 'img');
    return { image: all(images, saveImage), caption: all(caption?.children ?? [], saveImage) };
  });
  const isShort = cells.every(({ caption }) => caption.length <= LONGEST_SHORT_CAPTION);
  const columns = isShort ? IMAGES_IN_A_ROW.withShortCaptions : IMAGES_IN_A_ROW.withLongCaptions;
  const rows = Array.from({ length: Math.ceil(cells.length / columns) }, (_, row) =>
    cells
      .slice(row * columns, (row + 1) * columns)
      .map(({ image, caption }) => `<td>${image}<br><sub>${caption}</sub></td>`)
      .join(''),
  );
  return `<table>${rows.map((row) => `<tr>${row}</tr>\n`).join('')}</table>\n`;
}

/** Width in pixels that a style sets; 0 where it sets none. */
function widthOf(style: string): number {
  return Number(/(?:^|;)\s*width:\s*(\d+)px/.exec(style)?.[1] ?? 0);
}

function image({ src = '', alt = '' }: Readonly<Record<string, string>>, saveImage: SaveImage): string {
  const [, mime, base64] = /^data:(image\/[a-z+]+);base64,(.+)$/s.exec(src) ?? [];
  const path = mime === undefined ? src : saveImage(mime, base64!);
  return `<img src="${path}" alt="${alt}" height="${IMAGE_HEIGHT}">`;
}
