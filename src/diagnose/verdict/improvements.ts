import { upperBlocks } from '../../backbones/pretrained/upperBlocks.js';
import { FINE_TUNING_RATE } from '../../recipe/fineTuningStrategies.js';
import type { Recipe } from '../../recipe/recipeType.js';
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
