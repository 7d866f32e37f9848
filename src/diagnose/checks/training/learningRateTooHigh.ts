import { formatFigure, formatNumber } from '../../../metrics/format.js';
import type { TrainedRun } from '../../evidence/trainedRun.js';
import type { Finding } from '../../finding.js';

/**
 * A rise of the training loss by more than this share of ln(numClasses) is no noise of the batches. Measured on frozen
 * EfficientNetLite0, 8 epochs of drawn seeds: up to 0.04 at the rates that did best, above 0.08 in 3 of 7 epochs at a
 * hundred times that. A share of the loss itself would be no measure: a loss of 0.05 doubles at the best rate too.
 */
export const JUMP = 0.05;
/** Strong augmentation alone makes the loss rise by up to this share of ln(numClasses), at a rate too low to matter. */
export const RISE: number = 4 * JUMP;
/** Share of the epochs in which it may jump. A choice. */
export const MOST_JUMPS: number = 1 / 3;
/**
 * A mean loss of an epoch above this multiple of ln(numClasses) is that of weights thrown far by the first steps: a sound
 * rate takes no epoch above 1.2, double scaling and raw input neither, a thousand times that rate takes it to 12 ... 23,
 * from where it falls without recovering the accuracy (65 instead of 82 %; frozen EfficientNetLite0, textures).
 */
export const THROWN = 4;
/** What to divide the rate by: a decade, the step in which rates are searched (Smith 2017, arXiv:1506.01186). */
const STEP = 10;

/**
 * Finds a learning rate at which training is unstable: the loss becomes NaN, ends above that of uniform predictions,
 * ln(numClasses), after a rise, jumps up from epoch to epoch, or is far above ln(numClasses) in an epoch.
 */
export function learningRateTooHigh(run: TrainedRun): Finding[] {
  const { history, learningRate, numClasses } = run;
  const losses = history.map(({ trainLoss }) => trainLoss);
  const uniform = Math.log(numClasses);
  const jumps = jumpsOf(losses, uniform);
  const sign = signOf(run, losses, uniform, jumps);
  if (sign === undefined) return [];
  // In six digits, or a tenth of 0.003 is written with seventeen.
  const lower = Number((learningRate / STEP).toPrecision(6));
  return [
    {
      check: 'learning-rate-too-high',
      ...sign,
      evidence: [
        {
          measure: 'training loss, last epoch',
          expected: `below ${formatNumber(uniform)}`,
          received: losses.length === 0 ? 'none' : formatFigure(losses[losses.length - 1]!),
        },
        {
          measure: `epochs in which it rises by more than ${formatNumber(JUMP * uniform)}`,
          expected: 'few',
          received: `${jumps} of ${losses.length - 1}`,
        },
        { measure: 'learning rate', expected: 'lower', received: formatFigure(learningRate) },
      ],
      fix: {
        text: `Train with a tenth of the learning rate: ${formatFigure(lower)}.`,
        patch: { learningRate: lower },
        change: 'a tenth of the learning rate',
      },
    },
  ];
}

/** Epochs after which the loss is higher by more than noise. */
function jumpsOf(losses: readonly number[], uniform: number): number {
  return losses.filter((loss, i) => i > 0 && loss > losses[i - 1]! + JUMP * uniform).length;
}

/** The clearest sign of a rate that is too high. */
function signOf(
  { history, stopped, learningRate }: TrainedRun,
  losses: readonly number[],
  uniform: number,
  jumps: number,
): Pick<Finding, 'severity' | 'effect' | 'summary'> | undefined {
  if (stopped === 'diverged') {
    const summary = `The loss became NaN after ${history.length} epochs at a learning rate of ${formatFigure(learningRate)}.`;
    return { severity: 'critical', effect: 1, summary };
  }
  const last = losses[losses.length - 1]!;
  if (endsAboveUniform(losses, uniform)) {
    const summary = `The training loss ends at ${formatNumber(last)}, above the ${formatNumber(uniform)} of uniform predictions.`;
    return { severity: 'critical', effect: 1 - uniform / last, summary };
  }
  if (jumps >= 2 && jumps > MOST_JUMPS * (losses.length - 1)) {
    const summary = `The training loss jumps up in ${jumps} of ${losses.length - 1} epochs.`;
    return { severity: 'warning', effect: jumps / losses.length, summary };
  }
  const highest = Math.max(...losses);
  if (highest > THROWN * uniform) {
    const summary = `The training loss is ${formatNumber(highest)} in epoch ${losses.indexOf(highest) + 1}, ${Math.round(highest / uniform)} times that of uniform predictions.`;
    return { severity: 'warning', effect: 1 - uniform / highest, summary };
  }
  return undefined;
}

function endsAboveUniform(losses: readonly number[], uniform: number): boolean {
  // A loss that starts high and falls, or stays but for noise, is on its way, however slowly.
  const rises = losses.some((loss, i) => i > 0 && loss > losses[i - 1]! + RISE * uniform);
  // A network that learns nothing, as under a doubled scaling, hovers about ln(numClasses), whatever its rate.
  return rises && losses[losses.length - 1]! > uniform + JUMP * uniform;
}
