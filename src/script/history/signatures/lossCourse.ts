import { least } from '../../../base/extremes.js';
import { pluralize } from '../../../base/text/pluralize.js';
import { formatFigure, formatPercent } from '../../../metrics/format.js';
import { formatRange } from './nothingLearned.js';
import type { Cause, Signature } from './signature.js';
import { chanceOf, isWhole, lastOf, mean, type StageView, spread, uniformLoss, writtenError } from './stageView.js';

/**
 * Rise of the training loss in an epoch, as a share of ln C, beyond that of strong augmentation: as in the check
 * `learning-rate-too-high`, measured there on frozen EfficientNetLite0.
 */
const RISE = 0.2;
/** How far above ln C it ends. */
const ABOVE_UNIFORM = 1.05;
/** Rise that counts where the number of classes is not known: the last loss over the first and over the lowest. */
const RISE_RELATIVE = 1.5;
const LEAST_EPOCHS = 3;

/** Finds a training loss that rises and ends above that of equal probabilities. */
export function lossRises(view: StageView): Signature[] {
  const { loss, epochs, accuracy, facts } = view;
  if (!isWhole(loss) || epochs.length < LEAST_EPOCHS - 1) return [];
  const uniform = uniformLoss(facts);
  const last = loss[loss.length - 1]!;
  const lowest = least(loss);
  const scale = uniform ?? Math.max(loss[0]!, 0);
  const at = loss.findIndex((value, i) => i > 0 && value > loss[i - 1]! + RISE * scale);
  if (at < 0 || last < 0) return [];
  const endsHigh = uniform === undefined ? last > RISE_RELATIVE * loss[0]! : last > ABOVE_UNIFORM * uniform;
  if (!endsHigh || last < RISE_RELATIVE * lowest) return [];
  const after = loss.slice(at);
  const isFlat = after.length > 1 && spread(after) <= 0.1 * mean(after);
  const end = lastOf(accuracy);
  const atAccuracy = end === undefined ? '' : ` at an accuracy of ${formatFigure(end)}`;
  return [
    {
      name: 'loss-rises',
      kind: 'fault',
      stage: view.stage,
      summary: `The training loss jumps from ${formatFigure(loss[at - 1]!)} to ${formatFigure(loss[at]!)} in epoch ${epochs[at]!} and ends at ${formatFigure(last)}${atAccuracy}.`,
      epochs: epochs.slice(at),
      meaning: isFlat
        ? 'A step threw the weights to where the gradient is 0; what was learned is lost.'
        : 'Steps are too large: they undo what was learned.',
      causes: [
        { fault: 'learning-rate-too-high', why: 'A rate ten times too high does this within a few epochs.' },
        { fault: 'wrong-scaling', why: 'Values far larger than expected make every step larger.', values: 'larger' },
        ...(view.stage > 1
          ? [
              {
                fault: 'weights-not-loaded' as const,
                why: 'A second training may begin with other weights than the first ended with.',
              },
            ]
          : []),
      ],
      confidence: 'likely',
      toDistinguish: 'Train with a tenth of the learning rate; for fine-tuning, a hundredth of the rate of the head.',
    },
  ];
}

/** Relative spread of a training loss that does not move, beyond what is printed. */
const STILL = 0.005;
/** Share of ln C above which a loss that does not move has learned next to nothing. */
const LEARNED_NOTHING = 0.9;
/** Accuracy above chance at which a loss that does not move has converged. */
const CONVERGED = 0.2;

/** Finds a training loss that stays where it began. */
export function noMovement(view: StageView): Signature[] {
  const { loss, epochs, accuracy, facts, decimals } = view;
  const [uniform, chance] = [uniformLoss(facts), chanceOf(facts)];
  if (!isWhole(loss) || epochs.length < LEAST_EPOCHS + 1 || mean(loss) <= 0) return [];
  if (spread(loss) > Math.max(STILL * mean(loss), 2 * writtenError(mean(loss), decimals))) return [];
  if (uniform !== undefined && mean(loss) < LEARNED_NOTHING * uniform) return [];
  // A training that goes on from a good one may stand still, and so may one that has converged.
  if (uniform === undefined && view.stage > 1) return [];
  const last = lastOf(accuracy);
  if (last !== undefined && last > (chance ?? 0.5) + CONVERGED) return [];
  const isExact = spread(loss) <= 2 * writtenError(mean(loss), decimals);
  return [
    {
      name: 'no-movement',
      kind: 'fault',
      stage: view.stage,
      summary: `The training loss stays at ${formatRange(loss)} over ${pluralize(epochs.length, 'epoch')}.`,
      epochs: [...epochs],
      meaning: 'The weights do not change, or not by enough to matter.',
      causes: isExact
        ? [
            { fault: 'nothing-trainable', why: 'No layer is trainable, or the rate is 0.' },
            { fault: 'learning-rate-too-high', why: 'The first steps saturated the output, where its gradient is 0.' },
            { fault: 'learning-rate-too-low', why: 'Steps of less than the printed digits.' },
          ]
        : [
            { fault: 'learning-rate-too-low', why: 'Steps are too small for the loss to move.' },
            { fault: 'nothing-trainable', why: 'Only batch normalization or dropout changes the loss.' },
            { fault: 'wrong-scaling', why: 'All images look alike to the backbone.' },
          ],
      confidence: isExact ? 'certain' : 'likely',
      toDistinguish: 'Count the trainable parameters in model.summary(), then train with ten times the learning rate.',
    },
  ];
}

/** Least share of its first value by which a loss falls, as in the check `learning-rate-too-low`: at rates that learn, 0.78 and more. */
const LEAST_FALL = 0.3;
/** Fall in the second half over that in the first, as there: 0.4 and less where training levels off. */
const STRAIGHT = 0.7;
const STILL_HIGH = 0.5;
/** Fewer epochs of a sound training may fall in a straight line. */
const LEAST_EPOCHS_OF_FALL = 5;

/** Finds a training loss that falls in every epoch, by little, and at the end as fast as at the beginning. */
export function slowFall(view: StageView): Signature[] {
  const { loss, epochs, accuracy, facts } = view;
  const uniform = uniformLoss(facts);
  if (uniform === undefined || !isWhole(loss) || epochs.length < LEAST_EPOCHS_OF_FALL) return [];
  const [first, last] = [loss[0]!, loss[loss.length - 1]!];
  const fall = 1 - last / first;
  const half = Math.floor((loss.length - 1) / 2);
  const isStraight = loss[half]! - loss[2 * half]! > STRAIGHT * (first - loss[half]!);
  const falls = loss.every((value, i) => i === 0 || value < loss[i - 1]!);
  if (!falls || !isStraight || fall > LEAST_FALL || last < STILL_HIGH * uniform) return [];
  // A training of few epochs may be slow and on its way.
  const isOnItsWay = (lastOf(accuracy) ?? 0) > (chanceOf(facts) ?? 1) + CONVERGED;
  return [
    {
      name: 'slow-fall',
      kind: isOnItsWay ? 'remark' : 'fault',
      stage: view.stage,
      summary: `The training loss falls in every epoch, from ${formatFigure(first)} to ${formatFigure(last)}: by ${formatPercent(fall)} in ${epochs.length} epochs, as fast at the end as at the beginning.`,
      epochs: [...epochs],
      meaning: 'Training ends long before it converges.',
      causes: [
        { fault: 'learning-rate-too-low', why: 'Steps are too small.' },
        { fault: 'too-few-steps', why: 'An epoch has too few steps.' },
        { fault: 'wrong-scaling', why: 'Values far smaller than expected make every step smaller.', values: 'smaller' },
      ],
      confidence: 'likely',
      toDistinguish: 'Train with ten times the learning rate: if the loss falls faster, it was the rate.',
    },
  ];
}

/** Accuracy above chance below which little is learned: 35 of thaw's own runs, of 4 epochs and more with a validation accuracy above 0.7, end 0.45 or more above it. */
const LITTLE = 0.25;
/** Multiple of ln C above which weights were thrown far, as in the check `learning-rate-too-high`: sound rates take no epoch above 1.2. */
const THROWN = 4;

/** Finds a training that has learned something, and after several epochs hardly more than the shares of the classes. */
export function hardlyLearns(view: StageView): Signature[] {
  const { loss, epochs, accuracy, facts } = view;
  const [uniform, chance] = [uniformLoss(facts), chanceOf(facts)];
  if (uniform === undefined || chance === undefined || epochs.length < LEAST_EPOCHS + 1) return [];
  const [lastLoss, lastAccuracy] = [lastOf(loss), lastOf(accuracy)];
  if (lastLoss === undefined || lastAccuracy === undefined) return [];
  if (lastLoss < LEARNED_NOTHING * uniform || lastAccuracy > chance + LITTLE) return [];
  const tooHigh: Cause = { fault: 'learning-rate-too-high', why: 'Steps that are too large keep the loss high.' };
  const scaling: Cause = {
    fault: 'wrong-scaling',
    why: 'A frozen backbone sees little in images of another range than it was trained on.',
  };
  return [
    {
      name: 'hardly-learns',
      kind: 'fault',
      stage: view.stage,
      summary: `After ${epochs.length} epochs the training loss is ${formatFigure(lastLoss)} and the accuracy ${formatFigure(lastAccuracy)}; equal probabilities have ${formatFigure(uniform)} and ${formatFigure(chance)}.`,
      epochs: [...epochs],
      meaning: 'The head finds little in what the backbone gives it.',
      causes: [
        ...(lastLoss > THROWN * uniform ? [tooHigh, scaling] : [scaling, tooHigh]),
        { fault: 'learning-rate-too-low', why: 'Steps that are too small need many more epochs.' },
        { fault: 'label-conflict', why: 'Labels that have little to do with the images cannot be learned.' },
      ],
      confidence: 'likely',
      toDistinguish:
        'Compare the range of a batch with what the backbone expects; then train with ten times and a tenth of the learning rate.',
    },
  ];
}
