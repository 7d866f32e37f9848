import { type DisplayOutput, joined, type Output, plain } from './notebookFormat.js';

/** What a page shows of an output. `alt` is text for those who cannot see the figure; it may be empty. */
export type ShownOutput =
  | { kind: 'html'; html: string }
  | { kind: 'svg'; svg: string; alt: string }
  | { kind: 'image'; mime: string; base64: string; alt: string }
  | { kind: 'markdown'; markdown: string }
  | { kind: 'text'; text: string };

/**
 * The richest form of an output that needs no script: for a Vega-Lite plot the SVG that comes with it. Undefined for
 * empty text, for errors and for stderr, which a page shows for the cell that failed only.
 */
export function richestForm(output: Output): ShownOutput | undefined {
  if (output.output_type === 'error') return undefined;
  if (output.output_type === 'stream') {
    const text = plain(joined(output.text)).trimEnd();
    return output.name === 'stderr' || text === '' ? undefined : { kind: 'text', text };
  }
  return richestOf(output);
}

function richestOf({ data }: DisplayOutput): ShownOutput | undefined {
  const text = plain(joined(data['text/plain'])).trim();
  if (data['text/html'] !== undefined) return { kind: 'html', html: joined(data['text/html']) };
  if (data['image/svg+xml'] !== undefined) {
    return { kind: 'svg', svg: withoutProlog(joined(data['image/svg+xml'])), alt: text };
  }
  for (const mime of ['image/png', 'image/jpeg']) {
    if (data[mime] === undefined) continue;
    return { kind: 'image', mime, base64: joined(data[mime]).replace(/\s/g, ''), alt: text };
  }
  if (data['text/markdown'] !== undefined) return { kind: 'markdown', markdown: joined(data['text/markdown']) };
  return text === '' ? undefined : { kind: 'text', text };
}

function withoutProlog(svg: string): string {
  return svg.replace(/^[\s\S]*?(?=<svg[\s>])/, '');
}
