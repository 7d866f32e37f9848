import type { Recipe } from './recipeType.js';
import type { Strategy } from './strategy.js';

/** Beta of the effective number that suits thousands of images (Cui et al. 2019). */
const BETA = 0.999;

/**
 * Returns seven ways to train on classes of unequal size. They are: no change; balanced class weights; class weights by
 * the effective number of samples (Cui et al. 2019, arXiv:1901.05555); balanced sampling; focal loss (Lin et al. 2017,
 * arXiv:1708.02002); logit adjustment (Menon et al. 2021, arXiv:2007.07314); and classifier retraining (Kang et al.
 * 2020, arXiv:1910.09217), which takes a third more epochs.
 *
 * @returns strategies for {@link showStrategies} and {@link applyStrategies}
 *
 * @example
 * const recipes = thaw.applyStrategies(recipe, thaw.imbalanceStrategies(recipe));
 */
export function imbalanceStrategies({ epochs }: Recipe): Strategy[] {
  return [
    { name: 'plain', changes: {} },
    { name: 'balanced weights', changes: { classWeight: 'balanced' } },
    { name: 'effective-number weights', changes: { classWeight: { name: 'EffectiveNumber', beta: BETA } } },
    { name: 'balanced sampling', changes: { sampling: 'balanced' } },
    { name: 'focal loss', changes: { loss: { name: 'CategoricalFocalCrossentropy' } } },
    { name: 'logit adjustment', changes: { logitAdjustment: 1 } },
    {
      name: 'classifier retraining',
      changes: { phases: [{}, { trains: 'classifier', sampling: 'balanced', epochs: Math.ceil(epochs / 3) }] },
    },
  ];
}
