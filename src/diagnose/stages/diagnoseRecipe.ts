import { batchNormalizationsOf, type Network } from '../../backbones/network/layer.js';
import type { ScannedImage } from '../../dataset/scan.js';
import type { Recipe } from '../../recipe/recipeType.js';
import { type Finding, inReadingOrder } from '../finding.js';
import { costsOf } from './checkCosts.js';
import type { DiagnosisOptions } from './diagnosisOptions.js';
import { modelFindings } from './networkFindings.js';
import { openSubject } from './openRecipe.js';
import { mendedScaling, pipelineFindings } from './pipelineFindings.js';
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
  const subject = await openSubject(recipe, images, classNames, options);
  const { run, again, validationScaling, shortcut } = options;
  try {
    options.onCosts?.(costsOf(subject, options));
    const pipeline = await pipelineFindings(subject, validationScaling);
    const scaling = mendedScaling(recipe.scaling, pipeline);
    const differ = phasesDiffer(recipe, subject.backbone.network, subject.classifier.trainable);
    const training =
      run === undefined ? [] : await trainingFindings(subject, scaling, run, { again, phasesDiffer: differ });
    const overfits = training.some(({ check, severity }) => check === 'overfitting' && severity !== 'info');
    const model = await modelFindings(subject, scaling, overfits);
    const result = run === undefined ? [] : await resultFindings(subject, scaling, run, shortcut);
    return ranked(unexplained([...pipeline, ...model, ...training, ...result]));
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
 * So grave, or graver, these let a network learn slowly at any rate: its input or its weights tell it next to nothing, or
 * something else with every batch. Where the rate is too low besides, that shows once they are mended.
 */
const BLINDING: ReadonlyMap<string, Finding['severity']> = new Map([
  ['double-preprocessing', 'critical'],
  ['wrong-scaling', 'critical'],
  ['weights-not-loaded', 'critical'],
  ['frozen-batch-norm', 'warning'],
  ['augmentation-too-strong', 'warning'],
]);

/**
 * Findings but for a learning rate that looks too low where something graver is why the loss hardly falls, and for too few
 * epochs where the validation loss has risen already: advice to train longer and not so long is none.
 */
export function unexplained(findings: readonly Finding[]): Finding[] {
  const isBlinding = ({ check, severity }: Finding): boolean =>
    BLINDING.has(check) && (severity === 'critical' || severity === BLINDING.get(check));
  const blind = findings.some(isBlinding);
  const overfits = findings.some(({ check }) => check === 'overfitting');
  const isExplained = ({ check }: Finding): boolean =>
    (blind && check === 'learning-rate-too-low') || (overfits && check === 'too-few-steps');
  return findings.filter((finding) => !isExplained(finding));
}

/** Findings in the order to read them in, and those of a rank by the size of their evidence. */
export function ranked(findings: readonly Finding[]): Finding[] {
  return inReadingOrder([...findings].sort((a, b) => (b.size ?? 0) - (a.size ?? 0)));
}
