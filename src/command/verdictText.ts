import { columns } from '../base/columns.js';
import type { MeasuredVerdict } from '../diagnose/measuredVerdict.js';
import { points, withInterval } from '../metrics/inWords.js';
import { wrapped } from './wrapped.js';

/** The verdict: the ladder of changes, then what was wrong, what the accuracy is now, and what to try next. */
export function verdictText({ measured, verdict }: MeasuredVerdict, width: number): string {
  const rungs = measured.rungs.map(({ change, accuracy, gain }) => [
    withInterval(accuracy.value, accuracy.interval),
    gain === undefined ? '' : points(gain),
    change,
  ]);
  const { wrong, now, next } = verdict;
  const numbered = wrong.map((line, i) => wrapped(line, width, '   ', `${i + 1}. `));
  return [
    'VERDICT',
    columns([['accuracy', 'gain', 'each with those above it'], ...rungs], '  '),
    '',
    ...(numbered.length > 0 ? ['What was wrong:', ...numbered] : ['Nothing is shown to cost accuracy.']),
    wrapped(`Now: ${now}`, width),
    wrapped(`Next: ${next}`, width),
  ].join('\n');
}
