import { formatNumber } from '../../../metrics/format.js';
import type { TrainedRun } from '../../evidence/trainedRun.js';
import type { Finding } from '../../finding.js';

/**
 * A rise of the training loss by more than this share of ln(numClasses) is no noise of the batches. Measured on frozen
 * EfficientNetLite0, 8 epochs of drawn seeds: up to 0.04 at the rates that did best, above 0.08 in 3 of 7 epochs at a
 * hundred times that. Of its own last value it would be no measure: a loss of 0.05 doubles at the best rate too.
 */
const JUMP = 0.05;
/** A rise by more than this is none of a loss that strong augmentation alone tosses about, at a rate too low to matter. */
const RISE = 4 * JUMP;
/** Epochs in which it may jump. */
const MOST_JUMPS = 1 / 3;
/**
 * A mean loss of an epoch above this multiple of ln(numClasses) is that of weights thrown far by the first steps: a sound
 * rate takes no epoch above 1.2, double scaling and raw input neither, a thousand times that rate takes it to 12 ... 23,
 * from where it comes down without getting back what it lost (65 instead of 82 %; frozen EfficientNetLite0, textures).
 */
const THROWN = 4;
/** What to divide the rate by: a decade, the step in which rates are searched (Smith 2017, arXiv:1506.01186). */
const STEP = 10;

/**
 * Finds a learning rate that training cannot follow: the loss becomes no number, ends above that of a network that knows
 * nothing, ln(numClasses), having risen, jumps up from epoch to epoch, or was thrown far above it in an epoch.
 */
export function learningRateTooHigh(run: TrainedRun): Finding[] {
  const { history, stopped, learningRate, numClasses } = run;
  const losses = history.map(({ trainLoss }) => trainLoss);
  const last = losses[losses.length - 1];
  const nothing = Math.log(numClasses);
  const jumps = losses.filter((loss, i) => i > 0 && loss > losses[i - 1] + JUMP * nothing).length;
  // A loss that starts high and falls, or stays but for noise, is on its way, however slowly.
  const rises = losses.some((loss, i) => i > 0 && loss > losses[i - 1] + RISE * nothing);
  const diverged = stopped === 'diverged';
  // A network that learns nothing, as under a doubled scaling, hovers about ln(numClasses), whatever its rate.
  const knowsLess = rises && last > nothing + JUMP * nothing;
  const jumpy = jumps >= 2 && jumps > MOST_JUMPS * (losses.length - 1);
  const highest = Math.max(...losses);
  const thrown = highest > THROWN * nothing;
  if (!diverged && !knowsLess && !jumpy && !thrown) return [];
  const summary = diverged
    ? `The loss became no number after ${history.length} epochs at a learning rate of ${learningRate}.`
    : knowsLess
      ? `The training loss ends at ${formatNumber(last)}, above the ${formatNumber(nothing)} of a network that knows nothing.`
      : jumpy
        ? `The training loss jumps up in ${jumps} of ${losses.length - 1} epochs.`
        : `The training loss is ${formatNumber(highest)} in epoch ${losses.indexOf(highest) + 1}, ${Math.round(highest / nothing)} times that of a network that knows nothing.`;
  return [
    {
      check: 'learning-rate-too-high',
      severity: diverged || knowsLess ? 'critical' : 'warning',
      effect: diverged ? 1 : knowsLess ? 1 - nothing / last : jumpy ? jumps / losses.length : 1 - nothing / highest,
      summary,
      evidence: [
        {
          measure: 'training loss, last epoch',
          expected: `below ${formatNumber(nothing)}`,
          received: String(last ?? 'none'),
        },
        {
          measure: `epochs in which it rises by more than ${formatNumber(JUMP * nothing)}`,
          expected: 'few',
          received: `${jumps} of ${losses.length - 1}`,
        },
        { measure: 'learning rate', expected: 'lower', received: String(learningRate) },
      ],
      fix: {
        text: `Train at a tenth of the learning rate: ${learningRate / STEP}.`,
        patch: { learningRate: learningRate / STEP },
        change: 'a tenth of the learning rate',
      },
    },
  ];
}
