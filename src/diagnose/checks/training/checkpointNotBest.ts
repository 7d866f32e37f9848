import { formatPercent, formatWithInterval } from '../../../metrics/format.js';
import { wilson } from '../../../metrics/intervals.js';
import { keptEpoch, type TrainedRun } from '../../evidence/trainedRun.js';
import type { Finding } from '../../finding.js';

/**
 * Finds a run that kept the weights of another epoch than the best: the last one, without a checkpoint, or the best by a
 * training metric. A loss within the interval of the validation accuracy is context.
 *
 * @param monitor of the checkpoint; undefined where there was none
 */
export function checkpointNotBest(run: TrainedRun, monitor?: string): Finding[] {
  if (run.history.length === 0) return [];
  const kept = keptEpoch(run);
  const best = run.history.reduce((a, b) => (b.validationAccuracy > a.validationAccuracy ? b : a));
  const loss = best.validationAccuracy - kept.validationAccuracy;
  if (loss <= 0) return [];
  const n = run.numValidation;
  const interval = wilson(Math.round(kept.validationAccuracy * n), n);
  return [
    {
      check: 'checkpoint-not-best',
      severity: best.validationAccuracy > interval[1] ? 'warning' : 'info',
      effect: loss,
      summary: `Epoch ${kept.epoch} was kept, with a validation accuracy of ${formatPercent(kept.validationAccuracy)}; epoch ${best.epoch} had ${formatPercent(best.validationAccuracy)}.`,
      evidence: [
        {
          measure: 'validation accuracy of the epoch kept',
          expected: `${formatPercent(best.validationAccuracy)}, epoch ${best.epoch}`,
          received: `${formatWithInterval(kept.validationAccuracy, interval)}, epoch ${kept.epoch}`,
        },
        { measure: 'monitor of the checkpoint', expected: 'val_accuracy', received: monitor ?? 'none' },
      ],
      fix: {
        text: 'Keep the best epoch by val_accuracy.',
        patch: { monitor: 'val_accuracy' },
        change: 'the best epoch kept by val_accuracy',
      },
    },
  ];
}
