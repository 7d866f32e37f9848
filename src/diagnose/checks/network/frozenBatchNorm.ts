import type { BatchNormalizationPolicy } from '../../../backbones/network/batchNormalization.js';
import type { Network } from '../../../backbones/network/layer.js';
import { batchNormalizationsOf } from '../../../backbones/network/layer.js';
import type { LayerGap } from '../../../measure/model/trainInferenceGap.js';
import { formatNumber, formatPercent, formatPoints, formatWithInterval } from '../../../metrics/format.js';
import { excludesZero, meanAccuracy, pairedDifference } from '../../../metrics/paired.js';
import type { Recipe } from '../../../recipe/recipeType.js';
import type { Finding } from '../../finding.js';

/** What frozen batch normalisations make of the same pictures in training and in inference. */
export interface PhaseMeasurement {
  policy: BatchNormalizationPolicy;
  batchSize: number;
  /** Of the frozen batch normalisations, from the input up. */
  departures: readonly LayerGap[];
  /**
   * Whether a linear probe that learnt from other pictures' features in the training phase is right about each picture,
   * by its features in training, and by those in inference, as validation sees them.
   */
  inTraining: readonly boolean[];
  inInference: readonly boolean[];
  /** Whether one is that learnt and is asked in inference, as if the moving statistics were used throughout. */
  withMoving: readonly boolean[];
}

/** A tenth of the spread that pictures have among themselves. */
const DEPARTS = 0.1;

/**
 * Finds batch normalisations that are frozen and yet normalise with each batch's own statistics while the head trains
 * (Keras 2.1.3 to 2.3.1; keras PR 9965): the head learns on one network and is validated on another.
 *
 * The evidence is measured on the same pictures: by how much each layer's output in training differs from that in
 * inference, the first layer that departs, and the accuracy that a linear probe loses by it. Batches of four can ruin the
 * features of the training phase too, so what is lost is counted from a probe on moving statistics.
 */
export function frozenBatchNorm(measured: PhaseMeasurement): Finding[] {
  const { policy, batchSize, departures, inTraining, inInference, withMoving } = measured;
  const first = departures.find(({ difference }) => difference > DEPARTS);
  if (policy === 'moving' || first === undefined) return [];
  const largest = departures.reduce((a, b) => (b.difference > a.difference ? b : a));
  const change = pairedDifference([withMoving], [inInference]);
  const loses = excludesZero(change) && change.value < 0;
  const [training, inference, moving] = [inTraining, inInference, withMoving].map((right) => meanAccuracy([right]));
  const departing = departures.filter(({ difference }) => difference > DEPARTS).length;
  return [
    {
      check: 'frozen-batch-norm',
      severity: loses && policy === 'batch' ? 'critical' : 'warning',
      effect: Math.max(0, -change.value),
      summary: loses
        ? `The frozen layers are one network in training and another in validation, from ${first.layer} on: a linear probe that learns on the one and is asked on the other is right on ${formatPercent(inference.value)}, with moving statistics on ${formatPercent(moving.value)}.`
        : `${departing} of ${departures.length} frozen batch normalisations give other values in training than in validation, from ${first.layer} on.`,
      evidence: [
        {
          measure: 'accuracy of a linear probe, learnt in training, asked in inference',
          expected: `moving statistics in both: ${formatWithInterval(moving.value, moving.interval)}`,
          received: formatWithInterval(inference.value, inference.interval),
        },
        { measure: 'difference, the same pictures', expected: 'none', received: formatPoints(change) },
        {
          measure: 'accuracy of the same probe, asked in training',
          expected: 'as in inference',
          received: `${formatWithInterval(training.value, training.interval)}, ${formatPoints(pairedDifference([inTraining], [inInference]))} to inference`,
        },
        {
          measure: `first layer that departs: ${first.layer}`,
          expected: `below ${DEPARTS} deviations`,
          received: formatNumber(first.difference),
        },
        {
          measure: `layer that departs most: ${largest.layer}`,
          expected: `below ${DEPARTS} deviations`,
          received: formatNumber(largest.difference),
        },
        { measure: 'layers that depart', expected: '0', received: `${departing} of ${departures.length}` },
        { measure: 'statistics', expected: 'moving', received: `of each batch of ${batchSize} (${policy})` },
      ],
      fix: {
        text: 'Let frozen batch normalisations use their moving statistics: call the base with training=False, or Keras 2.4 and later.',
        patch: { batchNormalization: 'moving' },
        change: 'frozen batch normalisation uses moving statistics',
      },
    },
  ];
}

/**
 * Whether a recipe trains another network than it validates: its frozen batch normalisations, if it has any, use the
 * statistics of the batch.
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
