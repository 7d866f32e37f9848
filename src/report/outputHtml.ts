import { escapeHtml } from '../base/text/escapeHtml.js';
import type { Output } from './notebookFormat.js';
import { renderMarkdown } from './renderMarkdown.js';
import { richestForm, type ShownOutput } from './richestForm.js';

/**
 * An output of a notebook as HTML that loads nothing; empty where it has nothing to show.
 *
 * @param nextPrefix gives each SVG of a page another start for its ids
 */
export function outputHtml(output: Output, nextPrefix: () => string): string {
  const shown = richestForm(output);
  return shown === undefined ? '' : `<div class="output">${htmlOf(shown, nextPrefix)}</div>`;
}

function htmlOf(shown: ShownOutput, nextPrefix: () => string): string {
  switch (shown.kind) {
    case 'html':
      return shown.html;
    case 'svg':
      return `<figure role="img" aria-label="${escapeHtml(shown.alt || 'figure')}">${withOwnIds(shown.svg, nextPrefix())}</figure>`;
    case 'image':
      return `<figure><img src="data:${shown.mime};base64,${shown.base64}" alt="${escapeHtml(shown.alt || 'image')}"></figure>`;
    case 'markdown':
      return `<div class="prose">${renderMarkdown(shown.markdown)}</div>`;
    case 'text':
      return `<pre>${escapeHtml(shown.text)}</pre>`;
  }
}

/** An SVG whose ids differ from those of the others on its page. */
function withOwnIds(svg: string, prefix: string): string {
  return svg
    .replace(/(\sid=")/g, `$1${prefix}`)
    .replace(/url\((["']?)#/g, `url($1#${prefix}`)
    .replace(/(\s(?:xlink:)?href="#)/g, `$1${prefix}`);
}
