import { type ModelPhases, modesDiffer, statisticsLagBehind } from '../../../measure/model/modelPhases.js';
import { DIFFERS } from '../../../measure/model/trainInferenceGap.js';
import { formatNumber, formatPercent, formatPoints, formatWithInterval } from '../../../metrics/format.js';
import { meanAccuracy, pairedDifference } from '../../../metrics/paired.js';
import type { Finding } from '../../finding.js';

/**
 * Finds a model that is more accurate with the statistics of each batch than with its moving ones: its head was trained on
 * another network than the one that predicts (frozen batch normalization of Keras 2.1.3 to 2.3.1, keras PR 9965; a base
 * called with training=True). Where its batch normalization trains, that is for `laggingBatchNorm`.
 */
export function savedModelBatchNorm(phases: ModelPhases): Finding[] {
  if (!modesDiffer(phases) || statisticsLagBehind(phases)) return [];
  const { inInference, inTraining, batchSize, departures } = phases;
  const gain = pairedDifference([inInference], [inTraining]);
  const [inference, training] = [inInference, inTraining].map((correct) => meanAccuracy([correct]));
  const differing = departures.filter(({ difference }) => difference > DIFFERS);
  const largest = departures.reduce((a, b) => (b.difference > a.difference ? b : a));
  return [
    {
      check: 'frozen-batch-norm',
      severity: 'critical',
      effect: gain.value,
      summary: `The model was trained with batch statistics and predicts with moving ones. On the same training images, its accuracy is ${formatPercent(training!.value)} with the statistics of each batch of ${batchSize}, and ${formatPercent(inference!.value)} with the moving statistics.`,
      evidence: [
        {
          measure: 'accuracy with moving statistics',
          expected: `as with batch statistics, ${formatWithInterval(training!.value, training!.interval)}`,
          received: formatWithInterval(inference!.value, inference!.interval),
        },
        { measure: 'difference, on the same images', expected: 'none', received: formatPoints(gain) },
        {
          measure: `first layer that differs${differing.length > 0 ? `: ${differing[0]!.layer}` : ''}`,
          expected: `below ${DIFFERS} standard deviations`,
          received: formatNumber(differing[0]?.difference ?? largest.difference),
        },
        { measure: 'layers that differ', expected: '0', received: `${differing.length} of ${departures.length}` },
      ],
      fix: {
        text: 'Let frozen batch normalization use its moving statistics: use Keras 2.4 or later, and set `trainable = False` on each batch-normalization layer. Then train the head again.',
        patch: { batchNormalization: 'moving' },
        change: 'frozen batch normalization uses moving statistics',
      },
    },
  ];
}
