import { escapeHtml } from '../base/escapeHtml.js';
import { readingOf, titleOf } from './notebookFormat.js';
import { type PageFacts, page } from './pageStyle.js';
import { renderMarkdown } from './renderMarkdown.js';
import type { NotebookRun } from './runNotebook.js';
import { duration } from './showProgress.js';

/** The notebook whose last output is the verdict. */
const DIAGNOSIS_PREFIX = '05';

/** The page that leads to the reports: the verdict, then a card for each notebook, linked as `<name>.html`. */
export function writeIndex(runs: readonly NotebookRun[], facts: PageFacts): string {
  const verdict = findVerdict(runs);
  const section = verdict
    ? `<section class="verdict prose"><h2>Verdict</h2>\n${renderMarkdown(verdict)}</section>\n`
    : '';
  return page('Reports', facts, section + runs.map((run) => card(run, verdict)).join('\n'));
}

function findVerdict(runs: readonly NotebookRun[]): string | undefined {
  const diagnosis = runs.find(({ name, failure }) => name.startsWith(DIAGNOSIS_PREFIX) && failure === undefined);
  return diagnosis && readingOf(diagnosis.notebook);
}

/** A reading that is the verdict stands above already. */
function card({ name, notebook, seconds, failure }: NotebookRun, verdict: string | undefined): string {
  const status = failure
    ? `<span class="failed">failed at cell ${failure.cell}</span>`
    : '<span class="ran">ran</span>';
  const own = failure ? '' : readingOf(notebook);
  const reading = own === verdict ? '' : own;
  return `<article class="card">
<h2><a href="${encodeURIComponent(name)}.html">${escapeHtml(titleOf(notebook, name))}</a></h2>
<p class="status">${status} in ${duration(seconds)}</p>
${reading && `<div class="prose">${renderMarkdown(reading)}</div>`}
</article>`;
}
