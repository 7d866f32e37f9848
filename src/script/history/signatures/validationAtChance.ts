import { formatFigure } from '../../../metrics/format.js';
import { wilson } from '../../../metrics/intervals.js';
import { formatRange } from './nothingLearned.js';
import type { Cause, Signature } from './signature.js';
import { chanceOf, isWhole, lastOf, mean, type StageView, uniformLoss, validationImages } from './stageView.js';

/** How far above chance a mean validation accuracy may be: 0.02, or a tenth of chance, 0.05 for two classes. */
const NEAR_CHANCE = 0.02;
const NEAR_CHANCE_RELATIVE = 0.1;
/** Least difference of training and validation accuracy, beyond the interval of the validation images. */
const LEAST_GAP = 0.1;
/** Training accuracy above chance that shows that something is learned. */
const LEARNED = 0.2;
/** Validation loss over that of equal probabilities from which wrong answers are sure ones: 12.7 is 4.2 times ln 20. */
const SURE = 2;
/** A validation loss below this share of ln C shows that images are known: an accuracy at chance is then one of few images. */
const KNOWS = 0.9;
const LEAST_EPOCHS = 2;

const MISMATCH: Cause = {
  fault: 'train-validation-mismatch',
  why: 'Training and validation images reach the network in different ranges.',
};
const FROZEN: Cause = {
  fault: 'frozen-batch-norm',
  why: 'Frozen batch normalization uses each batch in training and the averages of ImageNet in validation.',
};
const SCALING: Cause = {
  fault: 'wrong-scaling',
  why: 'Batch normalization over batches hides a wrong range in training, and not in inference.',
};
const LAGGING: Cause = { fault: 'lagging-batch-norm', why: 'The moving averages have seen too few steps.' };
const OTHERS: readonly Cause[] = [
  { fault: 'class-order-mismatch', why: 'The classes of training and validation are numbered in different orders.' },
  { fault: 'label-conflict', why: 'Labels that have nothing to do with the images are memorized in training.' },
];
/**
 * Sure of wrong answers, the network gets values that it was not trained on; unsure, it gets the same for all images. Of thaw's own runs, seven
 * with batch statistics and a wrong scaling have a validation loss of 0.95 to 1.4 times ln 7; a network of Keras with validation
 * images divided by 255 and shifted, 6 to 10 times ln 5.
 */
const IF_SURE: readonly Cause[] = [MISMATCH, FROZEN, LAGGING, SCALING, ...OTHERS];
const IF_UNSURE: readonly Cause[] = [FROZEN, SCALING, LAGGING, MISMATCH, ...OTHERS];

/** Finds a validation accuracy at chance while the training accuracy is high. */
export function validationAtChance(view: StageView): Signature[] {
  const { accuracy, valAccuracy, valLoss, facts, epochs } = view;
  const chance = chanceOf(facts);
  if (chance === undefined || epochs.length < LEAST_EPOCHS || !isWhole(valAccuracy) || !isWhole(accuracy)) return [];
  const settled = valAccuracy.slice(1);
  const seen = mean(settled);
  const tolerance = Math.max(NEAR_CHANCE, NEAR_CHANCE_RELATIVE * chance);
  if (seen > chance + tolerance || settled.every((value) => value === 0)) return [];
  const trained = lastOf(accuracy)!;
  const images = validationImages(facts);
  const [, high] = wilson(Math.round(seen * images), images);
  if (trained < chance + LEARNED || trained < high + LEAST_GAP) return [];
  const uniform = uniformLoss(facts);
  const loss = lastOf(valLoss);
  if (loss !== undefined && uniform !== undefined && loss < KNOWS * uniform) return [];
  const isSure = loss !== undefined && uniform !== undefined && loss > SURE * uniform;
  const atLoss = loss === undefined ? '' : `, with a validation loss of ${formatFigure(loss)}`;
  return [
    {
      name: isSure ? 'saturated-validation' : 'validation-at-chance',
      kind: 'fault',
      stage: view.stage,
      summary: `Training accuracy reaches ${formatFigure(trained)}, validation accuracy stays at ${formatRange(settled)}${atLoss}; chance is ${formatFigure(chance)}.`,
      epochs: epochs.slice(1),
      meaning: isSure
        ? 'The network is sure of wrong answers in validation: what it sees there differs from training.'
        : 'What is learned in training is not there in validation.',
      causes: isSure ? [...IF_SURE] : [...IF_UNSURE],
      confidence: 'likely',
      toDistinguish:
        'Call model.evaluate on the training images, through the pipeline of validation: near the training accuracy, the split differs; at chance, the pipeline or batch normalization does. Then compare the range of a batch of each.',
    },
  ];
}

/** Least training accuracy at which a validation accuracy of 0 is no chance: with 100 classes, the first epochs may have both at 0. */
const LEARNED_AT_ZERO = 0.3;

/** Finds a validation accuracy of exactly 0 in every epoch while training does well. */
export function validationAccuracyZero(view: StageView): Signature[] {
  const { accuracy, valAccuracy, facts, epochs } = view;
  if (epochs.length < LEAST_EPOCHS || !isWhole(valAccuracy) || !isWhole(accuracy)) return [];
  if (valAccuracy.some((value) => value !== 0)) return [];
  const trained = lastOf(accuracy)!;
  if (trained < Math.max(LEARNED_AT_ZERO, (chanceOf(facts) ?? 0) + LEARNED)) return [];
  return [
    {
      name: 'validation-accuracy-zero',
      kind: 'fault',
      stage: view.stage,
      summary: `Validation accuracy is 0 in all ${epochs.length} epochs while training accuracy reaches ${formatFigure(trained)}.`,
      epochs: [...epochs],
      meaning: 'No validation image has a class that the network has learned: even guessing would be correct at times.',
      causes: [
        {
          fault: 'validation-of-ordered-rows',
          why: 'validation_split takes the last rows; of rows in order of class these are classes of their own.',
        },
        { fault: 'class-missing', why: 'A class of the validation folder is not in the training folder.' },
        { fault: 'class-order-mismatch', why: 'The classes are numbered in different orders.' },
      ],
      confidence: 'certain',
      toDistinguish: 'Count the labels of each class in training and in validation.',
    },
  ];
}
