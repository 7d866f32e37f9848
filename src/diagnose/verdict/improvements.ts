import { upperBlocks } from '../../backbones/pretrained/upperBlocks.js';
import { FINE_TUNING_RATE } from '../../recipe/fineTuningStrategies.js';
import type { Recipe } from '../../recipe/recipeType.js';
import { withBackbone } from '../../recipe/variants.js';
import type { Finding } from '../finding.js';
import type { Fix } from './fixes.js';

/**
 * Lists what practice would try next where no check calls anything wrong: no augmentation, since a few epochs cannot
 * make up for it, and unfreezing the upper blocks at a low learning rate.
 *
 * @param findings those of the recipe: what they say about such a change is reported with it
 * @returns fixes that {@link measureFixes} keeps only where they improve the accuracy
 *
 * @example
 * const improvements = thaw.improvementsOf(recipe, findings);
 */
export function improvementsOf(recipe: Recipe, findings: readonly Finding[]): Fix[] {
  const { augmentation, unfrozen, backbone, learningRate } = recipe;
  const improvements: Fix[] = [];
  if (augmentation !== null) {
    const found = findings.find(({ check }) => check === 'augmentation-too-strong');
    const summary =
      found?.summary ?? `Every picture is changed at random, in ${recipe.epochs} epochs never twice alike.`;
    improvements.push({ summary, change: 'no augmentation', patch: { augmentation: null } });
  }
  if (unfrozen.above === 'nothing' && backbone.weights !== 'random') {
    const above = upperBlocks(backbone).third;
    const rate = Math.min(learningRate, FINE_TUNING_RATE);
    improvements.push({
      summary: 'The whole base stays as it was trained on other pictures, up to its last block.',
      change: `blocks above ${above} unfrozen, learning rate ${rate}`,
      patch: { unfrozen: { above, batchNormalization: false }, learningRate: rate },
    });
  }
  return improvements;
}

/** The backbone that comes with weights of ImageNet as they were trained. */
const ON_IMAGENET: Recipe['backbone'] = { name: 'EfficientNetLite0', weights: 'imagenet' };
/** Weights whose upper half was tuned to another task, so that what is left of ImageNet serves a new one less. */
const TUNED_ELSEWHERE = 'nsfwjs';

/**
 * What to try in place of a mended recipe's backbone where its weights are not plain ImageNet's: a backbone whose weights
 * are, with its own scaling and as large a share of it frozen. Not one of the improvements, since faults are measured on
 * the backbone that they were found on.
 */
export function otherBackbones(mended: Recipe): Fix[] {
  if (mended.backbone.weights !== TUNED_ELSEWHERE) return [];
  const { name, weights } = ON_IMAGENET;
  const { scaling, unfrozen } = withBackbone(mended, ON_IMAGENET);
  const opened = mended.unfrozen.above !== 'nothing' && unfrozen.above === 'nothing';
  const patch = {
    backbone: ON_IMAGENET,
    scaling,
    unfrozen: opened ? { ...mended.unfrozen, above: upperBlocks(ON_IMAGENET).third } : unfrozen,
  };
  const summary = `The weights of ${mended.backbone.name} that thaw brings were tuned to another task after ImageNet.`;
  return [{ summary, change: `${name} (${weights}) in place of ${mended.backbone.name}`, patch }];
}
