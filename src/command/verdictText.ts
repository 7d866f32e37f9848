import { alignColumns, widthOfColumns } from '../base/text/alignColumns.js';
import { wrapText } from '../base/text/wrapText.js';
import type { FoundCauses } from '../diagnose/verdict/findCauses.js';
import type { Fault } from '../diagnose/verdict/verdict.js';
import { formatCost, formatPoints, formatWithInterval } from '../metrics/format.js';

/** The verdict as text: the accuracy after each change, then what was wrong, what the accuracy is now, what to try next. */
export function verdictText(
  { measured, verdict, possible }: Pick<FoundCauses, 'measured' | 'verdict' | 'possible'>,
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
  const { faults, now, next } = verdict;
  const largest = Math.max(...faults.map(({ cost }) => cost.value));
  const numbered = faults.map((fault, i) => faultText(fault, i + 1, largest, width));
  return [
    'VERDICT',
    ...steps,
    '',
    ...(numbered.length > 0
      ? ['What was wrong:', '', ...numbered.flatMap((text) => [text, ''])]
      : ['No change that was tried is shown to raise the accuracy.']),
    ...possibleText(possible, width),
    wrapText(`Now: ${now}`, width),
    wrapText(`Next: ${next}`, width),
  ].join('\n');
}

/** What may cost accuracy, where the images are too few to show it. */
function possibleText(possible: FoundCauses['possible'], width: number): string[] {
  if (possible.length === 0) return [];
  return [
    'Possible, but these images are too few to show it:',
    ...possible.map(({ intervention: { headline, change }, gain }) =>
      wrapText(`- ${headline}. Gain by ${change}: ${formatPoints(gain!)}`, width, '  '),
    ),
    '',
  ];
}

/** Characters of the longest bar. */
const BAR_WIDTH = 30;

/** A fault: its headline, a bar, one sentence, and the lines of Keras to change. */
function faultText(
  { headline, cost, gain, why, lines, text }: Fault,
  number: number,
  largest: number,
  width: number,
): string {
  const length = Math.max(1, Math.round((BAR_WIDTH * Math.max(0, cost.value)) / largest));
  return [
    `${number}. ${headline}`,
    `   ${'█'.repeat(length)} ${formatCost(cost)}`,
    `   Fixing it in turn gained ${formatPoints(gain)}.`,
    wrapText(why, width, '   '),
    ...(text === undefined ? [] : [wrapText(text, width, '   ')]),
    ...lines.before.map((line) => `   - ${line}`),
    ...lines.after.map((line) => `   + ${line}`),
  ].join('\n');
}
