import { escapeHtml } from '../base/text/escapeHtml.js';
import { type Cell, type DisplayOutput, joined, type Notebook, type Output, plain, titleOf } from './notebookFormat.js';
import { type PageFacts, page } from './pageStyle.js';
import { highlightCode, renderMarkdown } from './renderMarkdown.js';
import type { CellFailure } from './runNotebook.js';

/**
 * Exports an executed notebook as one HTML page that loads nothing: code is folded, plots are images with their text as the
 * alternative. The stderr output of cells is shown only for a cell that failed.
 *
 * @param name title, if the notebook has no heading
 */
export function exportHtml(notebook: Notebook, name: string, facts: PageFacts, failure?: CellFailure): string {
  const title = titleOf(notebook, name);
  let numFigures = 0;
  let codeCell = 0;
  const body = notebook.cells.map((cell, index) => {
    if (cell.cell_type === 'markdown') return prose(cell, index === 0 ? title : undefined);
    if (cell.cell_type !== 'code' || joined(cell.source).trim() === '') {
      if (cell.cell_type === 'code') codeCell++;
      return '';
    }
    codeCell++;
    const outputs = (cell.outputs ?? []).map((output) => showOutput(output, () => `f${++numFigures}-`));
    const failed = failure?.cell === codeCell ? showFailure(failure) : '';
    return [foldedCode(joined(cell.source), failed !== ''), ...outputs, failed].filter(Boolean).join('\n');
  });
  return page(title, facts, body.filter(Boolean).join('\n'));
}

/** Prose without the first heading, which is already the title of the page. */
function prose(cell: Cell, title: string | undefined): string {
  const source = joined(cell.source);
  const text = title === undefined ? source : source.replace(/^\s*#\s+.+\n?/, '');
  return text.trim() === '' ? '' : `<section class="prose">\n${renderMarkdown(text, cell.attachments)}</section>`;
}

function foldedCode(source: string, open: boolean): string {
  const code = highlightCode(source, 'typescript');
  return `<details class="code"${open ? ' open' : ''}><summary>code</summary><pre><code class="hljs">${code}</code></pre></details>`;
}

function showFailure(failure: CellFailure): string {
  return `<div class="failure" role="alert"><p class="failed">Code cell ${failure.cell} failed; the cells after it did not run.</p><pre>${escapeHtml(failure.stderr)}</pre></div>`;
}

function showOutput(output: Output, nextPrefix: () => string): string {
  if (output.output_type === 'error') return '';
  if (output.output_type === 'stream') {
    const text = plain(joined(output.text)).trimEnd();
    return output.name === 'stderr' || text === '' ? '' : `<div class="output"><pre>${escapeHtml(text)}</pre></div>`;
  }
  const shown = showBundle(output, nextPrefix);
  return shown === '' ? '' : `<div class="output">${shown}</div>`;
}

/** The richest form that needs no script: a Vega-Lite plot is shown by the SVG that comes with it. */
function showBundle({ data }: DisplayOutput, nextPrefix: () => string): string {
  const text = plain(joined(data['text/plain'])).trim();
  if (data['text/html'] !== undefined) return joined(data['text/html']);
  if (data['image/svg+xml'] !== undefined) {
    const svg = ownIds(joined(data['image/svg+xml']), nextPrefix());
    return `<figure role="img" aria-label="${escapeHtml(text || 'figure')}">${svg}</figure>`;
  }
  for (const mime of ['image/png', 'image/jpeg']) {
    if (data[mime] === undefined) continue;
    const base64 = joined(data[mime]).replace(/\s/g, '');
    return `<figure><img src="data:${mime};base64,${base64}" alt="${escapeHtml(text || 'image')}"></figure>`;
  }
  if (data['text/markdown'] !== undefined) {
    return `<div class="prose">${renderMarkdown(joined(data['text/markdown']))}</div>`;
  }
  return text === '' ? '' : `<pre>${escapeHtml(text)}</pre>`;
}

/** An SVG that can share a page with others: without a prolog, and with unique ids. */
function ownIds(svg: string, prefix: string): string {
  return svg
    .replace(/^[\s\S]*?(?=<svg[\s>])/, '')
    .replace(/(\sid=")/g, `$1${prefix}`)
    .replace(/url\((["']?)#/g, `url($1#${prefix}`)
    .replace(/(\s(?:xlink:)?href="#)/g, `$1${prefix}`);
}
