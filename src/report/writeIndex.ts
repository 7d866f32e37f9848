import { escapeHtml } from '../base/text/escapeHtml.js';
import { formatDuration } from '../base/text/formatDuration.js';
import { outputsInIndex, readingOf, titleOf } from './notebookFormat.js';
import { outputHtml } from './outputHtml.js';
import { type PageFacts, page, settingsOf } from './pageStyle.js';
import { renderMarkdown } from './renderMarkdown.js';
import type { NotebookRun } from './runNotebook.js';

/** Entry of a report in the index. Plain data: it is stored with the reports for the next run. */
export interface IndexEntry {
  name: string;
  title: string;
  seconds: number;
  /** 1-based number of the code cell that failed. */
  failedCell?: number;
  /** Markdown; empty for a notebook that failed. */
  reading: string;
  /** What the notebook shows in the index, as HTML. */
  summary: string[];
  /** Facts about the run that wrote the report. */
  facts: PageFacts;
}

export function indexEntry({ name, notebook, seconds, failure }: NotebookRun, facts: PageFacts): IndexEntry {
  const entry = { name, title: titleOf(notebook, name), seconds, facts };
  if (failure) return { ...entry, failedCell: failure.cell, reading: '', summary: [] };
  const summary = outputsInIndex(notebook).map((output, i) => outputHtml(output, () => `${name}-${i}-`));
  return { ...entry, reading: readingOf(notebook), summary };
}

/** Merges the entries of earlier runs and this one, which replace older ones, sorted by name. */
export function mergedEntries(earlier: readonly IndexEntry[], now: readonly IndexEntry[]): IndexEntry[] {
  const entries = new Map([...earlier, ...now].map((entry) => [entry.name, entry]));
  return [...entries.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * Builds the page with links to the reports: the verdict, then a card for each notebook, linked as `<name>.html`. A report
 * of an earlier run is marked, with that run's data and settings.
 *
 * @param facts of the last run
 */
export function writeIndex(entries: readonly IndexEntry[], facts: PageFacts): string {
  const diagnosis = entries.find(({ summary }) => summary.length > 0);
  const verdict = diagnosis
    ? `<section class="verdict"><h2>Verdict</h2>\n${earlierRun(diagnosis, facts)}${diagnosis.summary.join('\n')}</section>\n`
    : '';
  return page('Reports', facts, verdict + entries.map((entry) => card(entry, facts, entry === diagnosis)).join('\n'));
}

/** What stands in place of a reading. */
const INSTEAD = {
  // The verdict is above already, so its card does not repeat it.
  verdict:
    'Its verdict is above. The report has the findings and their evidence, and what the fixed recipe still gets wrong.',
  failed: 'The report ends with the error.',
};

function card(entry: IndexEntry, facts: PageFacts, isVerdict: boolean): string {
  const { name, title, seconds, failedCell, reading } = entry;
  const text = isVerdict ? INSTEAD.verdict : failedCell ? INSTEAD.failed : reading;
  const status = failedCell
    ? `<span class="failed">failed at cell ${failedCell}</span>`
    : '<span class="ran">ran</span>';
  return `<article class="card">
<h2><a href="${encodeURIComponent(name)}.html">${escapeHtml(title)}</a></h2>
<p class="status">${status} in ${formatDuration(seconds)}</p>
${earlierRun(entry, facts)}${text === '' ? '' : `<div class="prose">${renderMarkdown(text)}</div>`}
</article>`;
}

function earlierRun({ facts: ofEntry }: IndexEntry, facts: PageFacts): string {
  if (ofEntry.date === facts.date) return '';
  return `<p class="status">From an earlier run: ${escapeHtml([ofEntry.date, ofEntry.dataFolder, ...settingsOf(ofEntry)].join(', '))}</p>\n`;
}
