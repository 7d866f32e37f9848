import { greatest, least } from '../../../base/extremes.js';
import { formatFigure } from '../../../metrics/format.js';
import { SATURATED_LOSSES } from './saturatedLosses.js';
import type { Cause, Signature } from './signature.js';
import {
  chanceError,
  chanceOf,
  entropy,
  isWhole,
  known,
  lastOf,
  type Series,
  type StageView,
  spread,
  uniformLoss,
  validationImages,
  writtenError,
} from './stageView.js';

/** Epochs that a reading must hold, or it may be a chance of one. */
const LEAST_EPOCHS = 3;
/**
 * Losses within these multiples of ln C, after the first epoch, are those of a network that has learned nothing. A linear head on 16 features without
 * meaning of 2,000 images, 2 to 20 classes, stays between 0.977 and 1.01 for 30 epochs; with 128 features it memorizes, down to 0.8.
 * Dropout takes the mean of an epoch above ln C.
 */
const NEAR_UNIFORM: readonly [number, number] = [0.98, 1.1];
/** How far a training accuracy may be above chance where nothing is learned: in the same epochs up to 0.05. */
const ABOVE_CHANCE = 0.05;
/** Readings of fewer validation images than this may repeat themselves by chance. A choice. */
const FEW_VALIDATION = 100;
/** Relative difference of a loss from a saturated one: a few answers that are not saturated. */
const NEAR_SATURATED = 0.01;
/** Least share of wrong answers: below it the printed digits do not give the quotient of loss and share. */
const LEAST_WRONG = 0.02;
/** Relative difference between the loss of a constant answer and the one seen. */
const NEAR_ENTROPY = 0.03;

/** Finds outputs that are the same probability for every class: loss and accuracy of a network that has learned nothing. */
export function uniformOutput(view: StageView): Signature[] {
  const expected = uniformLoss(view.facts);
  const chance = chanceOf(view.facts);
  const { loss, accuracy, valLoss, epochs } = view;
  if (expected === undefined || chance === undefined || epochs.length < LEAST_EPOCHS || !isWhole(loss)) return [];
  const settled = loss.slice(1);
  if (settled.some((value) => value < NEAR_UNIFORM[0] * expected || value > NEAR_UNIFORM[1] * expected)) return [];
  if (learnsAboveChance(view, chance)) return [];
  const exact = [...settled, ...known(valLoss)].every(
    (value) => Math.abs(value - expected) <= 2 * writtenError(expected, view.decimals),
  );
  // A loss that is the same to the last digit, and another one: weights that do not change, whatever they are.
  if (!exact && spread(loss) <= 2 * writtenError(expected, view.decimals)) return [];
  const isPerOutput = view.facts.isBinaryLoss && view.facts.numClasses !== 2;
  const formula = isPerOutput ? `the entropy of 1 in ${view.facts.numClasses}` : `ln ${view.facts.numClasses}`;
  const range = formatRange(settled);
  const atAccuracy = isWhole(accuracy) ? ` at an accuracy of ${formatFigure(lastOf(accuracy)!)}` : '';
  const zeroInput: Cause = {
    fault: 'wrong-scaling',
    why: 'Values far smaller than the backbone expects look alike to it, as 1/255 before a backbone that scales by itself.',
    values: 'smaller',
  };
  const frozen: Cause = { fault: 'nothing-trainable', why: 'No weight changes, or those of the head do not.' };
  const rate: Cause = {
    fault: 'learning-rate-too-high',
    why: 'The first steps push all units of a layer to 0, from where they do not return.',
  };
  return [
    {
      name: 'uniform-output',
      kind: 'fault',
      stage: view.stage,
      summary: `The training loss stays at ${range}${atAccuracy}; ${formula} = ${formatFigure(expected)} is that of equal probabilities.`,
      epochs: [...epochs],
      meaning: 'The network answers the same for every image: nothing has been learned.',
      causes: exact
        ? [{ fault: 'constant-input', why: 'What reaches the head is 0 for every image.' }, zeroInput, rate, frozen]
        : [rate, zeroInput, frozen, { fault: 'label-conflict', why: 'The labels have nothing to do with the images.' }],
      confidence: exact ? 'certain' : 'likely',
      toDistinguish:
        'Print the mean and standard deviation of a batch as the network gets it, and train once with a tenth of the learning rate.',
    },
  ];
}

/** Whether the training accuracy at the end is above chance by more than noise. */
function learnsAboveChance({ accuracy, facts }: StageView, chance: number): boolean {
  const last = lastOf(accuracy);
  if (last === undefined) return false;
  return last > chance + Math.max(ABOVE_CHANCE, facts.numTraining ? chanceError(chance, facts.numTraining) : 0);
}

/** Finds an accuracy that is the share of the largest class in epoch after epoch: that class is always answered. */
export function majorityAnswer(view: StageView): Signature[] {
  const { accuracy, valAccuracy, epochs, facts, decimals } = view;
  const watched = isWhole(valAccuracy) ? valAccuracy : accuracy;
  if (epochs.length < LEAST_EPOCHS || !isWhole(watched)) return [];
  const value = watched[watched.length - 1]!;
  const settled = watched.slice(1);
  if (spread(settled) > 2 * writtenError(value, decimals) || value === 0 || value > 1 - LEAST_WRONG) return [];
  const share = shareOf(value, view);
  if (share === undefined) return [];
  if (!isSureOfConstancy(view) || learnsAboveChance(view, Math.max(value, chanceOf(facts) ?? 0))) return [];
  const isLargest = facts.classShares !== undefined;
  const name = isWhole(valAccuracy) ? 'validation accuracy' : 'training accuracy';
  return [
    {
      name: 'majority-answer',
      kind: 'fault',
      stage: view.stage,
      summary: `The ${name} is ${formatFigure(value)} ${watched[0] === value ? 'in every epoch' : `from epoch ${epochs[1]!} on`}, ${share}.`,
      epochs: [...epochs],
      meaning: `The network gives one class to every image${isLargest ? ', the largest one' : ''}.`,
      causes: [
        {
          fault: 'wrong-scaling',
          why: 'Where the backbone cannot read the images, the share of the classes is all that is left to learn.',
        },
        { fault: 'learning-rate-too-high', why: 'A large step saturates the output at one class.' },
        { fault: 'nothing-trainable', why: 'No weight changes, or those of the head do not.' },
        { fault: 'class-imbalance', why: 'A rare class costs the loss little; equal class weights would show it.' },
      ],
      confidence: isLargest && validationImages(facts) >= FEW_VALIDATION ? 'certain' : 'likely',
      toDistinguish:
        'Print the predicted classes: if all are one, look at the range of the input, then at the learning rate.',
    },
  ];
}

/** What a constant accuracy is, in words. */
function shareOf(value: number, { facts, decimals, stage, loss, accuracy }: StageView): string | undefined {
  const { classShares, numClasses } = facts;
  const error = writtenError(value, decimals);
  if (classShares !== undefined) {
    const largest = greatest(classShares);
    // A share that somebody wrote with two digits counts as the same.
    return Math.abs(value - largest) <= error + 0.0005 ? 'the share of the largest class' : undefined;
  }
  if (numClasses === undefined) return undefined;
  if (Math.abs(value - 1 / numClasses) <= error) return `1 of ${numClasses} classes`;
  if (numClasses !== 2 || stage > 1 || value < 0.5 || !isWhole(loss) || !isWhole(accuracy)) return undefined;
  // Of two classes, a constant answer of the shares has the loss of their entropy; one that knows images has less.
  const isEntropy = loss.every(
    (seen, i) => i === 0 || Math.abs(seen / entropy(Math.max(accuracy[i]!, 1 - accuracy[i]!)) - 1) <= NEAR_ENTROPY,
  );
  return isEntropy ? 'and the training loss is the entropy of such shares' : undefined;
}

/** Whether a repeated reading is more than the coarseness of few validation images. */
function isSureOfConstancy({ facts, loss, epochs, accuracy }: StageView): boolean {
  const uniform = uniformLoss(facts);
  const last = lastOf(loss);
  // A network that learns nothing, or has saturated, keeps its loss.
  const isStuck = uniform !== undefined && last !== undefined && last > NEAR_UNIFORM[0] * uniform;
  const isFlat = isWhole(accuracy) && spread(accuracy.slice(1)) <= ABOVE_CHANCE;
  if (validationImages(facts) >= FEW_VALIDATION) return isFlat || isStuck;
  return isStuck && isFlat && epochs.length > LEAST_EPOCHS + 1;
}

/** Finds losses that are a saturated one times the share of wrong answers, such as 7.97 and 14.5, and flat ones far above ln C. */
export function saturatedOutput(view: StageView): Signature[] {
  const training = saturationOf(view.loss, view.accuracy, view);
  const validation = saturationOf(view.valLoss, view.valAccuracy, view);
  const found = training ?? validation;
  if (found === undefined) return [];
  const { value, output, epochs, loss, wrong, isExact } = found;
  const isBinary = view.facts.isBinaryLoss || view.facts.numClasses === 2;
  const side = isBinary ? `all answers are ${output}` : 'every wrong answer has probability 1';
  const isTraining = training !== undefined;
  const fromStart = epochs[0] === view.epochs[0];
  const softmax: Cause = { fault: 'one-unit-softmax', why: 'A softmax over one unit is 1 for every image.' };
  const others: Cause[] = [
    { fault: 'learning-rate-too-high', why: 'A large step took the output to 0 or 1, where its gradient is 0.' },
    {
      fault: 'wrong-scaling',
      why: 'Values far larger than the backbone expects saturate the output.',
      values: 'larger',
    },
    { fault: 'labels-do-not-fit-loss', why: 'Labels that are no 0 and 1 push the output to one side.' },
  ];
  const mayBeSoftmax = isBinary && output === 1 && fromStart && view.facts.lastActivation !== 'sigmoid';
  const validationOnly: Cause[] = [
    { fault: 'train-validation-mismatch', why: 'Validation images are scaled otherwise than training images.' },
    { fault: 'lagging-batch-norm', why: 'In inference, batch normalization uses moving averages that do not fit.' },
    {
      fault: 'frozen-batch-norm',
      why: 'Training normalizes with each batch, validation with the averages of ImageNet.',
    },
  ];
  return [
    {
      name: isTraining ? 'saturated-output' : 'saturated-validation',
      kind: 'fault',
      stage: view.stage,
      summary: `The ${isTraining ? 'training' : 'validation'} loss is ${formatFigure(loss)} where ${formatFigure(wrong)} of the answers are wrong: ${formatFigure(value)} for each of these, the loss of a wrong answer with probability 1.`,
      epochs,
      meaning: `The output is saturated: ${side}.`,
      causes: isTraining ? (mayBeSoftmax ? [softmax, ...others] : others) : validationOnly,
      confidence: isExact ? 'certain' : 'likely',
      toDistinguish: isTraining
        ? 'Look at the last layer and its loss first; then train with a tenth of the learning rate.'
        : 'Evaluate the training images as if they were validation images: if that is as bad, it is batch normalization, otherwise the pipeline.',
    },
  ];
}

interface Saturation {
  value: number;
  output: 0 | 1;
  epochs: number[];
  loss: number;
  wrong: number;
  /** Whether the figures agree to the last digit that is written. */
  isExact: boolean;
}

/** Epochs at the end, two or more, in which loss / share of wrong answers is a saturated loss. */
function saturationOf(losses: Series, accuracies: Series, view: StageView): Saturation | undefined {
  const quotients = losses.map((loss, i) => {
    const wrong = 1 - (accuracies[i] ?? 1);
    return loss === undefined || wrong < LEAST_WRONG ? Number.NaN : loss / wrong;
  });
  const last = quotients[quotients.length - 1] ?? Number.NaN;
  const differences = SATURATED_LOSSES.map(({ value }) => Math.abs(last / value - 1));
  const nearest = differences.indexOf(least(differences));
  const saturated = SATURATED_LOSSES[nearest];
  if (saturated === undefined || !(differences[nearest]! <= NEAR_SATURATED)) return undefined;
  const isNear = quotients.map((quotient) => Math.abs(quotient / saturated.value - 1) <= NEAR_SATURATED);
  const from = isNear.lastIndexOf(false) + 1;
  if (quotients.length - from < 2) return undefined;
  const loss = losses[losses.length - 1]!;
  const wrong = 1 - accuracies[accuracies.length - 1]!;
  const error = (writtenError(loss, view.decimals) + saturated.value * writtenError(1, view.decimals)) / wrong;
  const isExact = quotients.slice(from).every((quotient) => Math.abs(quotient - saturated.value) <= error);
  return { ...saturated, epochs: view.epochs.slice(from), loss, wrong, isExact };
}

/** Range of values: `0.6931`, or `0.69 to 0.71`. */
export function formatRange(values: readonly number[]): string {
  const [low, high] = [least(values), greatest(values)].map((value) => formatFigure(value));
  return low === high ? low! : `${low} to ${high}`;
}
