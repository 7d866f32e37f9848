import { columns, widthOf } from '../base/text/alignColumns.js';
import { wrapped } from '../base/text/wrapText.js';
import type { MeasuredVerdict } from '../diagnose/verdict/measuredVerdict.js';
import { points, withInterval } from '../metrics/format.js';

/** The verdict: the ladder of changes, then what was wrong, what the accuracy is now, and what to try next. */
export function verdictText({ measured, verdict }: MeasuredVerdict, width: number): string {
  const figures = [
    ['accuracy', 'gain', ''],
    ...measured.rungs.map(({ accuracy, gain }) => [
      withInterval(accuracy.value, accuracy.interval),
      gain === undefined ? '' : points(gain),
      '',
    ]),
  ];
  const changes = [
    'each with those above it',
    ...measured.rungs.map(({ change, kept }) => `${change}${kept ? '' : ': left out again'}`),
  ];
  const before = widthOf(figures.map((row) => [...row.slice(0, 2), '|'])) - 1;
  const rungs = columns(figures, '  ')
    .split('\n')
    .map((line, i) => wrapped(changes[i], width, ' '.repeat(before + 2), line.padEnd(before + 2)));
  const { wrong, now, next } = verdict;
  const numbered = wrong.map((line, i) => wrapped(line, width, '   ', `${i + 1}. `));
  return [
    'VERDICT',
    ...rungs,
    '',
    ...(numbered.length > 0 ? ['What was wrong:', ...numbered] : ['Nothing is shown to cost accuracy.']),
    wrapped(`Now: ${now}`, width),
    wrapped(`Next: ${next}`, width),
  ].join('\n');
}
