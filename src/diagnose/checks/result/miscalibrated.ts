import { formatPercent, formatWithInterval } from '../../../metrics/format.js';
import type { Miscalibration } from '../../../metrics/miscalibration.js';
import type { Finding } from '../../finding.js';

/**
 * Finds a model whose confidence differs from its accuracy: its expected calibration error is larger than that of a
 * calibrated model on as many images. Predictions, and so accuracy, are not affected: context.
 */
export function miscalibrated({ error, interval, byChance, confidence, accuracy }: Miscalibration): Finding[] {
  if (!(error > byChance)) return [];
  const over = confidence > accuracy;
  return [
    {
      check: 'miscalibrated',
      severity: 'info',
      effect: error,
      summary: `The mean confidence is ${formatPercent(confidence)} and the accuracy ${formatPercent(accuracy)}: the model is ${over ? 'overconfident' : 'underconfident'}.`,
      evidence: [
        {
          measure: 'expected calibration error, 15 bins',
          expected: `below ${formatPercent(byChance)}, as for 97.5 % of calibrated models`,
          received: formatWithInterval(error, interval),
        },
        {
          measure: 'mean confidence',
          expected: `${formatPercent(accuracy)}, the accuracy`,
          received: formatPercent(confidence),
        },
      ],
      fix: {
        text: 'Divide the logits by a temperature fitted on validation images (Guo et al. 2017), or use label smoothing.',
        patch: { temperatureScaling: true },
        change: 'a fitted temperature',
      },
    },
  ];
}
