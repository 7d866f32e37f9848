import { formatFigure, formatNumber, formatPercent } from '../../../metrics/format.js';
import type { TrainedRun } from '../../evidence/trainedRun.js';
import type { Finding } from '../../finding.js';

/**
 * Share of its first value by which the training loss has to fall in a run. Measured on frozen EfficientNetLite0, 8 epochs
 * of drawn seeds: 0.78 and more at rates that learned, 0.03 to 0.24 at a hundredth of these.
 */
export const LEAST_FALL = 0.3;
/** Fall in the second half of a run over that in the first: in the same runs 0.9 to 1.1, and 0.4 and less. */
export const STRAIGHT = 0.7;
/** Of ln(numClasses): below it there is little left to fall. */
export const STILL_HIGH = 0.5;
/** Of ln(numClasses), the loss of uniform predictions: above it the run has learned next to nothing. A choice. */
export const LEARNED_NOTHING = 0.9;
export const LEAST_EPOCHS = 3;
const STEP = 10;

/**
 * Finds a learning rate at which training hardly moves: the loss falls in every epoch, by little, and at the end as fast
 * as at the beginning. Where the loss levels off, the network has learned what it can.
 */
export function learningRateTooLow({ history, learningRate, numClasses, stopped }: TrainedRun): Finding[] {
  const losses = history.map(({ trainLoss }) => trainLoss);
  if (losses.length < LEAST_EPOCHS || stopped === 'diverged') return [];
  const [first, last] = [losses[0], losses[losses.length - 1]];
  const falls = losses.every((loss, i) => i === 0 || loss < losses[i - 1]!);
  const fall = 1 - last! / first!;
  const middle = losses[Math.floor((losses.length - 1) / 2)]!;
  const second = losses[2 * Math.floor((losses.length - 1) / 2)]!;
  const straight = middle - second > STRAIGHT * (first! - middle);
  if (!falls || !straight || fall > LEAST_FALL || last! < STILL_HIGH * Math.log(numClasses)) return [];
  // In six digits, or ten times 1e-6 is written with seventeen.
  const higher = Math.min(1, Number((learningRate * STEP).toPrecision(6)));
  return [
    {
      check: 'learning-rate-too-low',
      severity: last! > LEARNED_NOTHING * Math.log(numClasses) ? 'critical' : 'warning',
      effect: 1 - fall / LEAST_FALL,
      summary: `The training loss falls in every epoch, but by only ${formatPercent(fall)} over ${losses.length} epochs.`,
      evidence: [
        {
          measure: 'drop of the training loss',
          expected: `${formatPercent(LEAST_FALL)} or more`,
          received: formatPercent(fall),
        },
        {
          measure: 'training loss, first to last epoch',
          expected: 'falling fast',
          received: `${formatNumber(first!)} to ${formatNumber(last!)}`,
        },
        { measure: 'learning rate', expected: 'higher', received: formatFigure(learningRate) },
      ],
      fix: {
        text: `Train with a higher learning rate: ${formatFigure(higher)}.`,
        patch: { learningRate: higher },
        change: `a learning rate of ${formatFigure(higher)}`,
      },
    },
  ];
}
