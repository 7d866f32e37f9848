import { formatPercent, formatWithInterval } from '../../../metrics/format.js';
import { wilson } from '../../../metrics/intervals.js';
import { keptEpoch, type TrainedRun } from '../../evidence/trainedRun.js';
import type { Finding } from '../../finding.js';

/**
 * Least gap between training and validation, beyond both intervals: on 862 wheat kernels a sound run of frozen InceptionV3
 * had 0.12 to 0.23, 0.74 to 0.79 against 0.56 to 0.62.
 */
const GAP = 0.25;
/** Rise of the validation loss over its least that is more than the noise of an epoch. */
const RISE = 0.1;

/**
 * Finds a network that learns its training pictures by heart: at the epoch that was kept it knows far more of them than
 * of the validation pictures, or, with the validation loss rising while the training loss falls, is past its best.
 *
 * Says nothing where training and inference are two networks (`frozen-batch-norm`): then the gap is no overfitting.
 *
 * @param phasesDiffer whether they are
 */
export function overfitting(run: TrainedRun, phasesDiffer = false): Finding[] {
  if (phasesDiffer || run.history.length === 0) return [];
  const kept = keptEpoch(run);
  const intervalOf = (accuracy: number, n: number): readonly [number, number] => wilson(Math.round(accuracy * n), n);
  const training = intervalOf(kept.trainAccuracy, run.numTraining);
  const validation = intervalOf(kept.validationAccuracy, run.numValidation);
  const gap = kept.trainAccuracy - kept.validationAccuracy;
  const wide = training[0] - validation[1] > GAP;
  const losses = run.history.map(({ validationLoss }) => validationLoss);
  const least = Math.min(...losses);
  const last = run.history[run.history.length - 1];
  const from = run.history[losses.indexOf(least)];
  const rises = last.validationLoss > least * (1 + RISE) && last.trainLoss < from.trainLoss;
  if (!wide && !rises) return [];
  return [
    {
      check: 'overfitting',
      severity: wide ? 'warning' : 'info',
      effect: Math.max(0, gap),
      summary: wide
        ? `The network knows ${formatPercent(kept.trainAccuracy)} of its training pictures and ${formatPercent(kept.validationAccuracy)} of the validation pictures.`
        : `The validation loss rises by ${formatPercent(last.validationLoss / least - 1)} after epoch ${from.epoch} while the training loss falls; epoch ${kept.epoch} was kept.`,
      evidence: [
        {
          measure: `accuracy, training against validation, epoch ${kept.epoch}`,
          expected: `less than ${100 * GAP} points apart: ${formatWithInterval(kept.trainAccuracy, training)}`,
          received: formatWithInterval(kept.validationAccuracy, validation),
        },
        {
          measure: 'validation loss, least and last',
          expected: least.toFixed(3),
          received: last.validationLoss.toFixed(3),
        },
      ],
      fix: {
        text: 'Take a smaller head with dropout, more pictures or a weak augmentation.',
        patch: { head: { units: [], dropout: 0.5 } },
        change: 'a linear head with dropout',
      },
    },
  ];
}
