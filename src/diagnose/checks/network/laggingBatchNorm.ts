import { type ModelPhases, statisticsLagBehind } from '../../../measure/model/modelPhases.js';
import { holdsInitialValues } from '../../../measure/model/statisticsLag.js';
import { formatPercent, formatPoints, formatWithInterval } from '../../../metrics/format.js';
import { meanAccuracy, pairedDifference } from '../../../metrics/paired.js';
import type { Recipe } from '../../../recipe/recipeType.js';
import { LAGGING_ADVICE } from '../../evidence/laggingAdvice.js';
import { keptEpoch, type TrainedRun } from '../../evidence/trainedRun.js';
import type { Finding, FindingFix } from '../../finding.js';
import { isFarBelowTraining } from '../training/overfitting.js';

/**
 * Finds a model whose batch normalization trains, and whose moving statistics have not caught up with its weights: it is far
 * more accurate with the statistics of each batch. Each training step moves them by 1 - momentum of the way, 1 % at Keras'
 * default of 0.99, so after 90 steps they still hold 40 % of their initial values.
 */
export function laggingBatchNorm(phases: ModelPhases): Finding[] {
  if (!statisticsLagBehind(phases)) return [];
  const { inInference, inTraining, batchSize, lag } = phases;
  const gain = pairedDifference([inInference], [inTraining]);
  const [inference, training] = [inInference, inTraining].map((correct) => meanAccuracy([correct]));
  const held = holdsInitialValues(lag)
    ? ` They still hold about ${formatPercent(lag.share)} of their initial values.`
    : '';
  return [
    {
      check: 'lagging-batch-norm',
      severity: 'critical',
      effect: gain.value,
      summary: `The moving statistics of batch normalization lag behind the weights.${held} On the same training images, accuracy is ${formatPercent(training!.value)} with the statistics of each batch of ${batchSize}, and ${formatPercent(inference!.value)} with the moving statistics.`,
      evidence: [
        {
          measure: 'accuracy with moving statistics',
          expected: `as with batch statistics, ${formatWithInterval(training!.value, training!.interval)}`,
          received: formatWithInterval(inference!.value, inference!.interval),
        },
        { measure: 'difference, on the same images', expected: 'none', received: formatPoints(gain) },
        ...(held === ''
          ? []
          : [
              {
                measure: 'share of the initial values (mean 0, variance 1) in the moving statistics',
                expected: 'near 0',
                received: `${formatPercent(lag.share)}; n steps of momentum ${lag.momentum} leave ${lag.momentum}^n`,
              },
            ]),
      ],
      fix: {
        text: `${LAGGING_ADVICE} Until then, predictions do not show what the model has learned, nor which scaling and class order it was trained with.`,
      },
    },
  ];
}

/** What a recipe says of its moving statistics. */
export interface RecipeLag {
  /** Layers of batch normalization that train, and the largest momentum of one. */
  numLayers: number;
  momentum: number;
  isPretrained: boolean;
  unfrozen: Recipe['unfrozen'];
}

/** Share of their values from before training that moving statistics hold after some steps. */
function shareHeld({ momentum }: Pick<RecipeLag, 'momentum'>, run: TrainedRun): number {
  return momentum ** stepsOf(run);
}

/** Share from which on the gap of a run is not shown to be overfitting. A choice: 300 steps of momentum 0.99. */
export const HELD_BY_RUN = 0.05;

/**
 * The same of a recipe, from its run: training is far more accurate than validation, and its steps were too few for the
 * moving statistics that validation uses. Whether it overfits too, only a run with caught-up statistics shows.
 */
export function laggingBatchNormOfRun(lag: RecipeLag, run: TrainedRun): Finding[] {
  const share = shareHeld(lag, run);
  if (!isLaggingRun(lag, run)) return [];
  const { trainAccuracy, validationAccuracy } = keptEpoch(run);
  const { unfrozen, momentum, numLayers, isPretrained } = lag;
  const fix: FindingFix = isPretrained
    ? {
        text: `Freeze batch normalization: set \`trainable = False\` on each of its layers, then compile. Pretrained moving statistics then stay as they are. Or: ${LAGGING_ADVICE}`,
        patch: { unfrozen: { ...unfrozen, batchNormalization: false }, batchNormalization: 'moving' },
        change: 'batch normalization stays frozen',
      }
    : { text: LAGGING_ADVICE };
  return [
    {
      check: 'lagging-batch-norm',
      severity: 'critical',
      effect: Math.max(0, trainAccuracy - validationAccuracy),
      summary: `After ${stepsOf(run)} steps, the moving statistics of ${numLayers} trainable batch-normalization layers still hold ${formatPercent(share)} of their values from before training. Accuracy is ${formatPercent(trainAccuracy)} in training, with the statistics of each batch, and ${formatPercent(validationAccuracy)} in validation, with the moving ones.`,
      evidence: [
        {
          measure: `share of the old values after ${stepsOf(run)} steps of momentum ${momentum}`,
          expected: `below ${formatPercent(HELD_BY_RUN)}`,
          received: formatPercent(share),
        },
      ],
      fix,
    },
  ];
}

/** Whether the gap between training and validation of a run may come from moving statistics alone. */
export function isLaggingRun(lag: RecipeLag, run: TrainedRun): boolean {
  return lag.numLayers > 0 && isFarBelowTraining(run) && shareHeld(lag, run) >= HELD_BY_RUN;
}

/** Training steps up to the kept epoch. */
function stepsOf({ bestEpoch, stepsPerEpoch }: TrainedRun): number {
  return bestEpoch * stepsPerEpoch;
}
