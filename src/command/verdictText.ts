import { alignColumns, widthOfColumns } from '../base/text/alignColumns.js';
import { wrapText } from '../base/text/wrapText.js';
import type { MeasuredVerdict } from '../diagnose/verdict/measuredVerdict.js';
import { formatPoints, formatWithInterval } from '../metrics/format.js';

/** The verdict: the ladder of changes, then what was wrong, what the accuracy is now, and what to try next. */
export function verdictText({ measured, verdict }: MeasuredVerdict, width: number): string {
  const figures = [
    ['accuracy', 'gain', ''],
    ...measured.steps.map(({ accuracy, gain }) => [
      formatWithInterval(accuracy.value, accuracy.interval),
      gain === undefined ? '' : formatPoints(gain),
      '',
    ]),
  ];
  const changes = [
    'each with those above it',
    ...measured.steps.map(({ change, kept }) => `${change}${kept ? '' : ': left out again'}`),
  ];
  const before = widthOfColumns(figures.map((row) => [...row.slice(0, 2), '|'])) - 1;
  const rungs = alignColumns(figures, '  ')
    .split('\n')
    .map((line, i) => wrapText(changes[i], width, ' '.repeat(before + 2), line.padEnd(before + 2)));
  const { wrong, now, next } = verdict;
  const numbered = wrong.map((line, i) => wrapText(line, width, '   ', `${i + 1}. `));
  return [
    'VERDICT',
    ...rungs,
    '',
    ...(numbered.length > 0 ? ['What was wrong:', ...numbered] : ['Nothing is shown to cost accuracy.']),
    wrapText(`Now: ${now}`, width),
    wrapText(`Next: ${next}`, width),
  ].join('\n');
}
