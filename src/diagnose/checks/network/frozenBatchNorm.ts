import type { BatchNormalizationPolicy } from '../../../backbones/network/batchNormalization.js';
import { batchNormalizationsOf, type Network } from '../../../backbones/network/layer.js';
import { DIFFERS, type LayerGap } from '../../../measure/model/trainInferenceGap.js';
import { formatNumber, formatPercent, formatPoints, formatWithInterval } from '../../../metrics/format.js';
import { excludesZero, meanAccuracy, pairedDifference } from '../../../metrics/paired.js';
import type { Recipe } from '../../../recipe/recipeType.js';
import type { Finding } from '../../finding.js';

/** What frozen batch normalization does to the same images in training and in inference mode. */
export interface PhaseMeasurement {
  policy: BatchNormalizationPolicy;
  batchSize: number;
  /** Of the frozen batch-normalization layers, from the input up. */
  departures: readonly LayerGap[];
  /**
   * Whether a linear probe, trained on features of other images in training mode, is correct on each image: evaluated on
   * its features in training mode, and on those in inference mode, as validation sees them.
   */
  inTraining: readonly boolean[];
  inInference: readonly boolean[];
  /** The same of a probe that is trained and evaluated in inference mode, with moving statistics throughout. */
  withMoving: readonly boolean[];
}

/**
 * Finds batch normalization that is frozen and yet normalizes with the statistics of each batch while the head trains
 * (Keras 2.1.3 to 2.3.1; keras PR 9965): the head is trained on one network and validated on another.
 *
 * The evidence is measured on the same images: by how much each layer's output in training mode differs from that in
 * inference mode, the first layer that differs, and the accuracy that a linear probe loses. Batches of four can ruin the
 * features in training mode too, so the loss is counted from a probe on moving statistics.
 */
export function frozenBatchNorm(measured: PhaseMeasurement): Finding[] {
  const { policy, batchSize, departures, inTraining, inInference, withMoving } = measured;
  const first = departures.find(({ difference }) => difference > DIFFERS);
  if (policy === 'moving' || first === undefined) return [];
  const largest = departures.reduce((a, b) => (b.difference > a.difference ? b : a));
  const change = pairedDifference([withMoving], [inInference]);
  const loses = excludesZero(change) && change.value < 0;
  const [training, inference, moving] = [inTraining, inInference, withMoving].map((correct) => meanAccuracy([correct]));
  const numDiffering = departures.filter(({ difference }) => difference > DIFFERS).length;
  return [
    {
      check: 'frozen-batch-norm',
      severity: loses && policy === 'batch' ? 'critical' : 'warning',
      effect: Math.max(0, -change.value),
      summary: loses
        ? `From ${first.layer} on, frozen batch normalization gives different outputs in training and in validation. A linear probe trained on training outputs has ${formatPercent(inference!.value)} accuracy on validation outputs. With moving statistics in both: ${formatPercent(moving!.value)}.`
        : `From ${first.layer} on, ${numDiffering} of ${departures.length} frozen batch-normalization layers give different outputs in training and in validation.`,
      evidence: [
        {
          measure: 'accuracy of a linear probe, trained in training mode, evaluated in inference mode',
          expected: `moving statistics in both: ${formatWithInterval(moving!.value, moving!.interval)}`,
          received: formatWithInterval(inference!.value, inference!.interval),
        },
        { measure: 'difference, on the same images', expected: 'none', received: formatPoints(change) },
        {
          measure: 'accuracy of the same probe, evaluated in training mode',
          expected: 'as in inference mode',
          received: formatWithInterval(training!.value, training!.interval),
        },
        {
          measure: 'difference, training to inference mode',
          expected: 'none',
          received: formatPoints(pairedDifference([inTraining], [inInference])),
        },
        {
          measure: `first layer that differs: ${first.layer}`,
          expected: `below ${DIFFERS} standard deviations`,
          received: formatNumber(first.difference),
        },
        {
          measure: `layer that differs most: ${largest.layer}`,
          expected: `below ${DIFFERS} standard deviations`,
          received: formatNumber(largest.difference),
        },
        { measure: 'layers that differ', expected: '0', received: `${numDiffering} of ${departures.length}` },
        { measure: 'statistics', expected: 'moving', received: `of each batch of ${batchSize} (${policy})` },
      ],
      fix: {
        text: 'Let frozen batch normalization use its moving statistics: use Keras 2.4 or later, and set `trainable = False` on each batch-normalization layer. Calling the base with training=False is not enough: Keras 3.0 to 3.15 ignores it in fit.',
        patch: { batchNormalization: 'moving' },
        change: 'frozen batch normalization uses moving statistics',
      },
    },
  ];
}

/**
 * Whether a recipe trains another network than it validates: it has frozen batch normalization that uses the statistics
 * of the batch.
 *
 * @param trainable names of the layers that train
 */
export function phasesDiffer(
  { batchNormalization }: Pick<Recipe, 'batchNormalization'>,
  network: Pick<Network, 'layers'>,
  trainable: ReadonlySet<string>,
): boolean {
  const isFrozen = ({ name }: { name: string }): boolean => !trainable.has(name);
  return batchNormalization !== 'moving' && batchNormalizationsOf(network).some(isFrozen);
}
