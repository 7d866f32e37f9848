import { alignColumns, widthOfColumns } from '../base/text/alignColumns.js';
import { wrapText } from '../base/text/wrapText.js';
import type { MeasuredVerdict } from '../diagnose/verdict/measureFixes.js';
import { formatPoints, formatWithInterval } from '../metrics/format.js';

/** The verdict as text: the accuracy after each change, then what was wrong, what the accuracy is now, what to try next. */
export function verdictText(
  { measured, verdict }: Pick<MeasuredVerdict, 'measured' | 'verdict'>,
  width: number,
): string {
  const figures = [
    ['accuracy', 'gain', ''],
    ...measured.steps.map(({ accuracy, gain }) => [
      formatWithInterval(accuracy.value, accuracy.interval),
      gain === undefined ? '' : formatPoints(gain),
      '',
    ]),
  ];
  const changes = [
    'change (cumulative)',
    ...measured.steps.map(({ change, kept }) => `${change}${kept ? '' : ' (not kept)'}`),
  ];
  const before = widthOfColumns(figures.map((row) => [...row.slice(0, 2), '|'])) - 1;
  const steps = alignColumns(figures, '  ')
    .split('\n')
    .map((line, i) => wrapText(changes[i]!, width, ' '.repeat(before + 2), line.padEnd(before + 2)));
  const { wrong, now, next } = verdict;
  const numbered = wrong.map((line, i) => wrapText(line, width, '   ', `${i + 1}. `));
  return [
    'VERDICT',
    ...steps,
    '',
    ...(numbered.length > 0 ? ['What was wrong:', ...numbered] : ['No fault costs a significant amount of accuracy.']),
    wrapText(`Now: ${now}`, width),
    wrapText(`Next: ${next}`, width),
  ].join('\n');
}
