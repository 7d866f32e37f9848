import { escapeHtml } from '../base/text/escapeHtml.js';
import { readingOf, titleOf } from './notebookFormat.js';
import { type PageFacts, page, settingsOf } from './pageStyle.js';
import { renderMarkdown } from './renderMarkdown.js';
import type { NotebookRun } from './runNotebook.js';
import { duration } from './showProgress.js';

/** The notebook whose last output is the verdict. */
const DIAGNOSIS_PREFIX = '06';

/** What the index says of one report. Plain data: it is kept beside the reports for the next run. */
export interface IndexEntry {
  name: string;
  title: string;
  seconds: number;
  /** 1-based. */
  failedCell?: number;
  /** Markdown; empty for a notebook that failed. */
  reading: string;
  /** Of the run that wrote the report. */
  facts: PageFacts;
}

export function indexEntry({ name, notebook, seconds, failure }: NotebookRun, facts: PageFacts): IndexEntry {
  const entry = { name, title: titleOf(notebook, name), seconds, facts };
  return failure ? { ...entry, failedCell: failure.cell, reading: '' } : { ...entry, reading: readingOf(notebook) };
}

/** Entries of an earlier run with those of this one in their places, sorted by name. */
export function mergedEntries(earlier: readonly IndexEntry[], now: readonly IndexEntry[]): IndexEntry[] {
  const entries = new Map([...earlier, ...now].map((entry) => [entry.name, entry]));
  return [...entries.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * The page that leads to the reports: the verdict, then a card for each notebook, linked as `<name>.html`. A report
 * that an earlier run wrote says so, with that run's data and settings.
 *
 * @param facts of the last run
 */
export function writeIndex(entries: readonly IndexEntry[], facts: PageFacts): string {
  const diagnosis = entries.find(({ name, reading }) => name.startsWith(DIAGNOSIS_PREFIX) && reading !== '');
  const verdict = diagnosis
    ? `<section class="verdict prose"><h2>Verdict</h2>\n${earlierRun(diagnosis, facts)}${renderMarkdown(diagnosis.reading)}</section>\n`
    : '';
  return page('Reports', facts, verdict + entries.map((entry) => card(entry, facts, entry === diagnosis)).join('\n'));
}

/** A reading that is the verdict stands above already. */
function card(entry: IndexEntry, facts: PageFacts, isVerdict: boolean): string {
  const { name, title, seconds, failedCell, reading } = entry;
  const status = failedCell
    ? `<span class="failed">failed at cell ${failedCell}</span>`
    : '<span class="ran">ran</span>';
  return `<article class="card">
<h2><a href="${encodeURIComponent(name)}.html">${escapeHtml(title)}</a></h2>
<p class="status">${status} in ${duration(seconds)}</p>
${earlierRun(entry, facts)}${isVerdict || reading === '' ? '' : `<div class="prose">${renderMarkdown(reading)}</div>`}
</article>`;
}

function earlierRun({ facts: own }: IndexEntry, facts: PageFacts): string {
  if (own.date === facts.date) return '';
  return `<p class="status">Of an earlier run: ${escapeHtml([own.date, own.dataFolder, ...settingsOf(own)].join(', '))}</p>\n`;
}
