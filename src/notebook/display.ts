import type { TopLevelSpec } from 'vega-lite';
import { pngOfSvg } from '../dataset/image.js';
import { drawSvg } from '../plots/drawSvg.js';
import { type TableCell, table, tableText } from './html.js';

/** One output in several forms: a front end takes the richest that it can show. */
type Bundle = Record<string, unknown>;

interface Jupyter {
  lastWriteDisplayData: ((message: object, update: boolean) => void) | null;
}

/** Shows a plot: vega-lite where it is alive, SVG where it is printed, a sentence for those who cannot see it. */
export async function showPlot(spec: TopLevelSpec, sentence: string, place?: Place): Promise<void> {
  const described = { ...spec, description: sentence };
  const svg = await drawSvg(described);
  show({ 'application/vnd.vegalite.v5+json': described, 'image/svg+xml': svg, 'text/plain': sentence }, place);
}

/** Shows a drawing: SVG, PNG for what takes no SVG, and a sentence for those who cannot see it. */
export async function showSvg(svg: string, sentence: string): Promise<void> {
  const png = (await pngOfSvg(svg)).toString('base64');
  show({ 'image/svg+xml': svg, 'image/png': png, 'text/plain': sentence });
}

/** Shows HTML, with what it says as text. */
export function showHtml(html: string, text: string, place?: Place): void {
  show({ 'text/html': html, 'text/plain': text }, place);
}

/** Shows Markdown in a place of its own, or in one that it replaces. */
export function showMarkdown(markdown: string, place?: Place): void {
  show({ 'text/markdown': markdown, 'text/plain': markdown }, place);
}

/** Shows a table with the same text for those who cannot see it; columns of numbers are aligned to the right. */
export function showTable(header: readonly string[], rows: readonly (readonly TableCell[])[], place?: Place): void {
  showHtml(table(header, rows), tableText(rows), place);
}

/** Shows the reading that a notebook ends in, as one paragraph. */
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

let places = 0;

export function newPlace(): Place {
  return { id: `thaw-${process.pid}-${++places}`, shown: false };
}

function show(data: Bundle, place?: Place): void {
  // Private to tslab, hence the pinned version: its public display shows one form only.
  const { lastWriteDisplayData } = require('tslab/dist/jupyter') as Jupyter;
  const transient = place === undefined ? {} : { display_id: place.id };
  if (lastWriteDisplayData === null || lastWriteDisplayData === undefined) {
    console.log(data['text/plain']);
    return;
  }
  lastWriteDisplayData({ data, metadata: {}, transient }, place?.shown ?? false);
  if (place !== undefined) place.shown = true;
}
