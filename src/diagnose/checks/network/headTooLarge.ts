import { pluralize } from '../../../base/text/pluralize.js';
import { formatNumber } from '../../../metrics/format.js';
import type { Finding } from '../../finding.js';

/**
 * Weights of the head per training image. A choice: to guarantee an error e takes in the order of weights / e images (Baum
 * and Haussler 1989), and a linear head from 2,048 features to 7 classes on 300 images per class has 7.
 */
export const MANY = 100;

/**
 * Finds a head with far more weights than there are images to learn them from. A count proves no loss, so this is
 * context; it becomes a warning where a run overfits.
 *
 * @param head units of its hidden layers, and number of its weights
 * @param overfits whether `overfitting` found a loss of accuracy in a run
 */
export function headTooLarge(
  { units, weights }: { units: readonly number[]; weights: number },
  numTraining: number,
  overfits = false,
): Finding[] {
  const each = weights / numTraining;
  if (each <= MANY || units.length === 0) return [];
  return [
    {
      check: 'head-too-large',
      severity: overfits ? 'warning' : 'info',
      effect: 1 - MANY / each,
      summary: `The head has ${formatNumber(weights)} weights for ${pluralize(numTraining, 'training image')}: ${formatNumber(each)} per image.`,
      evidence: [
        {
          measure: 'weights of the head per training image',
          expected: `${MANY} or fewer`,
          received: formatNumber(each),
        },
        { measure: 'hidden layers', expected: 'none, or a small one', received: units.join(', ') },
      ],
      fix: {
        text: 'Use a linear head, or fewer units with dropout.',
        patch: { head: { units: [], dropout: 0 } },
        change: 'a linear head',
      },
    },
  ];
}
