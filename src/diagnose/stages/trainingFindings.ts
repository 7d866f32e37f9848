import { random, shuffled } from '../../base/random.js';
import { support } from '../../dataset/classFolders.js';
import { isIn } from '../../dataset/validationParts.js';
import { decodePictures } from '../../features/pictureSample.js';
import type { Baseline } from '../../metrics/baseline.js';
import { isCorrect } from '../../metrics/correctness.js';
import { miscalibration } from '../../metrics/miscalibration.js';
import { nearestCentroid } from '../../metrics/nearestCentroid.js';
import { meanAccuracy } from '../../metrics/paired.js';
import { scores } from '../../metrics/scores.js';
import type { ScalingStep } from '../../preprocess/scaling.js';
import type { RunResult } from '../../run/runResult.js';
import { METRICS } from '../../training/callbacks/metric.js';
import { baselineNotBeaten } from '../checks/result/baselineNotBeaten.js';
import { miscalibrated } from '../checks/result/miscalibrated.js';
import { worstClass } from '../checks/result/worstClass.js';
import { checkpointNotBest } from '../checks/training/checkpointNotBest.js';
import { learningRateTooHigh } from '../checks/training/learningRateTooHigh.js';
import { learningRateTooLow } from '../checks/training/learningRateTooLow.js';
import { notReproducible } from '../checks/training/notReproducible.js';
import { overfitting } from '../checks/training/overfitting.js';
import { tooFewSteps } from '../checks/training/tooFewSteps.js';
import { underfitting } from '../checks/training/underfitting.js';
import { unknownMonitor } from '../checks/training/unknownMonitor.js';
import type { TrainedRun } from '../evidence/trainedRun.js';
import type { Finding } from '../finding.js';
import type { OpenRecipe } from './openRecipe.js';

/** Most validation pictures that the nearest centroid answers. */
const CENTROID_PICTURES = 500;

/** Largest class over smallest up to which accuracy on the data is comparable with accuracy on as many of each class. */
const MOST_IMBALANCE = 1.5;

function isBalanced(counts: readonly number[]): boolean {
  return Math.max(...counts) / Math.min(...counts) < MOST_IMBALANCE;
}

/** Checks how a recipe trained. */
export async function trainingFindings(
  subject: OpenRecipe,
  scaling: readonly ScalingStep[],
  run: RunResult,
  { again, phasesDiffer }: { again?: RunResult; phasesDiffer: boolean },
): Promise<Finding[]> {
  const { recipe, images, classNames } = subject;
  const trained = trainedRunOf(subject, run);
  const counts = support({ classNames, examples: subject.images }, 'training');
  const majority = Math.max(...counts) / images.filter(({ split }) => split === 'training').length;
  const pretrained = recipe.backbone.weights !== 'random';
  const probe = pretrained ? meanAccuracy([await subject.outcomes(scaling)]) : undefined;
  // The sample is balanced, so the probe's accuracy is that of other shares where the classes are not.
  const balanced = isBalanced(counts);
  return [
    ...learningRateTooHigh(trained),
    ...learningRateTooLow(trained),
    ...overfitting(trained, phasesDiffer),
    ...underfitting(trained, majority, balanced && recipe.augmentation === null ? probe : undefined),
    ...tooFewSteps(trained),
    ...unknownMonitor(recipe.monitor, METRICS),
    ...checkpointNotBest(trained, recipe.monitor),
    ...(again === undefined ? [] : notReproducible(run.history, again.history)),
  ];
}

/** Checks what a trained recipe scores, against baselines on the same validation pictures, those that it is told on. */
export async function resultFindings(
  subject: OpenRecipe,
  scaling: readonly ScalingStep[],
  run: RunResult,
  shortcut?: Baseline,
): Promise<Finding[]> {
  const { recipe, classNames } = subject;
  const validation = subject.images.filter((image) => isIn(image, 'evaluation'));
  const right = isCorrect(run);
  const counts = support({ classNames, examples: subject.images }, 'training');
  const largest = counts.indexOf(Math.max(...counts));
  const baselines: Baseline[] = [
    { name: 'always the largest class', right: run.labels.map((label) => label === largest) },
    ...(shortcut === undefined ? [] : [shortcut]),
  ];
  const used = shuffled(
    validation.map((_, i) => i),
    random(recipe.seed, 'baselines'),
  ).slice(0, CENTROID_PICTURES);
  const picked = <T>(values: readonly T[]): T[] => used.map((i) => values[i]);
  const compared = baselines.map((baseline) => ({ ...baseline, right: picked(baseline.right) }));
  if (recipe.backbone.weights !== 'random') {
    compared.push({
      name: 'nearest centroid on frozen features',
      learnt: true,
      right: await centroidOutcomes(subject, scaling, used),
    });
  }
  return [
    ...baselineNotBeaten(picked(right), picked(run.labels), compared),
    ...worstClass(scores(run.labels, run.probabilities, classNames.length), classNames, isBalanced(counts)),
    ...miscalibrated(miscalibration(run.labels, run.probabilities)),
  ];
}

/** Whether the nearest mean of a class's frozen features is right about validation pictures. */
async function centroidOutcomes(
  { features, sample, images, classNames, recipe }: OpenRecipe,
  scaling: readonly ScalingStep[],
  used: readonly number[],
): Promise<boolean[]> {
  const validation = images.filter((image) => isIn(image, 'evaluation'));
  const asked = await decodePictures(
    used.map((i) => validation[i]),
    recipe,
  );
  const answers = nearestCentroid(
    await features(sample, scaling),
    sample.labels,
    await features(asked, scaling),
    classNames.length,
  );
  return answers.map((answer, i) => answer === asked.labels[i]);
}

function trainedRunOf({ recipe, images, classNames }: OpenRecipe, run: RunResult): TrainedRun {
  const { history, bestEpoch, stopped } = run;
  return {
    history,
    bestEpoch,
    stopped,
    learningRate: recipe.learningRate,
    numTraining: images.filter(({ split }) => split === 'training').length,
    numValidation: (run.selection ?? run).labels.length,
    numClasses: classNames.length,
    batchSize: recipe.batchSize,
  };
}
