import type { ImageScore } from '../diagnose/stages/imageScores.js';
import { csvCell } from './csvReport.js';

const COLUMNS: readonly (readonly [name: string, of: (score: ImageScore) => string | number | undefined])[] = [
  ['path', ({ file }) => file],
  ['class', ({ className }) => className],
  ['split', ({ split }) => split],
  ['prediction', ({ prediction }) => prediction],
  ['probability', ({ probability }) => rounded(probability)],
  ['loss', ({ loss }) => rounded(loss)],
  ['doubt', ({ doubt }) => rounded(doubt)],
  ['duplicates', ({ duplicates }) => duplicates],
  ['duplicate_of', ({ duplicateOf }) => duplicateOf],
  ['quality', ({ quality }) => quality],
  ['outlier', ({ outlier }) => rounded(outlier)],
  ['slice', ({ slice }) => slice],
];

/** Formats the scores of images as CSV (RFC 4180), a row each; what is not known is empty. */
export function scoresCsv(scores: readonly ImageScore[]): string {
  const rows = scores.map((score) => COLUMNS.map(([, of]) => String(of(score) ?? '')));
  return [COLUMNS.map(([name]) => name), ...rows].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}

/** Four digits after the point are more than any of the figures is known to. */
const rounded = (value: number | undefined): number | undefined =>
  value === undefined ? undefined : Number(value.toFixed(4));
