import { formatPercent, formatWithInterval } from '../../../metrics/format.js';
import type { Scores } from '../../../metrics/scores.js';
import type { Finding } from '../../finding.js';

/** Of the mean recall: a class below it in its whole interval is found half as often as the others. A choice. */
const HALF = 0.5;

/**
 * Finds the class that the model misses most, where its whole 95 % interval lies below the mean recall; where it lies
 * below half of it the class is as good as lost.
 *
 * @param isBalanced whether training has about as many pictures of each class, so that weights would change nothing
 */
export function worstClass(scores: Scores, classNames: readonly string[], isBalanced = false): Finding[] {
  const { recalls, recallIntervals, matrix, balancedAccuracy } = scores;
  const worst = recalls.reduce((a, recall, i) => (Number.isNaN(recalls[a]) || recall < recalls[a] ? i : a), 0);
  const [, high] = recallIntervals[worst];
  if (!(high < balancedAccuracy)) return [];
  const lost = high < HALF * balancedAccuracy;
  const support = matrix[worst].reduce((sum, n) => sum + n, 0);
  const taken = matrix[worst]
    .map((n, i) => ({ n, name: classNames[i] }))
    .filter(({ n }, i) => i !== worst && n > 0)
    .sort((a, b) => b.n - a.n);
  return [
    {
      check: 'worst-class',
      severity: lost ? 'warning' : 'info',
      effect: balancedAccuracy - recalls[worst],
      summary: `Of '${classNames[worst]}' ${formatPercent(recalls[worst])} are found, of all classes ${formatPercent(balancedAccuracy)} on average; most are taken for '${taken[0].name}'.`,
      evidence: [
        {
          measure: `recall of ${classNames[worst]}`,
          expected: `${formatPercent(balancedAccuracy)}, the mean`,
          received: formatWithInterval(recalls[worst], recallIntervals[worst]),
        },
        {
          measure: 'validation pictures of it',
          expected: '30 or more, for a narrow interval',
          received: String(support),
        },
        {
          measure: 'taken for',
          expected: classNames[worst],
          received: taken.map(({ name, n }) => `${name} ${n}`).join(', '),
        },
      ],
      fix: isBalanced
        ? { text: 'Look at its pictures and labels.' }
        : {
            text: 'Look at its pictures and labels; weigh the classes.',
            patch: { classWeight: 'balanced' },
            change: 'balanced class weights',
          },
    },
  ];
}
