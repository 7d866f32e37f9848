import { isDeepStrictEqual } from 'node:util';
import { upperThirdAtLowRate } from '../../recipe/fineTuningStrategies.js';
import type { Recipe } from '../../recipe/recipeType.js';
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
  const { augmentation, unfrozen, backbone } = recipe;
  const improvements: Fix[] = [];
  if (augmentation !== null) {
    const patch = { augmentation: null };
    const found = findings.find(({ fix }) => isDeepStrictEqual(fix.patch, patch));
    const summary =
      found?.summary ?? `Every image is augmented at random, differently in each of ${recipe.epochs} epochs.`;
    improvements.push({ summary, change: 'no augmentation', patch });
  }
  if (unfrozen.above === 'nothing' && backbone.weights !== 'random') {
    const patch = upperThirdAtLowRate(recipe);
    improvements.push({
      summary: 'The whole backbone is frozen, up to its last block.',
      change: `blocks above ${patch.unfrozen.above} unfrozen, learning rate ${patch.learningRate}`,
      patch,
    });
  }
  return improvements;
}
