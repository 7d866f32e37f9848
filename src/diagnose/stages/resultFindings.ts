import { support } from '../../dataset/classFolders.js';
import { isIn } from '../../dataset/validationParts.js';
import type { Baseline } from '../../metrics/baseline.js';
import { isCorrect } from '../../metrics/correctness.js';
import { miscalibration } from '../../metrics/miscalibration.js';
import { scores } from '../../metrics/scores.js';
import type { ScalingStep } from '../../preprocess/scaling.js';
import type { RunResult } from '../../run/runResult.js';
import { baselineNotBeaten } from '../checks/result/baselineNotBeaten.js';
import { miscalibrated } from '../checks/result/miscalibrated.js';
import { weakSlice } from '../checks/result/weakSlice.js';
import { worstClass } from '../checks/result/worstClass.js';
import { isBalanced } from '../evidence/isBalanced.js';
import type { Finding } from '../finding.js';
import { CENTROID, centroidImages, centroidOutcomes } from './centroidBaseline.js';
import type { DiagnosisOptions } from './diagnosisOptions.js';
import type { OpenRecipe } from './openRecipe.js';

/** Checks the scores of a trained recipe, against baselines on the same evaluation images. */
export async function resultFindings(
  subject: OpenRecipe,
  scaling: readonly ScalingStep[],
  run: RunResult,
  { shortcut, slices }: Pick<DiagnosisOptions, 'shortcut' | 'slices'> = {},
): Promise<Finding[]> {
  const { recipe, classNames } = subject;
  const correct = isCorrect(run);
  const evaluated = subject.images.filter((image) => isIn(image, 'evaluation'));
  const counts = support({ classNames, examples: subject.images }, 'training');
  const largest = counts.indexOf(Math.max(...counts));
  const baselines: Baseline[] = [
    { name: 'majority class', right: run.labels.map((label) => label === largest) },
    ...(shortcut === undefined ? [] : [shortcut]),
  ];
  const used = centroidImages(subject);
  const picked = <T>(values: readonly T[]): T[] => used.map((i) => values[i]!);
  const compared = baselines.map((baseline) => ({ ...baseline, right: picked(baseline.right) }));
  if (recipe.backbone.weights !== 'random') {
    compared.push({
      name: CENTROID,
      learned: true,
      right: await centroidOutcomes(subject, scaling, used),
    });
  }
  return [
    ...baselineNotBeaten(picked(correct), picked(run.labels), compared),
    ...worstClass(scores(run.labels, run.probabilities, classNames.length), classNames, isBalanced(counts)),
    ...(slices === undefined ? [] : weakSlice(slices, evaluated, correct)),
    ...miscalibrated(miscalibration(run.labels, run.probabilities)),
  ];
}
