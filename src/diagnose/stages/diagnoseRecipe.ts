import { sum } from '../../base/sum.js';
import type { ScannedImage } from '../../dataset/scan.js';
import type { Recipe } from '../../recipe/recipeType.js';
import { phasesDiffer } from '../checks/network/frozenBatchNorm.js';
import { type Finding, isRelated, sortByEffect, withoutExplained } from '../finding.js';
import { costsOf, secondsOfPicture } from './checkCosts.js';
import type { CheckCost, DiagnosisOptions } from './diagnosisOptions.js';
import { networkFindings } from './networkFindings.js';
import { oneBatchFindings } from './oneBatchFindings.js';
import { type OpenRecipe, openRecipe } from './openRecipe.js';
import { fixedScaling, pipelineFindings } from './pipelineFindings.js';
import { resultFindings } from './resultFindings.js';
import { trainingFindings } from './trainingFindings.js';

/**
 * Runs the checks of pipeline, network, training and result on a recipe and its images.
 *
 * @param images training and validation images, scanned
 * @returns findings sorted for reading, those of one rank by effect size
 * @throws UserError where the recipe does not fit its backbone
 */
export async function diagnoseRecipe(
  recipe: Recipe,
  images: readonly ScannedImage[],
  classNames: readonly string[],
  options: DiagnosisOptions,
): Promise<Finding[]> {
  const opened = await openRecipe(recipe, images, classNames, options);
  const { run, again, validationScaling } = options;
  try {
    const { subject, costs } = withinTime(opened, options);
    await options.onCosts?.(costs);
    const pipeline = await pipelineFindings(subject, validationScaling);
    const scaling = fixedScaling(recipe.scaling, pipeline);
    const differ = phasesDiffer(recipe, subject.backbone.network, subject.classifier.trainable);
    const training =
      run === undefined ? [] : await trainingFindings(subject, scaling, run, { again, phasesDiffer: differ });
    const overfits = isRelated(training, 'confirms', 'head-too-large');
    const model = await networkFindings(subject, scaling, overfits);
    subject.backbone.closeGraph();
    const steps = await oneBatchFindings(subject, options, training);
    const result = run === undefined ? [] : await resultFindings(subject, scaling, run, options);
    return sortByEffect(withoutExplained([...pipeline, ...model, ...training, ...steps, ...result]));
  } finally {
    opened.dispose();
  }
}

/** Images that are measured at least: the 95 % interval of a paired difference is then about 8 to 13 points to each side. */
const LEAST_PICTURES = 100;

/** A recipe with as many images of its sample as the time allows, and what its checks cost then. */
function withinTime(
  opened: OpenRecipe,
  options: DiagnosisOptions,
): { subject: OpenRecipe; costs: readonly CheckCost[] } {
  const { seconds = Number.POSITIVE_INFINITY } = options;
  const secondsEach = secondsOfPicture(opened, options);
  const costs = costsOf(opened, options, secondsEach);
  const total = sum(costs, (cost) => cost.seconds);
  const count = opened.sample.images.length;
  const fewer = Math.max(LEAST_PICTURES, Math.floor((count * seconds) / total));
  if (total <= seconds || fewer >= count) return { subject: opened, costs };
  const subject = opened.withFewer(fewer);
  return { subject, costs: costsOf(subject, options, secondsEach) };
}
