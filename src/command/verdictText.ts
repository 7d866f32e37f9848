import { alignColumns, widthOfColumns } from '../base/text/alignColumns.js';
import { wrapText } from '../base/text/wrapText.js';
import type { FoundCauses } from '../diagnose/verdict/findCauses.js';
import { type Fault, gainSentence, type VerdictList, verdictLists } from '../diagnose/verdict/verdict.js';
import { formatCost, formatPoints, formatWithInterval } from '../metrics/format.js';
import type { ScriptReading } from '../script/reading/readScript.js';
import { linesOfFields } from './recipeLines.js';

/**
 * The verdict as text: the accuracy after each change, then what was wrong, what the accuracy is now, what to try next.
 *
 * @param script the script that the recipe comes from: its lines are shown with each fault
 */
export function verdictText(
  { measured, verdict, possible }: Pick<FoundCauses, 'measured' | 'verdict' | 'possible'>,
  width: number,
  script?: ScriptReading,
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
    'with this change and those above it',
    ...measured.steps.map(({ change, kept }) => `${change}${kept ? '' : ' (not kept)'}`),
  ];
  const before = widthOfColumns(figures.map((row) => [...row.slice(0, 2), '|'])) - 1;
  const steps = alignColumns(figures, '  ')
    .split('\n')
    .map((line, i) => wrapText(changes[i]!, width, ' '.repeat(before + 2), line.padEnd(before + 2)));
  const { faults, nothing, costs, now, next } = verdict;
  const { unsure, refuted } = verdictLists(verdict, possible);
  const largest = Math.max(...faults.map(({ cost }) => cost.value));
  const numbered = faults.map((fault, i) => faultText(fault, i + 1, largest, width, script));
  return [
    'VERDICT',
    ...steps,
    '',
    ...(numbered.length > 0
      ? ['What was wrong:', '', ...numbered.flatMap((text) => [text, '']), wrapText(costs, width), '']
      : [wrapText(nothing, width), '']),
    ...unsure.flatMap((list) => [...listText(list, width), '']),
    wrapText(`Now: ${now}`, width),
    wrapText(`Next: ${next}`, width),
    ...refuted.flatMap((list) => ['', ...listText(list, width)]),
  ].join('\n');
}

/** A heading and a list. */
function listText({ title, sentences }: VerdictList, width: number): string[] {
  return [wrapText(`${title}:`, width), ...sentences.map((sentence) => wrapText(sentence, width, '  ', '- '))];
}

/** Characters of the longest bar. */
const BAR_WIDTH = 30;

/** A fault: its headline, a bar, one sentence, and the lines of Keras to change. */
function faultText(
  fault: Fault,
  number: number,
  largest: number,
  width: number,
  script: ScriptReading | undefined,
): string {
  const { headline, cost, why, lines, text } = fault;
  const gained = gainSentence(fault);
  const length = Math.max(1, Math.round((BAR_WIDTH * Math.max(0, cost.value)) / largest));
  return [
    `${number}. ${headline}`,
    `   ${'█'.repeat(length)} ${formatCost(cost)}`,
    ...(gained === '' ? [] : [wrapText(gained, width, '   ')]),
    wrapText(why, width, '   '),
    ...(text === undefined ? [] : [wrapText(text, width, '   ')]),
    ...scriptLines(fault, script),
    ...lines.before.map((line) => `   - ${line}`),
    ...lines.after.map((line) => `   + ${line}`),
  ].join('\n');
}

/** Lines of a script that are printed with a fault. */
const MAX_LINES = 3;

/** Where the script sets what a fault is about: `   in train.py:12  rescale=1./255`. */
function scriptLines({ fields }: Fault, script: ScriptReading | undefined): string[] {
  const places = script === undefined ? [] : linesOfFields(script, fields).slice(0, MAX_LINES);
  if (places.length === 0) return [];
  return [
    alignColumns(
      places.map(({ where, text }) => [where, text]),
      '   in ',
    ),
  ];
}
