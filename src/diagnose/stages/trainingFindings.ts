import { batchNormalizationsOf } from '../../backbones/network/layer.js';
import { support } from '../../dataset/classFolders.js';
import { ofSplit } from '../../dataset/dataset.js';
import { meanAccuracy } from '../../metrics/paired.js';
import type { ScalingStep } from '../../preprocess/scaling.js';
import type { RunResult } from '../../run/runResult.js';
import { imagesOfEpoch, stepsOfEpoch } from '../../training/batches.js';
import { METRICS } from '../../training/callbacks/metric.js';
import { isLaggingRun, laggingBatchNormOfRun, type RecipeLag } from '../checks/network/laggingBatchNorm.js';
import { checkpointNotBest } from '../checks/training/checkpointNotBest.js';
import { learningRateTooHigh } from '../checks/training/learningRateTooHigh.js';
import { learningRateTooLow } from '../checks/training/learningRateTooLow.js';
import { notReproducible } from '../checks/training/notReproducible.js';
import { overfitting } from '../checks/training/overfitting.js';
import { tooFewSteps } from '../checks/training/tooFewSteps.js';
import { underfitting } from '../checks/training/underfitting.js';
import { unknownMonitor } from '../checks/training/unknownMonitor.js';
import { isBalanced } from '../evidence/isBalanced.js';
import type { TrainedRun } from '../evidence/trainedRun.js';
import type { Finding } from '../finding.js';
import type { OpenRecipe } from './openRecipe.js';

/** Checks the training of a recipe. */
export async function trainingFindings(
  subject: OpenRecipe,
  scaling: readonly ScalingStep[],
  run: RunResult,
  { again, phasesDiffer }: { again?: RunResult; phasesDiffer: boolean },
): Promise<Finding[]> {
  const { recipe, images, classNames } = subject;
  const trained = trainedRunOf(subject, run);
  const lag = recipeLagOf(subject);
  const counts = support({ classNames, examples: subject.images }, 'training');
  const majority = Math.max(...counts) / ofSplit(images, 'training').length;
  const pretrained = recipe.backbone.weights !== 'random';
  const probe = pretrained ? meanAccuracy([await subject.outcomes(scaling)]) : undefined;
  // The sample is balanced: where the classes are not, the probe's accuracy is not comparable.
  const balanced = isBalanced(counts);
  return [
    ...learningRateTooHigh(trained),
    ...learningRateTooLow(trained),
    ...(phasesDiffer ? [] : laggingBatchNormOfRun(lag, trained)),
    ...overfitting(trained, phasesDiffer || isLaggingRun(lag, trained)),
    ...underfitting(trained, majority, balanced && recipe.augmentation === null ? probe : undefined),
    ...tooFewSteps(trained),
    ...unknownMonitor(recipe.monitor, METRICS),
    ...checkpointNotBest(trained, recipe.monitor),
    ...(again === undefined ? [] : notReproducible(run.history, again.history)),
  ];
}

function recipeLagOf({ recipe, backbone, classifier }: OpenRecipe): RecipeLag {
  const layers = batchNormalizationsOf(backbone.network).filter(({ name }) => classifier.trainable.has(name));
  return {
    numLayers: layers.length,
    momentum: Math.max(0, ...layers.map(({ momentum }) => momentum)),
    isPretrained: recipe.backbone.weights !== 'random',
    unfrozen: recipe.unfrozen,
  };
}

function trainedRunOf({ recipe, images, classNames }: OpenRecipe, run: RunResult): TrainedRun {
  const { history, bestEpoch, stopped } = run;
  const numTraining = ofSplit(images, 'training').length;
  return {
    history,
    bestEpoch,
    stopped,
    learningRate: recipe.learningRate,
    numTraining: Math.min(numTraining, imagesOfEpoch(numTraining, recipe)),
    numValidation: (run.selection ?? run).labels.length,
    numClasses: classNames.length,
    stepsPerEpoch: stepsOfEpoch(numTraining, recipe),
  };
}
