import { bestClassOrder } from '../metrics/classOrder.js';
import { confusionMatrix } from '../metrics/confusionMatrix.js';
import { percent, points } from '../metrics/inWords.js';
import { accuracy, isShown, pairedGain } from '../metrics/paired.js';
import type { Finding } from './finding.js';

/** Gains below it are confusions of like classes in a few pictures, and no exchange of folders. */
const LEAST_GAIN = 0.03;

/**
 * Finds folders of the validation set that bear each other's names: of the validation pictures a classifier that learnt on
 * the training set is right on far more under other names.
 *
 * @param labels of the validation pictures, by their folders
 * @param predictions class that the classifier takes each for, `[numExamples]`
 */
export function classesExchanged(
  labels: readonly number[],
  predictions: readonly number[],
  classNames: readonly string[],
): Finding[] {
  const { order, right: renamed } = bestClassOrder(labels, predictions, classNames.length);
  const asTheyAre = labels.map((label, i) => predictions[i] === label);
  const gain = pairedGain([asTheyAre], [renamed]);
  if (!isShown(gain) || gain.value < LEAST_GAIN) return [];
  const matrix = confusionMatrix(labels, predictions, classNames.length);
  const moved = classNames.map((_, k) => k).filter((k) => order[k] !== k);
  const shareTaken = (k: number, other: number): string => {
    const total = matrix[k].reduce((sum, n) => sum + n, 0);
    return total === 0 ? 'none' : percent(matrix[k][other] / total);
  };
  const named = moved
    .map((k) => `'${classNames[k]}'`)
    .join(', ')
    .replace(/, ([^,]*)$/, ' and $1');
  return [
    {
      check: 'class-order-mismatch',
      severity: 'critical',
      size: gain.value,
      summary: `The folders ${named} of the validation set seem to bear each other's names: a classifier that learnt on the training set is right on ${percent(accuracy(asTheyAre))} of the validation pictures as they are named, on ${percent(accuracy(renamed))} otherwise.`,
      evidence: [
        { measure: 'gain by other names, told on other pictures', expected: 'none', received: points(gain) },
        ...moved.map((k) => ({
          measure: `validation pictures in '${classNames[k]}'`,
          expected: `taken for '${classNames[k]}'`,
          received: `${shareTaken(k, k)}; for '${classNames[order[k]]}' ${shareTaken(k, order[k])}`,
        })),
      ],
      fix: { text: 'Look into these folders of both splits, and give each the name of what it shows.' },
    },
  ];
}
