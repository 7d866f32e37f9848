import { formatPercent, formatPoints } from '../../../metrics/format.js';
import { betterOrder } from '../../evidence/betterOrder.js';
import type { Finding } from '../../finding.js';

/** Gains below it are confusions of like classes in a few pictures, and no exchange of folders. */
const LEAST_GAIN = 0.03;

/**
 * Finds folders of the validation set that bear each other's names: of the validation pictures a classifier that learnt on
 * the training set is right on far more under other names.
 *
 * @param labels of the validation pictures, by their folders
 * @param predictions class that the classifier takes each for, `[numExamples]`
 */
export function classesSwapped(
  labels: readonly number[],
  predictions: readonly number[],
  classNames: readonly string[],
): Finding[] {
  const better = betterOrder(labels, predictions, classNames.length, LEAST_GAIN);
  if (better === undefined) return [];
  const { gain, asItIs, reordered, moved, matrix } = better;
  const shareTaken = (k: number, other: number): string => {
    const total = matrix[k].reduce((sum, n) => sum + n, 0);
    return total === 0 ? 'none' : formatPercent(matrix[k][other] / total);
  };
  const named = new Intl.ListFormat('en').format(moved.map(({ label }) => `'${classNames[label]}'`));
  return [
    {
      check: 'class-order-mismatch',
      severity: 'critical',
      effect: gain.value,
      summary: `The folders ${named} of the validation set seem to bear each other's names: a classifier that learnt on the training set is right on ${asItIs} of the validation pictures as they are named, on ${reordered} otherwise.`,
      evidence: [
        { measure: 'gain by other names, told on other pictures', expected: 'none', received: formatPoints(gain) },
        ...moved.map(({ label, answer }) => ({
          measure: `validation pictures in '${classNames[label]}'`,
          expected: `taken for '${classNames[label]}'`,
          received: `${shareTaken(label, label)}; for '${classNames[answer]}' ${shareTaken(label, answer)}`,
        })),
      ],
      fix: { text: 'Look into these folders of both splits, and give each the name of what it shows.' },
    },
  ];
}
