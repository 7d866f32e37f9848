import { randomUUID } from 'node:crypto';
import type { TopLevelSpec } from 'vega-lite';
import { isInterrupted } from '../base/interruption.js';
import { pngOfSvg } from '../dataset/image.js';
import { drawSvg, drawVega } from '../plots/drawSvg.js';
import { captioned } from '../plots/theme.js';
import { captionHtml, type TableCell, table, tableText } from './html.js';
import { type Bundle, currentDisplay } from './kernelDisplay.js';
import { keptForPages } from './liveOutputs.js';

/** What a report reads about an output: whether the index of reports shows it, too. */
interface OutputMetadata {
  thaw?: { inIndex: boolean };
}

const IN_INDEX: OutputMetadata = { thaw: { inIndex: true } };

/**
 * Shows a vega-lite plot: interactive in a notebook, SVG in a report, and a sentence for readers who cannot see it.
 *
 * @param spec a vega-lite specification
 * @param sentence what the plot shows, in words
 * @param place one of {@link newPlace}, whose content it replaces
 * @param caption shown under the plot, such as which images it is made from; default none
 *
 * @example
 * const data = { values: [{ name: 'healthy', images: 120 }, { name: 'broken', images: 40 }] };
 * const encoding = { y: { field: 'name', type: 'nominal' }, x: { field: 'images', type: 'quantitative' } } as const;
 * await thaw.showPlot({ data, mark: 'bar', encoding }, 'Images: healthy 120, broken 40.');
 */
export async function showPlot(spec: TopLevelSpec, sentence: string, place?: Place, caption?: string): Promise<void> {
  if (caption === undefined) return show(await formsOfPlot(spec, sentence), place);
  show(await formsOfPlot(captioned(spec, caption), `${sentence} (${caption})`), place);
}

/** Shows a plot that also stands in the index of reports. */
export async function showSummaryPlot(spec: TopLevelSpec, sentence: string): Promise<void> {
  show(await formsOfPlot(spec, sentence), undefined, IN_INDEX);
}

/** A plot in the forms of `showPlot`. */
export async function formsOfPlot(spec: TopLevelSpec, sentence: string): Promise<Bundle> {
  const described = { ...spec, description: sentence };
  const svg = await drawSvg(described);
  return { 'application/vnd.vegalite.v5+json': described, 'image/svg+xml': svg, 'text/plain': sentence };
}

/** A Vega specification, such as a table that sorts itself: interactive in a notebook, SVG in a report. */
export async function formsOfVega(spec: Parameters<typeof drawVega>[0], text: string): Promise<Bundle> {
  const svg = await drawVega({ ...spec, description: text });
  return { 'application/vnd.vega.v5+json': spec, 'image/svg+xml': svg, 'text/plain': text };
}

/** Shows a drawing: SVG, PNG for what takes no SVG, and a sentence for those who cannot see it. */
export async function showSvg(svg: string, sentence: string): Promise<void> {
  const png = (await pngOfSvg(svg)).toString('base64');
  show({ 'image/svg+xml': svg, 'image/png': png, 'text/plain': sentence });
}

/**
 * Shows HTML.
 *
 * @param text the same as plain text, for readers and front ends that show no HTML
 * @param place one of {@link newPlace}, whose content it replaces
 *
 * @example
 * thaw.showHtml('<b>done</b>', 'done');
 */
export function showHtml(html: string, text: string, place?: Place): void {
  show({ 'text/html': html, 'text/plain': text }, place);
}

/** Shows an output in several forms: a front end takes the richest that it can show. */
export function showForms(forms: Bundle): void {
  show(forms);
}

/** Shows HTML that also stands in the index of reports, above the links to them. */
export function showSummary(html: string, text: string): void {
  show({ 'text/html': html, 'text/plain': text }, undefined, IN_INDEX);
}

/**
 * Shows Markdown.
 *
 * @param place one of {@link newPlace}, whose content it replaces; default below what the cell has shown so far
 *
 * @example
 * thaw.showMarkdown('The classes are **unequal**.');
 */
export function showMarkdown(markdown: string, place?: Place): void {
  show({ 'text/markdown': markdown, 'text/plain': markdown }, place);
}

/**
 * Shows a table; columns of numbers are aligned to the right. The same rows are shown as text where HTML cannot be.
 *
 * @param header names of the columns
 * @param rows cells, as many in each row as in the header
 * @param place one of {@link newPlace}, whose content it replaces
 * @param caption shown under the table, such as which images it is made from; default none
 *
 * @example
 * thaw.showTable(['class', 'images'], [['healthy', 120], ['broken', 40]]);
 */
export function showTable(
  header: readonly string[],
  rows: readonly (readonly TableCell[])[],
  place?: Place,
  caption?: string,
): void {
  showHtml(
    table(header, rows) + captionHtml(caption),
    caption === undefined ? tableText(rows) : `${tableText(rows)}\n${caption}`,
    place,
  );
}

/**
 * Shows sentences as one paragraph of Markdown.
 *
 * @param sentences texts, or lists of texts as the `...Reading` functions return them
 *
 * @example
 * thaw.showReading(thaw.dataReading(dataset, target, findings), 'Notebook 02 is about unequal classes.');
 */
export function showReading(...sentences: readonly (string | readonly string[])[]): void {
  showMarkdown(sentences.flat().join(' '));
}

/** Shows a count now and then: at the end, and every hundred before it. */
export function showCount(activity: string, place: Place): (done: number, total: number) => void {
  let shown = 0;
  return (done, total) => {
    if (done < total && done - shown < 100) return;
    shown = done;
    showMarkdown(`${activity}: ${done} of ${total}`, place);
  };
}

/** A place on the page whose contents can be replaced. */
export interface Place {
  id: string;
  shown: boolean;
}

/**
 * Makes a place in the output of a cell, whose content can be replaced.
 *
 * @example
 * const place = thaw.newPlace();
 * thaw.showMarkdown('working', place);
 * thaw.showMarkdown('done', place);
 */
export function newPlace(): Place {
  return { id: `thaw-${randomUUID()}`, shown: false };
}

function show(data: Bundle, place?: Place, metadata: OutputMetadata = {}): void {
  // What an interrupted cell still does would replace what it says about the interrupt, or stand in the next cell.
  if (isInterrupted()) return;
  const display = currentDisplay();
  if (display === undefined) {
    console.log(data['text/plain']);
    return;
  }
  const transient = place === undefined ? {} : { display_id: place.id };
  const forms = place === undefined ? data : keptForPages(place.id, data, display);
  display({ data: forms, metadata, transient }, place?.shown ?? false);
  if (place !== undefined) place.shown = true;
}
