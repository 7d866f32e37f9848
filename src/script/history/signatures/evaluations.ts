import { formatFigure } from '../../../metrics/format.js';
import type { TrainingHistory } from '../trainingHistory.js';
import type { Signature } from './signature.js';
import { accuracyName, chanceOf, isWhole, type KnownFacts, lastOf, mean, stageView } from './stageView.js';

/** How far above chance an evaluation may be, and how far above it the training. */
const NEAR_CHANCE = 0.05;
const LEARNED = 0.25;
/** Relative difference of losses that are those of the same weights and images. */
const SAME_LOSS = 0.002;
const OTHER_ACCURACY = 0.1;

/** Evaluations that are compared with each other, counted from the last. A choice: scripts evaluate a few times. */
const MOST_COMPARED = 1000;

interface Result {
  loss: number | undefined;
  accuracy: number | undefined;
}

function resultsOf({ evaluations = [] }: TrainingHistory): Result[] {
  return evaluations.map((metrics) => {
    const name = accuracyName({ epochs: [{ epoch: 1, metrics }] });
    return { loss: metrics.loss, accuracy: metrics[name] };
  });
}

/** Finds a result of `evaluate` at chance after a training whose validation accuracy was high. */
export function evaluationAtChance(history: TrainingHistory, facts: KnownFacts): Signature[] {
  const chance = chanceOf(facts);
  if (chance === undefined || history.stages.length === 0) return [];
  const { accuracy, valAccuracy } = stageView(history, history.stages.length - 1, facts);
  const reached = isWhole(valAccuracy) ? mean(valAccuracy.slice(-3)) : lastOf(accuracy);
  const low = resultsOf(history).find((result) => (result.accuracy ?? 1) <= chance + NEAR_CHANCE);
  if (low?.accuracy === undefined || reached === undefined || reached < chance + LEARNED) return [];
  return [
    {
      name: 'evaluation-at-chance',
      kind: 'fault',
      stage: 0,
      summary: `evaluate gives an accuracy of ${formatFigure(low.accuracy)} after ${formatFigure(reached)} in ${isWhole(valAccuracy) ? 'validation' : 'training'}; chance is ${formatFigure(chance)}.`,
      epochs: [],
      meaning:
        'What is evaluated is not what was trained: other values, other labels, another order, or other statistics.',
      causes: [
        { fault: 'train-validation-mismatch', why: 'The images are evaluated through another pipeline.' },
        { fault: 'frozen-batch-norm', why: 'Inference uses moving averages that training did not.' },
        { fault: 'lagging-batch-norm', why: 'Moving averages that have seen too few steps serve inference only.' },
        { fault: 'class-order-mismatch', why: 'The classes of the test folder are numbered otherwise.' },
        {
          fault: 'shuffled-evaluation',
          why: 'Predictions of a generator that shuffles are compared with ordered labels.',
        },
        { fault: 'weights-not-loaded', why: 'The model that is evaluated has other weights.' },
      ],
      confidence: 'likely',
      toDistinguish:
        'Evaluate the validation images by the same call: if they are as bad, it is the call, otherwise the images.',
    },
  ];
}

/** Finds two results with the same loss and different accuracies: the weights are the same, the metric is another one. */
export function sameLossOtherAccuracy(history: TrainingHistory): Signature[] {
  const results = resultsOf(history).slice(-MOST_COMPARED);
  for (const [i, first] of results.entries()) {
    const other = results.slice(i + 1).find((second) => isSameLoss(first, second) && isOtherAccuracy(first, second));
    if (other !== undefined) {
      return [
        {
          name: 'same-loss-other-accuracy',
          kind: 'fault',
          stage: 0,
          summary: `Two evaluations have the loss ${formatFigure(first.loss!)} and accuracies of ${formatFigure(first.accuracy!)} and ${formatFigure(other.accuracy!)}.`,
          epochs: [],
          meaning: 'Weights and images are the same; the accuracy is computed in another way.',
          causes: [
            {
              fault: 'metric-of-other-labels',
              why: "Loading a model made 'accuracy' another metric, as TensorFlow 2.2 to 2.4 did with sparse labels.",
            },
          ],
          confidence: 'likely',
          toDistinguish: 'Compile again with sparse_categorical_accuracy or categorical_accuracy by name.',
        },
      ];
    }
  }
  return [];
}

function isSameLoss(first: Result, second: Result): boolean {
  if (first.loss === undefined || second.loss === undefined || first.loss <= 0) return false;
  return Math.abs(first.loss - second.loss) <= SAME_LOSS * first.loss;
}

function isOtherAccuracy(first: Result, second: Result): boolean {
  if (first.accuracy === undefined || second.accuracy === undefined) return false;
  return Math.abs(first.accuracy - second.accuracy) > OTHER_ACCURACY;
}
