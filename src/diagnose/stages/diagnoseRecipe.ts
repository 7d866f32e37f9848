import type { ScannedImage } from '../../dataset/scan.js';
import type { Recipe } from '../../recipe/recipeType.js';
import { phasesDiffer } from '../checks/network/frozenBatchNorm.js';
import { type Finding, isRelated, sortByEffect, withoutExplained } from '../finding.js';
import { costsOf } from './checkCosts.js';
import type { DiagnosisOptions } from './diagnosisOptions.js';
import { networkFindings } from './networkFindings.js';
import { openRecipe } from './openRecipe.js';
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
  const subject = await openRecipe(recipe, images, classNames, options);
  const { run, again, validationScaling, shortcut } = options;
  try {
    await options.onCosts?.(costsOf(subject, options));
    const pipeline = await pipelineFindings(subject, validationScaling);
    const scaling = fixedScaling(recipe.scaling, pipeline);
    const differ = phasesDiffer(recipe, subject.backbone.network, subject.classifier.trainable);
    const training =
      run === undefined ? [] : await trainingFindings(subject, scaling, run, { again, phasesDiffer: differ });
    const overfits = isRelated(training, 'confirms', 'head-too-large');
    const model = await networkFindings(subject, scaling, overfits);
    const result = run === undefined ? [] : await resultFindings(subject, scaling, run, shortcut);
    return sortByEffect(withoutExplained([...pipeline, ...model, ...training, ...result]));
  } finally {
    subject.dispose();
  }
}
