import { formatPercent, formatWithInterval } from '../../../metrics/format.js';
import type { Miscalibration } from '../../../metrics/miscalibration.js';
import type { Finding } from '../../finding.js';

/**
 * Finds a model whose confidence is not its accuracy, where the expected calibration error is more than chance makes of a
 * calibrated model on so few pictures. Its answers, and so its accuracy, are untouched by it: context.
 */
export function miscalibrated({ error, interval, byChance, confidence, accuracy }: Miscalibration): Finding[] {
  if (!(error > byChance)) return [];
  const over = confidence > accuracy;
  return [
    {
      check: 'miscalibrated',
      severity: 'info',
      effect: error,
      summary: `The model is ${formatPercent(confidence)} sure on average and right on ${formatPercent(accuracy)}: too ${over ? 'sure' : 'unsure'} of itself.`,
      evidence: [
        {
          measure: 'expected calibration error, 15 bins',
          expected: `below ${formatPercent(byChance)}, 97.5 % of calibrated models`,
          received: formatWithInterval(error, interval),
        },
        {
          measure: 'mean confidence',
          expected: `${formatPercent(accuracy)}, the accuracy`,
          received: formatPercent(confidence),
        },
      ],
      fix: {
        text: 'Divide the logits by a temperature fitted on validation pictures (Guo et al. 2017), or smooth the labels.',
        patch: { temperatureScaling: true },
        change: 'a fitted temperature',
      },
    },
  ];
}
