import { least } from '../../../base/extremes.js';
import { formatFigure } from '../../../metrics/format.js';
import { wilson } from '../../../metrics/intervals.js';
import type { Signature } from './signature.js';
import { chanceError, isWhole, mean, type StageView, uniformLoss, validationImages } from './stageView.js';

/** How far training may be below validation: dropout, augmentation and the mean over an epoch take some points. A choice. */
const BELOW = 0.15;
const LATE_EPOCHS = 3;

/** Finds a training accuracy far below the validation accuracy, at the end too. */
export function trainingBelowValidation(view: StageView): Signature[] {
  const { accuracy, valAccuracy, epochs, facts } = view;
  if (epochs.length < LATE_EPOCHS + 1 || !isWhole(accuracy) || !isWhole(valAccuracy)) return [];
  const late = epochs.slice(-LATE_EPOCHS);
  const gaps = valAccuracy.slice(-LATE_EPOCHS).map((value, i) => value - accuracy[accuracy.length - LATE_EPOCHS + i]!);
  const trained = mean(accuracy.slice(-LATE_EPOCHS));
  const error = chanceError(trained, validationImages(facts));
  if (least(gaps) < Math.max(BELOW, error)) return [];
  return [
    {
      name: 'training-below-validation',
      kind: 'fault',
      stage: view.stage,
      summary: `Training accuracy is ${formatFigure(trained)} in the last ${LATE_EPOCHS} epochs, validation accuracy ${formatFigure(mean(valAccuracy.slice(-LATE_EPOCHS)))}.`,
      epochs: late,
      meaning: 'Training images are harder than validation images, or are seen otherwise.',
      causes: [
        { fault: 'augmentation-too-strong', why: 'Augmented images are harder than those of validation.' },
        { fault: 'small-batch-norm', why: 'Batch normalization over a few images is noisy in training only.' },
        { fault: 'frozen-batch-norm', why: 'Training normalizes with each batch, validation with moving averages.' },
        {
          fault: 'regularized-dropout',
          why: 'Dropout acts in training only; 0.5 before a small head takes some points.',
        },
        { fault: 'duplicate-across-splits', why: 'Validation images that are copies of training images are easy.' },
        { fault: 'split-shift', why: 'The validation images are the easier ones.' },
      ],
      confidence: 'possible',
      toDistinguish:
        'Evaluate the training images without augmentation: if that accuracy is as high as that of validation, augmentation or dropout is all.',
    },
  ];
}

/** Mean change of validation accuracy between epochs, beyond what the number of images explains, and of training accuracy. Choices. */
const JUMP = 0.1;
const SMOOTH = 0.05;
const LEAST_EPOCHS = 6;

/** Finds a validation accuracy that jumps from epoch to epoch while training runs smoothly. */
export function validationJumps(view: StageView): Signature[] {
  const { accuracy, valAccuracy, epochs, facts } = view;
  if (epochs.length < LEAST_EPOCHS || !isWhole(accuracy) || !isWhole(valAccuracy)) return [];
  const half = Math.floor(epochs.length / 2);
  const jump = meanChange(valAccuracy.slice(half - 1));
  const smooth = meanChange(accuracy.slice(half - 1));
  const error = chanceError(mean(valAccuracy), validationImages(facts));
  if (jump < Math.max(JUMP, error) || smooth > SMOOTH) return [];
  return [
    {
      name: 'validation-jumps',
      kind: 'fault',
      stage: view.stage,
      summary: `Validation accuracy changes by ${formatFigure(jump, 2)} from epoch to epoch, training accuracy by ${formatFigure(smooth, 2)}.`,
      epochs: epochs.slice(half),
      meaning: 'Inference does not follow what training learns.',
      causes: [
        { fault: 'lagging-batch-norm', why: 'Moving averages lag behind weights that change fast.' },
        { fault: 'learning-rate-too-high', why: 'Each epoch ends at another place.' },
        {
          fault: 'train-validation-mismatch',
          why: 'Small changes of the weights matter more on images of another range.',
        },
        { fault: 'difference-is-noise', why: 'Few validation images, or another part of them in each epoch.' },
      ],
      confidence: 'possible',
      toDistinguish:
        'Train with a tenth of the learning rate; count the validation images and whether validation_steps covers them.',
    },
  ];
}

function meanChange(values: readonly number[]): number {
  return mean(values.slice(1).map((value, i) => Math.abs(value - values[i]!)));
}

/** Rise of the validation loss above its lowest, relative and as a share of ln C, that is no noise. Choices. */
const RISE = 0.25;
const RISE_OF_UNIFORM = 0.1;
/** Gap of accuracies, beyond the interval of validation, as in the check `overfitting`: sound runs on wheat kernels had 0.12 to 0.23. */
const GAP = 0.25;

/** Finds a validation loss that rises from an early epoch on while the training loss falls. */
export function overfitting(view: StageView): Signature[] {
  const { loss, valLoss, accuracy, valAccuracy, epochs, facts } = view;
  if (epochs.length < LATE_EPOCHS + 1 || !isWhole(loss) || !isWhole(valLoss)) return [];
  const lowest = least(valLoss);
  const best = valLoss.indexOf(lowest);
  const late = mean(valLoss.slice(-LATE_EPOCHS));
  const scale = uniformLoss(facts) ?? Math.LN2;
  const rises = late > lowest * (1 + RISE) && late > lowest + RISE_OF_UNIFORM * scale;
  if (!rises || best > epochs.length - LATE_EPOCHS - 1 || loss[loss.length - 1]! >= loss[best]!) return [];
  const isAccurate = isWhole(accuracy) && isWhole(valAccuracy);
  const trained = isAccurate ? mean(accuracy.slice(-LATE_EPOCHS)) : 0;
  const validated = isAccurate ? mean(valAccuracy.slice(-LATE_EPOCHS)) : 0;
  const images = validationImages(facts);
  const isWide = trained - wilson(Math.round(validated * images), images)[1] > GAP;
  const isFirst = best === 0;
  return [
    {
      name: 'overfitting',
      kind: isWide ? 'fault' : 'remark',
      stage: view.stage,
      summary: `The validation loss is lowest in epoch ${epochs[best]!}, at ${formatFigure(lowest)}, and ends at ${formatFigure(late)} while the training loss falls${isAccurate ? `; accuracies are ${formatFigure(trained - validated, 2)} apart` : ''}.`,
      epochs: epochs.slice(best),
      meaning: isFirst
        ? 'The first epoch was the best one: all training after it memorized the training images.'
        : 'The training images are memorized; what holds for them does not hold for others.',
      causes: [
        { fault: 'head-too-large', why: 'A head with more weights than images can memorize them.' },
        ...(isFirst
          ? [
              {
                fault: 'learning-rate-too-high' as const,
                why: 'At a rate that high, the best weights lie within the first epoch.',
              },
            ]
          : []),
        {
          fault: 'train-validation-mismatch',
          why: 'What is learned may not be there in validation images of another range.',
        },
        { fault: 'split-shift', why: 'The validation images are of another kind.' },
      ],
      confidence: isWide ? 'likely' : 'possible',
      toDistinguish: 'Train a linear head on the frozen backbone: if the gap stays, the splits differ.',
    },
  ];
}
