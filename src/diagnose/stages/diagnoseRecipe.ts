import { batchNormalizationsOf, type Network } from '../../backbones/network/layer.js';
import type { ScannedImage } from '../../dataset/scan.js';
import type { Recipe } from '../../recipe/recipeType.js';
import { checkInfo } from '../checks.js';
import { type Finding, SEVERITIES, sortFindings } from '../finding.js';
import { costsOf } from './checkCosts.js';
import type { DiagnosisOptions } from './diagnosisOptions.js';
import { networkFindings } from './networkFindings.js';
import { openRecipe } from './openRecipe.js';
import { fixedScaling, pipelineFindings } from './pipelineFindings.js';
import { resultFindings, trainingFindings } from './trainingFindings.js';

/**
 * Runs the checks of pipeline, model, training and result on a recipe and its images.
 *
 * @param images training and validation images, scanned
 * @returns findings in the order to read them in, those of a rank with the most evidence in front
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
    options.onCosts?.(costsOf(subject, options));
    const pipeline = await pipelineFindings(subject, validationScaling);
    const scaling = fixedScaling(recipe.scaling, pipeline);
    const differ = phasesDiffer(recipe, subject.backbone.network, subject.classifier.trainable);
    const training =
      run === undefined ? [] : await trainingFindings(subject, scaling, run, { again, phasesDiffer: differ });
    const overfits = training.some(({ check, severity }) => check === 'overfitting' && severity !== 'info');
    const model = await networkFindings(subject, scaling, overfits);
    const result = run === undefined ? [] : await resultFindings(subject, scaling, run, shortcut);
    return sortByEffect(withoutExplained([...pipeline, ...model, ...training, ...result]));
  } finally {
    subject.dispose();
  }
}

/**
 * Whether a recipe trains another network than it validates: its frozen batch normalisations, if it has any, use the
 * statistics of the batch.
 *
 * @param trainable names of the layers that train
 */
export function phasesDiffer(
  { batchNormalization }: Pick<Recipe, 'batchNormalization'>,
  network: Pick<Network, 'layers'>,
  trainable: ReadonlySet<string>,
): boolean {
  const isFrozen = ({ name }: { name: string }): boolean => !trainable.has(name);
  return batchNormalization !== 'moving' && batchNormalizationsOf(network).some(isFrozen);
}

/**
 * Findings without those that another one explains, as the register says: a learning rate that looks too low where the
 * input or the weights are why the loss hardly falls, or too few epochs where the network overfits already.
 */
export function withoutExplained(findings: readonly Finding[]): Finding[] {
  const explains = (by: Finding, { check }: Finding): boolean => {
    const least = checkInfo(by.check).hides?.[check];
    return least !== undefined && SEVERITIES.indexOf(by.severity) <= SEVERITIES.indexOf(least);
  };
  return findings.filter((finding) => !findings.some((by) => explains(by, finding)));
}

/** Findings in the order to read them in, and those of a rank by the size of their evidence. */
export function sortByEffect(findings: readonly Finding[]): Finding[] {
  return sortFindings([...findings].sort((a, b) => (b.effect ?? 0) - (a.effect ?? 0)));
}
