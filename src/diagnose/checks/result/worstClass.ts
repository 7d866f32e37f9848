import { sum } from '../../../base/sum.js';
import { formatPercent, formatWithInterval } from '../../../metrics/format.js';
import type { Scores } from '../../../metrics/scores.js';
import type { Finding } from '../../finding.js';

/** Of the mean recall: a class with its whole interval below it is recognized half as often as the others. A choice. */
export const HALF = 0.5;

/**
 * Finds the class with the lowest recall, where its whole 95 % interval is below the mean recall; below half of it, the
 * model has practically not learned the class.
 *
 * @param isBalanced whether training has about as many images of each class, so that class weights change nothing
 */
export function worstClass(scores: Scores, classNames: readonly string[], isBalanced = false): Finding[] {
  const { recalls, recallIntervals, matrix, balancedAccuracy } = scores;
  const worst = recalls.reduce((a, recall, i) => (Number.isNaN(recalls[a]) || recall < recalls[a]! ? i : a), 0);
  const [, high] = recallIntervals[worst]!;
  if (!(high < balancedAccuracy)) return [];
  const lost = high < HALF * balancedAccuracy;
  const support = sum(matrix[worst]!);
  const confused = matrix[worst]!.map((n, i) => ({ n, name: classNames[i] }))
    .filter(({ n }, i) => i !== worst && n > 0)
    .sort((a, b) => b.n - a.n);
  return [
    {
      check: 'worst-class',
      severity: lost ? 'warning' : 'info',
      effect: balancedAccuracy - recalls[worst]!,
      summary: `The recall of '${classNames[worst]}' is ${formatPercent(recalls[worst]!)}; the mean over all classes is ${formatPercent(balancedAccuracy)}. It is most often confused with '${confused[0]!.name}'.`,
      evidence: [
        {
          measure: `recall of '${classNames[worst]}'`,
          expected: `${formatPercent(balancedAccuracy)}, the mean`,
          received: formatWithInterval(recalls[worst]!, recallIntervals[worst]!),
        },
        {
          measure: 'validation images of the class',
          expected: '30 or more, for a narrow interval',
          received: String(support),
        },
        {
          measure: 'predicted as',
          expected: classNames[worst]!,
          received: confused.map(({ name, n }) => `${name} ${n}`).join(', '),
        },
      ],
      fix: isBalanced
        ? { text: 'Review its images and labels.' }
        : {
            text: 'Review its images and labels; use class weights.',
            patch: { classWeight: 'balanced' },
            change: 'balanced class weights',
          },
    },
  ];
}
