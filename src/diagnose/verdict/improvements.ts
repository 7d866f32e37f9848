import { upperBlocks } from '../../backbones/pretrained/upperBlocks.js';
import { FINE_TUNING_RATE } from '../../recipe/fineTuningStrategies.js';
import type { Recipe } from '../../recipe/recipeType.js';
import { withBackbone } from '../../recipe/variants.js';
import type { Finding } from '../finding.js';
import type { Fix } from './fixes.js';

/**
 * What practice would change next in a recipe that no check calls wrong: to leave augmentation out, which a few epochs
 * cannot make good, and to train the upper blocks of a frozen base at a low rate. The verdict measures them as it does
 * fixes, and keeps those that are better.
 *
 * @param findings of the recipe; what one of them says of such a change is said with it
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
