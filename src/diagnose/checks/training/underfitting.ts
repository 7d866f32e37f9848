import { formatPercent, formatWithInterval } from '../../../metrics/format.js';
import { wilson } from '../../../metrics/intervals.js';
import type { Estimate } from '../../../metrics/paired.js';
import { keptEpoch, type TrainedRun } from '../../evidence/trainedRun.js';
import type { Finding } from '../../finding.js';

/**
 * Finds a network that has not learned even its training images: training accuracy does not exceed the majority class, or
 * is below that of a linear probe, on the same frozen features, on images that the probe has not seen.
 *
 * @param majority share of the largest class in training, in [0, 1]
 * @param probe cross-validated accuracy of a linear probe on training images
 */
export function underfitting(run: TrainedRun, majority: number, probe?: Estimate): Finding[] {
  if (run.history.length === 0) return [];
  const { trainAccuracy } = keptEpoch(run);
  const interval = wilson(Math.round(trainAccuracy * run.numTraining), run.numTraining);
  const nothing = interval[0] <= majority;
  const less = probe !== undefined && interval[1] < probe.interval[0];
  if (!nothing && !less) return [];
  const received = formatWithInterval(trainAccuracy, interval);
  return [
    {
      check: 'underfitting',
      severity: nothing ? 'critical' : 'warning',
      effect: Math.max(0, (less ? probe.value : majority) - trainAccuracy),
      summary: nothing
        ? `Training accuracy is ${formatPercent(trainAccuracy)}; always predicting the largest class reaches ${formatPercent(majority)}.`
        : `Training accuracy is ${formatPercent(trainAccuracy)}; a linear probe reaches ${formatPercent(probe!.value)} on images that it has not seen.`,
      evidence: [
        { measure: 'training accuracy', expected: `above ${formatPercent(majority)}, the largest class`, received },
        ...(probe === undefined
          ? []
          : [
              {
                measure: 'training accuracy',
                expected: `linear probe: ${formatWithInterval(probe.value, probe.interval)}`,
                received,
              },
            ]),
      ],
      fix: {
        text: 'Check input scaling and learning rate first. Then train longer, or unfreeze more layers.',
      },
    },
  ];
}
