import type { OneBatch } from '../../../measure/model/oneBatch.js';
import { formatFigure, formatNumber } from '../../../metrics/format.js';
import { outOfBounds, RISE, UPDATES } from '../../evidence/updateBounds.js';
import type { Finding } from '../../finding.js';

/**
 * Times the loss of uniform predictions, or the first if that is higher, that the loss of the batch rises to where steps throw a
 * hidden layer far. Measured on heads with hidden layers: up to 5.4 at rates up to 0.01 of Adam, 11 at 0.03
 * without a loss of accuracy, and 29 to 2,000 at 0.1, which cost 26 to 66 points.
 */
export const THROWN = 20;
const STEP = 10;

/**
 * Finds a learning rate that is too high by the steps on one batch, without a run: a step changes weights by a large part of
 * themselves, and the loss of the very batch rises far above that of uniform predictions, is not finite, or is not learned by
 * heart. Of a single layer, large steps alone are no fault: its answers do not change with the size of its weights.
 *
 * @param learningRate of the recipe
 */
export function largeUpdates(batch: OneBatch, learningRate: number): Finding[] {
  const { recipe, plain, groups, uniformLoss, firstLoss } = batch;
  const { losses } = recipe;
  if (!Number.isFinite(firstLoss)) return [];
  const staysFinite = losses.every(Number.isFinite);
  const peak = Math.max(...losses.filter(Number.isFinite));
  const most = THROWN * Math.max(uniformLoss, firstLoss);
  const isThrown = groups.length > 1 && peak > most;
  const isUnlearned = plain?.after !== undefined && peak > RISE * losses[0]!;
  const large = outOfBounds(groups, 'large');
  if (large.length === 0 || (staysFinite && !isThrown && !isUnlearned)) return [];
  const largest = large.reduce((a, b) => (b.update > a.update ? b : a));
  const lower = Number((learningRate / STEP).toPrecision(6));
  return [
    {
      check: 'learning-rate-too-high',
      severity: staysFinite ? 'warning' : 'critical',
      effect: staysFinite ? 1 - uniformLoss / peak : 1,
      summary: staysFinite
        ? `Steps on one batch raise its own loss from ${formatNumber(firstLoss)} to ${formatNumber(peak)}: each changes ${largest.name} by ${formatNumber(largest.update)} times its weights.`
        : `The loss of one batch is no finite number after ${losses.length - 1} steps on it.`,
      evidence: [
        {
          measure: `change of ${largest.name} in a step, relative to its weights`,
          expected: `${formatFigure(UPDATES.least)} to ${formatFigure(UPDATES.most)}`,
          received: formatNumber(largest.update),
        },
        {
          measure: 'highest loss of the batch',
          expected: `below ${formatNumber(most)}`,
          received: staysFinite ? formatNumber(peak) : 'not finite',
        },
        { measure: 'learning rate', expected: 'lower', received: formatFigure(learningRate) },
      ],
      fix: {
        text: `Train with a tenth of the learning rate: ${formatFigure(lower)}.`,
        patch: { learningRate: lower },
        change: 'a tenth of the learning rate',
      },
    },
  ];
}
