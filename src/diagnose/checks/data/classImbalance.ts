import { sum } from '../../../base/sum.js';
import { pluralize } from '../../../base/text/pluralize.js';
import { imbalanceRatio } from '../../../metrics/imbalance.js';
import type { Finding } from '../../finding.js';

/** Largest class over smallest from which on it is worth knowing. A choice. */
export const UNEVEN = 3;
/** And from which on it costs recall of the small classes. A choice. */
export const IMBALANCED = 10;

/**
 * Finds training sets in which some classes have many times more images than others: a network that predicts the large
 * ones scores well, and the small ones are not learned.
 *
 * @param training images of each class, `[numClasses]`
 */
export function classImbalance(classNames: readonly string[], training: readonly number[]): Finding[] {
  const ratio = imbalanceRatio(training);
  if (!(ratio >= UNEVEN)) return [];
  const total = sum(training);
  const order = classNames.map((_, k) => k).sort((a, b) => training[b]! - training[a]!);
  const [largest, smallest] = [order[0], order.filter((k) => training[k]! > 0).at(-1)!];
  return [
    {
      check: 'class-imbalance',
      severity: ratio >= IMBALANCED ? 'warning' : 'info',
      summary: `'${classNames[largest!]}' has ${ratio.toFixed(ratio < 10 ? 1 : 0)} times as many training images as '${classNames[smallest]}'. Always predicting it has an accuracy of ${Math.round((100 * training[largest!]!) / total)} %.`,
      evidence: order.map((k) => ({
        measure: `training images of '${classNames[k]}'`,
        expected: `about ${Math.round(total / training.filter((n) => n > 0).length)}`,
        received: pluralize(training[k]!, 'image'),
      })),
      fix: {
        text: 'Judge by balanced accuracy and by the recall of each class. Compare with balanced class weights.',
        patch: { classWeight: 'balanced' },
        change: 'balanced class weights',
      },
    },
  ];
}
