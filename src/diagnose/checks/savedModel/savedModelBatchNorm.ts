import type { ModelPhases } from '../../../measure/model/modelPhases.js';
import { formatNumber, formatPercent, formatPoints, formatWithInterval } from '../../../metrics/format.js';
import { excludesZero, meanAccuracy, pairedDifference } from '../../../metrics/paired.js';
import type { Finding } from '../../finding.js';

/** Gains below it are no fault that anybody would look for. */
const LEAST_GAIN = 0.05;
/** As in `frozenBatchNorm`: a tenth of the spread that pictures have among themselves. */
const DEPARTS = 0.1;

/**
 * Finds a model that answers better with the statistics of each batch than with its moving ones: its head has learnt on
 * another network than the one that validates and predicts (frozen batch normalisation of Keras 2.1.3 to 2.3.1, keras
 * PR 9965; a base called with training=True; moving statistics that never caught up).
 */
export function savedModelBatchNorm({
  inInference,
  inTraining,
  batchSize,
  departures,
  isFrozen,
}: ModelPhases): Finding[] {
  const gain = pairedDifference([inInference], [inTraining]);
  if (!excludesZero(gain) || gain.value < LEAST_GAIN) return [];
  const [inference, training] = [inInference, inTraining].map((right) => meanAccuracy([right]));
  const departing = departures.filter(({ difference }) => difference > DEPARTS);
  const largest = departures.reduce((a, b) => (b.difference > a.difference ? b : a));
  return [
    {
      check: 'frozen-batch-norm',
      severity: 'critical',
      effect: gain.value,
      summary: `The model has learnt on one network and answers with another: with the statistics of each batch of ${batchSize}, as in training, it is right on ${formatPercent(training.value)} of its training pictures, with its moving statistics, as in validation, on ${formatPercent(inference.value)} of the same.`,
      evidence: [
        {
          measure: 'accuracy with moving statistics',
          expected: `as with those of a batch, ${formatWithInterval(training.value, training.interval)}`,
          received: formatWithInterval(inference.value, inference.interval),
        },
        { measure: 'difference, the same pictures', expected: 'none', received: formatPoints(gain) },
        {
          measure: `first layer that departs${departing.length > 0 ? `: ${departing[0].layer}` : ''}`,
          expected: `below ${DEPARTS} deviations`,
          received: formatNumber(departing[0]?.difference ?? largest.difference),
        },
        { measure: 'layers that depart', expected: '0', received: `${departing.length} of ${departures.length}` },
      ],
      fix: isFrozen
        ? {
            text: 'Let frozen batch normalisations use their moving statistics (call the base with training=False, or Keras 2.4 and later), and train the head again.',
            patch: { batchNormalization: 'moving' },
            change: 'frozen batch normalisation uses moving statistics',
          }
        : {
            text: 'Freeze the batch normalisations (call the base with training=False), or train them on larger batches for longer, until the moving statistics follow.',
          },
    },
  ];
}
