import { formatFigure } from '../../../metrics/format.js';
import { formatRange } from './nothingLearned.js';
import { LEAST_CLIPPED_LOSS } from './saturatedLosses.js';
import type { Signature } from './signature.js';
import {
  chanceOf,
  isWhole,
  known,
  lastOf,
  type Series,
  type StageView,
  uniformLoss,
  writtenError,
} from './stageView.js';

const LEAST_EPOCHS = 2;

/** Finds the first epoch whose loss is no number, in training or in validation alone. */
export function lossNan(view: StageView): Signature[] {
  const first = firstNan(view.loss);
  const validation = firstNan(view.valLoss);
  if (first === undefined && validation === undefined) return [];
  const isTraining = first !== undefined;
  const at = view.epochs[first ?? validation!]!;
  const before = isTraining ? view.loss[first - 1] : undefined;
  const lossBefore = before === undefined ? '' : `, after ${formatFigure(before)} in the epoch before`;
  return [
    {
      name: 'loss-nan',
      kind: 'fault',
      stage: view.stage,
      summary: `The ${isTraining ? 'training' : 'validation'} loss is no number from epoch ${at} on${lossBefore}.`,
      epochs: view.epochs.filter((epoch) => epoch >= at),
      meaning: isTraining
        ? 'The weights are no numbers any more, and nothing after this epoch counts. An accuracy that stays is that of answering the first class.'
        : 'Validation gives no number while training does.',
      causes: isTraining
        ? [
            { fault: 'learning-rate-too-high', why: 'Steps that grow overflow.' },
            {
              fault: 'wrong-scaling',
              why: 'Values far larger than the backbone expects overflow, in 16 bits above all.',
              values: 'larger',
            },
            { fault: 'labels-do-not-fit-loss', why: 'A label that is no class of the output has no loss.' },
          ]
        : [
            {
              fault: 'empty-validation',
              why: 'A mean over no images is no number: validation_steps or the folder is 0.',
            },
            { fault: 'train-validation-mismatch', why: 'Validation values may overflow where training values do not.' },
          ],
      confidence: 'certain',
      toDistinguish: isTraining
        ? 'Train with a tenth of the learning rate; if that is no number either, look at the largest value of a batch and of the labels.'
        : 'Count the validation images and print the largest value of a batch.',
    },
  ];
}

function firstNan(series: Series): number | undefined {
  const index = series.findIndex((value) => value !== undefined && !Number.isFinite(value));
  return index < 0 ? undefined : index;
}

/** Finds a cross-entropy below 0, which labels of 0 and 1 cannot have. */
export function negativeLoss(view: StageView): Signature[] {
  const { loss, epochs } = view;
  const below = epochs.filter((_, i) => (loss[i] ?? 0) < 0);
  if (below.length < LEAST_EPOCHS || !isCrossEntropy(view.facts.loss)) return [];
  return [
    {
      name: 'negative-loss',
      kind: 'fault',
      stage: view.stage,
      summary: `The training loss is ${formatFigure(lastOf(loss)!)} at the end; a cross-entropy is 0 or more.`,
      epochs: below,
      meaning: 'Labels are outside of 0 to 1, so that a larger output is always better.',
      causes: [
        {
          fault: 'labels-do-not-fit-loss',
          why: 'Labels 0, 1, 2 of three classes, or labels scaled to -1 and 1, with binary_crossentropy.',
        },
      ],
      confidence: 'certain',
      toDistinguish: 'Print the labels of a batch.',
    },
  ];
}

function isCrossEntropy(loss: string | undefined): boolean {
  return loss === undefined || /cross_?entropy/i.test(loss);
}

/** Finds a loss of 0 from the start at an accuracy that is not 1: a softmax over one unit with categorical cross-entropy. */
export function zeroLoss(view: StageView): Signature[] {
  const { loss, accuracy, epochs, facts } = view;
  if (epochs.length < LEAST_EPOCHS || !isWhole(loss) || !isWhole(accuracy) || !isCrossEntropy(facts.loss)) return [];
  const isZero = loss.every((value) => Math.abs(value) <= 1.5 * LEAST_CLIPPED_LOSS);
  if (!isZero || accuracy.some((value) => value > 0.99)) return [];
  return [
    {
      name: 'zero-loss',
      kind: 'fault',
      stage: view.stage,
      summary: `The training loss is ${formatRange(loss)} from the first epoch on, at an accuracy of ${formatRange(accuracy)}.`,
      epochs: [...epochs],
      meaning: 'The loss is 0 whatever the answer is, so nothing can be learned.',
      causes: [
        {
          fault: 'one-unit-softmax',
          why: 'A softmax over one unit is 1, and the categorical cross-entropy of 1 is 0.',
        },
        { fault: 'labels-do-not-fit-loss', why: 'Labels that are 0 in every column have no loss.' },
      ],
      confidence: 'certain',
      toDistinguish: 'Look at the units of the last layer and at the shape of a batch of labels.',
    },
  ];
}

/**
 * How far from 1 - 1 / C an accuracy of answers without knowledge may be, for few classes and for ten or more: an accuracy of images
 * passes 0.8 of five classes on its way, and stays near 0.99 of a hundred only by chance.
 */
const NEAR_PER_OUTPUT = { few: 0.005, many: 0.01 };
const MANY_CLASSES = 10;

/**
 * Finds an accuracy that counts a yes or no for each class, 1 - 1 / C for answers that say no to all.
 *
 * Source of the versions: `handle_metrics` of Keras 2.3 takes binary accuracy for a binary loss, as do TensorFlow 1 and 2.0 to 2.1;
 * `_get_metric_object` of TensorFlow 2.2 goes by the shapes alone.
 */
export function perOutputAccuracy(view: StageView): Signature[] {
  const { accuracy, valAccuracy, accuracyName, epochs, facts, decimals } = view;
  const { numClasses, isBinaryLoss } = facts;
  const isNamed = accuracyName === 'binary_accuracy';
  if (numClasses === undefined || numClasses < 3 || (facts.loss !== undefined && !isBinaryLoss && !isNamed)) return [];
  const none = 1 - 1 / numClasses;
  const readings = known(isWhole(valAccuracy) ? valAccuracy : accuracy);
  if (readings.length === 0) return [];
  const isPinned =
    readings.length >= LEAST_EPOCHS &&
    readings.every((value) => Math.abs(value - none) <= writtenError(none, decimals));
  const near = numClasses < MANY_CLASSES ? NEAR_PER_OUTPUT.few : NEAR_PER_OUTPUT.many;
  const isNear = isBinaryLoss && [...known(accuracy), ...readings].every((value) => Math.abs(value - none) <= near);
  if (!isPinned && !isNear && !isNamed) return [];
  return [
    {
      name: 'per-output-accuracy',
      kind: 'fault',
      stage: view.stage,
      summary: `Accuracy is ${formatRange(readings)}; with ${numClasses} yes-or-no outputs, answering no to all gives ${formatFigure(none)}.`,
      epochs: [...epochs],
      meaning: 'The accuracy counts each output on its own and says little about how many images are correct.',
      causes: [
        {
          fault: 'binary-loss-for-classes',
          why: "With binary_crossentropy, Keras up to 2.3 and TensorFlow up to 2.1 read 'accuracy' as binary_accuracy, of every output.",
        },
      ],
      confidence: isNamed || (isPinned && isBinaryLoss) ? 'certain' : 'likely',
      toDistinguish:
        'Compile with categorical_crossentropy, or with metrics=["categorical_accuracy"], and evaluate again.',
    },
  ];
}

/** Share of ln C below which a loss shows that the classes are known. */
const LEARNED_LOSS = 0.4;
/** How far above chance such an accuracy may be. */
const NEAR_CHANCE = 0.05;

/** Finds a training loss that falls far while the accuracy stays at chance: the metric counts something else. */
export function accuracyDoesNotFollowLoss(view: StageView): Signature[] {
  const { loss, accuracy, epochs, facts } = view;
  const [uniform, chance] = [uniformLoss(facts), chanceOf(facts)];
  if (uniform === undefined || chance === undefined || epochs.length < LEAST_EPOCHS) return [];
  if (!isWhole(loss) || !isWhole(accuracy) || !isCrossEntropy(facts.loss)) return [];
  const last = loss[loss.length - 1]!;
  // With class weights or a binary loss for many classes, a low loss shows nothing.
  if (facts.isBinaryLoss && facts.numClasses !== 2) return [];
  if (last < 0 || last > LEARNED_LOSS * uniform || loss[0]! < last + 0.1 * uniform) return [];
  if (accuracy.some((value) => value > chance + NEAR_CHANCE)) return [];
  return [
    {
      name: 'accuracy-does-not-follow-loss',
      kind: 'fault',
      stage: view.stage,
      summary: `The training loss falls from ${formatFigure(loss[0]!)} to ${formatFigure(last)} while accuracy stays at ${formatRange(accuracy)}.`,
      epochs: [...epochs],
      meaning: 'The network learns, and the accuracy counts something else.',
      causes: [
        {
          fault: 'metric-of-other-labels',
          why: 'The accuracy is that of another form of labels, as after loading a model or with from_logits.',
        },
        {
          fault: 'one-unit-softmax',
          why: 'Keras 3 takes the loss from the input of a softmax over one unit, whose output is always 1.',
        },
        { fault: 'labels-do-not-fit-loss', why: 'Labels and loss are of different forms.' },
      ],
      confidence: 'likely',
      toDistinguish: 'Count correct answers by hand: the largest output of each image against its label.',
    },
  ];
}
