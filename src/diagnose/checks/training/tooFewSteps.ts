import { pluralize } from '../../../base/text/pluralize.js';
import { formatPercent } from '../../../metrics/format.js';
import { keptEpoch, type TrainedRun } from '../../evidence/trainedRun.js';
import type { Finding } from '../../finding.js';

/** Mean drop of the validation loss per epoch, over the last epochs, above which training was not finished. A choice. */
export const STILL_FALLING = 0.02;
export const LAST_EPOCHS = 3;
/**
 * Steps below which even a linear head is not trained: Adam's running means reach back 1 / (1 - 0.9) = 10 and
 * 1 / (1 - 0.999) = 1,000 steps. Source: Kingma and Ba 2014, arXiv:1412.6980.
 */
export const FEW = 100;

/**
 * Finds a run that ended while it was still improving: its last epoch is its best, and the validation loss still falls.
 * With a single epoch, the number of steps alone decides.
 */
export function tooFewSteps(run: TrainedRun): Finding[] {
  const { history, stopped, bestEpoch, stepsPerEpoch } = run;
  if (stopped !== 'finished' || bestEpoch !== history.length) return [];
  const steps = history.length * stepsPerEpoch;
  if (history.length === 1) return steps < FEW ? [onlyEpoch(steps)] : [];
  const last = history[history.length - 1]!;
  const epochs = Math.min(LAST_EPOCHS, history.length - 1);
  const before = history[history.length - 1 - epochs]!;
  const fall = 1 - (last.validationLoss / before.validationLoss) ** (1 / epochs);
  if (fall < STILL_FALLING) return [];
  return [
    {
      check: 'too-few-steps',
      severity: steps < FEW ? 'warning' : 'info',
      effect: Math.min(1, fall),
      summary: `The last epoch is the best, and the validation loss still falls by ${formatPercent(fall)} per epoch: training ended too early.`,
      evidence: [
        {
          measure: 'drop of the validation loss per epoch',
          expected: `below ${formatPercent(STILL_FALLING)}`,
          received: formatPercent(fall),
        },
        { measure: 'steps', expected: `${FEW} or more`, received: `${steps} in ${history.length} epochs` },
        { measure: 'best epoch', expected: 'not the last', received: `${keptEpoch(run).epoch} of ${history.length}` },
      ],
      fix: {
        text: `Train for up to ${2 * history.length} epochs, with early stopping.`,
        patch: { epochs: 2 * history.length },
        change: `up to ${2 * history.length} epochs`,
      },
    },
  ];
}

function onlyEpoch(steps: number): Finding {
  const epochs = Math.ceil(FEW / steps) + LAST_EPOCHS;
  return {
    check: 'too-few-steps',
    severity: 'warning',
    effect: 1 - steps / FEW,
    summary: `Training ended after one epoch of ${pluralize(steps, 'step')}.`,
    evidence: [{ measure: 'steps', expected: `${FEW} or more`, received: `${steps} in 1 epoch` }],
    fix: {
      text: `Train for up to ${epochs} epochs, with early stopping.`,
      patch: { epochs },
      change: `up to ${epochs} epochs`,
    },
  };
}
