import { type HtmlElement, type HtmlNode, parseHtml } from './htmlTree.js';

/** Images in a row of a grid. */
const IMAGES_IN_A_ROW = 4;
/** In pixels. */
const IMAGE_HEIGHT = 72;

/** Stores an image and returns its path, relative to the page. */
export type SaveImage = (mime: string, base64: string) => string;

/**
 * The HTML of an output as GitHub shows it in Markdown, where styles and data URLs are dropped: grids of images become
 * tables, images files, and a frame with a colored border a quotation.
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
      return inside();
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

function gridOf(figures: readonly HtmlElement[], saveImage: SaveImage): string {
  const cells = figures.map((figure) => {
    const [picture, caption] = figure.children.map((child) =>
      typeof child === 'string'
        ? child
        : child.tag === 'figcaption'
          ? all(child.children, saveImage)
          : written(child, saveImage),
    );
    return `<td>${picture}<br><sub>${caption ?? ''}</sub></td>`;
  });
  const rows = Array.from({ length: Math.ceil(cells.length / IMAGES_IN_A_ROW) }, (_, row) =>
    cells.slice(row * IMAGES_IN_A_ROW, (row + 1) * IMAGES_IN_A_ROW).join(''),
  );
  return `<table>${rows.map((row) => `<tr>${row}</tr>\n`).join('')}</table>\n`;
}

function image({ src = '', alt = '' }: Readonly<Record<string, string>>, saveImage: SaveImage): string {
  const [, mime, base64] = /^data:(image\/[a-z+]+);base64,(.+)$/s.exec(src) ?? [];
  const path = mime === undefined ? src : saveImage(mime, base64);
  return `<img src="${path}" alt="${alt}" height="${IMAGE_HEIGHT}">`;
}
