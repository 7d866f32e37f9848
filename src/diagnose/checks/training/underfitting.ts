import { formatPercent, formatWithInterval } from '../../../metrics/format.js';
import { wilson } from '../../../metrics/intervals.js';
import type { Estimate } from '../../../metrics/paired.js';
import { keptEpoch, type TrainedRun } from '../../evidence/trainedRun.js';
import type { Finding } from '../../finding.js';

/**
 * Finds a network that has not learnt even its training pictures: it knows no more of them than the share of the largest
 * class, or fewer than a linear probe on the same frozen features knows of pictures that it has not seen.
 *
 * @param majority share of the largest class in training, in [0, 1]
 * @param probe accuracy of a linear probe on held-out training pictures, with its interval
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
        ? `The network is right on ${formatPercent(trainAccuracy)} of its training pictures; always answering the largest class is on ${formatPercent(majority)}.`
        : `The network is right on ${formatPercent(trainAccuracy)} of its training pictures, a linear probe on ${formatPercent(probe!.value)} of pictures that it has not seen.`,
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
        text: 'Look at the scaling of the input and at the learning rate first; then train longer, or unfreeze more.',
      },
    },
  ];
}
