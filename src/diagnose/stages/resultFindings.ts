import { random, shuffled } from '../../base/random.js';
import { support } from '../../dataset/classFolders.js';
import { isIn } from '../../dataset/validationParts.js';
import { decodePictures } from '../../features/pictureSample.js';
import type { Baseline } from '../../metrics/baseline.js';
import { isCorrect } from '../../metrics/correctness.js';
import { miscalibration } from '../../metrics/miscalibration.js';
import { nearestCentroid } from '../../metrics/nearestCentroid.js';
import { scores } from '../../metrics/scores.js';
import type { ScalingStep } from '../../preprocess/scaling.js';
import type { RunResult } from '../../run/runResult.js';
import { baselineNotBeaten } from '../checks/result/baselineNotBeaten.js';
import { miscalibrated } from '../checks/result/miscalibrated.js';
import { worstClass } from '../checks/result/worstClass.js';
import { CHECKS } from '../checks.js';
import { isBalanced } from '../evidence/isBalanced.js';
import type { Finding } from '../finding.js';
import type { OpenRecipe } from './openRecipe.js';

/** Evaluation images that the nearest centroid is measured on, at most. */
const CENTROID_IMAGES = CHECKS['baseline-not-beaten'].cost.atMost;

/** Checks the scores of a trained recipe, against baselines on the same evaluation images. */
export async function resultFindings(
  subject: OpenRecipe,
  scaling: readonly ScalingStep[],
  run: RunResult,
  shortcut?: Baseline,
): Promise<Finding[]> {
  const { recipe, classNames } = subject;
  const validation = subject.images.filter((image) => isIn(image, 'evaluation'));
  const correct = isCorrect(run);
  const counts = support({ classNames, examples: subject.images }, 'training');
  const largest = counts.indexOf(Math.max(...counts));
  const baselines: Baseline[] = [
    { name: 'majority class', right: run.labels.map((label) => label === largest) },
    ...(shortcut === undefined ? [] : [shortcut]),
  ];
  const used = shuffled(
    validation.map((_, i) => i),
    random(recipe.seed, 'baselines'),
  ).slice(0, CENTROID_IMAGES);
  const picked = <T>(values: readonly T[]): T[] => used.map((i) => values[i]!);
  const compared = baselines.map((baseline) => ({ ...baseline, right: picked(baseline.right) }));
  if (recipe.backbone.weights !== 'random') {
    compared.push({
      name: 'nearest centroid on frozen features',
      learned: true,
      right: await centroidOutcomes(subject, scaling, used),
    });
  }
  return [
    ...baselineNotBeaten(picked(correct), picked(run.labels), compared),
    ...worstClass(scores(run.labels, run.probabilities, classNames.length), classNames, isBalanced(counts)),
    ...miscalibrated(miscalibration(run.labels, run.probabilities)),
  ];
}

/** Whether the nearest class centroid of frozen features is correct on evaluation images. */
async function centroidOutcomes(
  { features, sample, images, classNames, recipe }: OpenRecipe,
  scaling: readonly ScalingStep[],
  used: readonly number[],
): Promise<boolean[]> {
  const validation = images.filter((image) => isIn(image, 'evaluation'));
  const evaluated = await decodePictures(
    used.map((i) => validation[i]!),
    recipe,
  );
  const predictions = nearestCentroid(
    await features(sample, scaling),
    sample.labels,
    await features(evaluated, scaling),
    classNames.length,
  );
  return predictions.map((predicted, i) => predicted === evaluated.labels[i]);
}
