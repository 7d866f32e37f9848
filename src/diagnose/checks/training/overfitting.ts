import { formatPercent, formatWithInterval } from '../../../metrics/format.js';
import { wilson } from '../../../metrics/intervals.js';
import { keptEpoch, type TrainedRun } from '../../evidence/trainedRun.js';
import type { Finding } from '../../finding.js';

/**
 * Least gap between training and validation accuracy, beyond both intervals: on 862 wheat kernels a sound run of frozen
 * InceptionV3 had 0.12 to 0.23, 0.74 to 0.79 against 0.56 to 0.62.
 */
export const GAP = 0.25;
/** Rise of the validation loss above its lowest that is more than the noise of an epoch. A choice. */
export const RISE = 0.1;

/**
 * Finds a network that memorizes its training images: at the epoch that was kept, training accuracy is far above validation
 * accuracy, or the validation loss rises while the training loss falls.
 *
 * No finding where training and inference are two networks (`frozen-batch-norm`, `lagging-batch-norm`): then the gap does
 * not show overfitting.
 *
 * @param phasesDiffer whether they are
 */
export function overfitting(run: TrainedRun, phasesDiffer = false): Finding[] {
  if (phasesDiffer || run.history.length === 0) return [];
  const kept = keptEpoch(run);
  const { training, validation } = intervalsOf(run);
  const gap = kept.trainAccuracy - kept.validationAccuracy;
  const wide = isFarBelowTraining(run);
  const losses = run.history.map(({ validationLoss }) => validationLoss);
  const least = Math.min(...losses);
  const last = run.history[run.history.length - 1]!;
  const from = run.history[losses.indexOf(least)]!;
  const rises = last.validationLoss > least * (1 + RISE) && last.trainLoss < from.trainLoss;
  if (!wide && !rises) return [];
  return [
    {
      check: 'overfitting',
      severity: wide ? 'warning' : 'info',
      effect: Math.max(0, gap),
      summary: wide
        ? `Accuracy is ${formatPercent(kept.trainAccuracy)} in training and ${formatPercent(kept.validationAccuracy)} in validation.`
        : `The validation loss rises by ${formatPercent(last.validationLoss / least - 1)} after epoch ${from.epoch} while the training loss falls. Epoch ${kept.epoch} was kept.`,
      evidence: [
        {
          measure: `validation accuracy, epoch ${kept.epoch}`,
          expected: `within ${100 * GAP} points of training, ${formatWithInterval(kept.trainAccuracy, training)}`,
          received: formatWithInterval(kept.validationAccuracy, validation),
        },
        {
          measure: 'validation loss, lowest and last',
          expected: least.toFixed(3),
          received: last.validationLoss.toFixed(3),
        },
      ],
      fix: {
        text: 'Use a smaller head with dropout, more images or weak augmentation.',
        patch: { head: { units: [], dropout: 0.5 } },
        change: 'a linear head with dropout',
      },
    },
  ];
}

/** Whether validation accuracy is more than `GAP` below training accuracy at the epoch that was kept, beyond both intervals. */
export function isFarBelowTraining(run: TrainedRun): boolean {
  if (run.history.length === 0) return false;
  const { training, validation } = intervalsOf(run);
  return training[0] - validation[1] > GAP;
}

function intervalsOf(run: TrainedRun): { training: readonly [number, number]; validation: readonly [number, number] } {
  const { trainAccuracy, validationAccuracy } = keptEpoch(run);
  const of = (accuracy: number, n: number): readonly [number, number] => wilson(Math.round(accuracy * n), n);
  return { training: of(trainAccuracy, run.numTraining), validation: of(validationAccuracy, run.numValidation) };
}
