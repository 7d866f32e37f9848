import type { OneBatch } from '../../../measure/model/oneBatch.js';
import { formatPercent } from '../../../metrics/format.js';
import type { Finding } from '../../finding.js';

/**
 * Share of the units of a layer that are stuck, from which on too few are left. Measured on heads of 64 to 1,024 units: up to 0.33
 * at rates up to 0.01 of Adam, 0.44 at 0.03 without a loss of accuracy, and 0.61 to 0.98 at 0.1 and more, which cost 26 points
 * and more.
 */
export const MOST_STUCK = 0.5;

/**
 * Finds hidden layers of a head most units of which are stuck after some steps: those of `relu` are 0 for every image, those of
 * `sigmoid` or `tanh` at their ends. No gradient passes there, so that they no longer learn.
 */
export function deadUnits({ activity, recipe }: OneBatch): Finding[] {
  const stuck = activity.after.filter((layer) => layer.stuck >= MOST_STUCK);
  if (stuck.length === 0) return [];
  const most = stuck.reduce((a, b) => (b.stuck > a.stuck ? b : a));
  const word = most.activation.startsWith('relu') ? 'dead' : 'saturated';
  return [
    {
      check: 'dead-units',
      severity: most.stuck === 1 ? 'critical' : 'warning',
      effect: most.stuck,
      summary: `After ${recipe.losses.length} steps, ${formatPercent(most.stuck)} of the units of ${most.layer} are ${word}: their activation ${most.activation} is flat for every image.`,
      evidence: stuck.map(({ layer, stuck: share }) => ({
        measure: `units of ${layer} that are stuck, before the first step and after ${recipe.losses.length}`,
        expected: `below ${formatPercent(MOST_STUCK)}`,
        received: `${formatPercent(activity.before.find((other) => other.layer === layer)!.stuck)}, ${formatPercent(share)}`,
      })),
      fix: {
        text: 'Check the scaling of the images, then train with a tenth of the learning rate.',
      },
    },
  ];
}
