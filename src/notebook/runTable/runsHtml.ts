import type { RunsData } from '../../lab/runTable/runsData.js';
import { columnsOf } from '../../lab/runTable/runsState.js';
import { captionHtml, table, tableText } from '../html.js';

/** A report shows so many runs: the newest. */
const MOST_ROWS = 200;

/** What a report shows of a table of runs, as HTML and as text. */
export function runsForms({ fields, rows }: Pick<RunsData, 'fields' | 'rows'>): { html: string; text: string } {
  const shown = rows.slice(0, MOST_ROWS);
  const columns = columnsOf(fields, shown);
  const header = columns.map(({ title }) => title);
  const cells = shown.map((row) => columns.map((column) => column.text(row)));
  const caption = shown.length < rows.length ? `The ${shown.length} newest of ${rows.length} runs.` : undefined;
  return {
    html: table(header, cells) + captionHtml(caption),
    text: [tableText([header, ...cells]), ...(caption === undefined ? [] : [caption])].join('\n'),
  };
}
