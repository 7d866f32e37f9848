import { pluralize } from '../../../base/text/pluralize.js';
import { formatNumber } from '../../../metrics/format.js';
import type { Finding } from '../../finding.js';

/**
 * Weights of the head for each training picture. A choice: to be certain of an error e takes in the order of weights / e
 * pictures (Baum and Haussler 1989), and a linear probe of 2,048 features into 7 classes on 300 pictures a class has 7.
 */
const MANY = 100;

/**
 * Finds a head with far more weights than there are pictures to learn them from. A count proves no loss, so this is
 * context; it becomes a warning where the run is found to overfit.
 *
 * @param head units of the hidden layers, and its weights
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
      summary: `The head learns ${formatNumber(weights)} weights from ${pluralize(numTraining, 'picture')}: ${formatNumber(each)} for each.`,
      evidence: [
        {
          measure: 'weights of the head for a training picture',
          expected: `${MANY} or fewer`,
          received: formatNumber(each),
        },
        { measure: 'hidden layers', expected: 'none, or a small one', received: units.join(', ') },
      ],
      fix: {
        text: 'Take a linear probe, or fewer units with dropout.',
        patch: { head: { units: [], dropout: 0 } },
        change: 'a linear head',
      },
    },
  ];
}
