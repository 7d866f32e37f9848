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
import { isBalanced } from '../evidence/isBalanced.js';
import type { Finding } from '../finding.js';
import type { OpenRecipe } from './openRecipe.js';

/** Most validation pictures that the nearest centroid answers. */
const CENTROID_PICTURES = 500;

/** Checks what a trained recipe scores, against baselines on the same validation pictures, those that it is told on. */
export async function resultFindings(
  subject: OpenRecipe,
  scaling: readonly ScalingStep[],
  run: RunResult,
  shortcut?: Baseline,
): Promise<Finding[]> {
  const { recipe, classNames } = subject;
  const validation = subject.images.filter((image) => isIn(image, 'tell'));
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
  const validation = images.filter((image) => isIn(image, 'tell'));
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
