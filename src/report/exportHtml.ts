import { escapeHtml } from '../base/text/escapeHtml.js';
import { type Cell, joined, type Notebook, titleOf } from './notebookFormat.js';
import { outputHtml } from './outputHtml.js';
import { type PageFacts, page } from './pageStyle.js';
import { highlightCode, renderMarkdown } from './renderMarkdown.js';
import type { CellFailure } from './runNotebook.js';

/**
 * An executed notebook as one HTML page that loads nothing: code folded, plots as images with their text as the
 * alternative. What cells wrote to stderr is shown for the cell that failed only.
 *
 * @param name title where the notebook has no heading
 * @param reports names of the notebooks whose reports lie beside this one, which links to notebooks lead to
 */
export function exportHtml(
  notebook: Notebook,
  name: string,
  facts: PageFacts,
  failure?: CellFailure,
  reports: readonly string[] = [],
): string {
  const title = titleOf(notebook, name);
  let numFigures = 0;
  let codeCell = 0;
  const body = notebook.cells.map((cell, index) => {
    if (cell.cell_type === 'markdown') return prose(cell, index === 0 ? title : undefined, reports);
    if (cell.cell_type !== 'code' || joined(cell.source).trim() === '') {
      if (cell.cell_type === 'code') codeCell++;
      return '';
    }
    codeCell++;
    const outputs = (cell.outputs ?? []).map((output) => outputHtml(output, () => `f${++numFigures}-`));
    const failed = failure?.cell === codeCell ? showFailure(failure) : '';
    return [foldedCode(joined(cell.source), failed !== ''), ...outputs, failed].filter(Boolean).join('\n');
  });
  return page(title, facts, body.filter(Boolean).join('\n'));
}

/** Prose without the first heading, which is already the title of the page. */
function prose(cell: Cell, title: string | undefined, reports: readonly string[]): string {
  const source = joined(cell.source);
  const text = title === undefined ? source : source.replace(/^\s*#\s+.+\n?/, '');
  return text.trim() === ''
    ? ''
    : `<section class="prose">\n${renderMarkdown(text, cell.attachments, (target) => linkOf(target, reports))}</section>`;
}

/** A notebook's link as it leads on from its report, which may lie in any folder. */
function linkOf(target: string, reports: readonly string[]): string | undefined {
  if (/^([a-z]+:|#)/.test(target)) return target;
  const name = /^([\w-]+)\.ipynb$/.exec(target)?.[1];
  return name !== undefined && reports.includes(name) ? `${name}.html` : undefined;
}

function foldedCode(source: string, open: boolean): string {
  const code = highlightCode(source, 'typescript');
  return `<details class="code"${open ? ' open' : ''}><summary>code</summary><pre><code class="hljs">${code}</code></pre></details>`;
}

function showFailure(failure: CellFailure): string {
  return `<div class="failure" role="alert"><p class="failed">Code cell ${failure.cell} failed; the cells after it did not run.</p><pre>${escapeHtml(failure.stderr)}</pre></div>`;
}
