import { upperBlocks } from '../backbones/pretrained/upperBlocks.js';
import type { RecipeChanges } from './recipe.js';
import type { Recipe } from './recipeType.js';
import type { Strategy } from './strategy.js';

/** Highest learning rate for pretrained weights. */
export const FINE_TUNING_RATE = 1e-4;
/** Learning rate of the backbone over that of the head. */
const HUNDREDTH = 0.01;
const WARM_UP_STEPS = 10;

/** Changes of a recipe that train the upper third of its backbone's blocks too, at no more than `FINE_TUNING_RATE`. */
export function upperThirdAtLowRate({ backbone, learningRate }: Recipe): Pick<Recipe, 'unfrozen' | 'learningRate'> {
  return {
    unfrozen: { above: upperBlocks(backbone).third, batchNormalization: false },
    learningRate: Math.min(learningRate, FINE_TUNING_RATE),
  };
}

/**
 * Returns ten ways to fine-tune. They are: a linear probe; the last two blocks at a low rate, or at a hundredth of the
 * rate of the head; the last two blocks after a linear probe (Kumar et al. 2022, arXiv:2202.10054); block by block
 * (Howard and Ruder 2018, arXiv:1801.06146); and, added to the third, warm-up and cosine decay, label smoothing, mixup
 * (Zhang et al. 2017, arXiv:1710.09412), test-time flips, or temperature scaling (Guo et al. 2017, arXiv:1706.04599).
 *
 * @param recipe with a frozen backbone; strategies in several phases share its epochs among them, each phase at least one
 * @returns strategies for {@link showStrategies} and {@link applyStrategies}
 *
 * @example
 * const recipes = thaw.applyStrategies(recipe, thaw.fineTuningStrategies(recipe));
 */
export function fineTuningStrategies({ epochs, backbone }: Recipe): Strategy[] {
  const { lastTwo, last } = upperBlocks(backbone);
  const above = (block: string): RecipeChanges['unfrozen'] => ({ above: block, batchNormalization: false });
  const share = (phases: number): number => Math.ceil(epochs / phases);
  const slowly = { unfrozen: above(lastTwo), backboneRate: HUNDREDTH };
  return [
    { name: 'linear probe', changes: {} },
    { name: 'last two blocks at a low rate', changes: { unfrozen: above(lastTwo), learningRate: FINE_TUNING_RATE } },
    { name: 'at a hundredth of the rate', changes: slowly },
    {
      name: 'after a linear probe',
      changes: {
        phases: [{ epochs: share(2) }, { epochs: share(2), unfrozen: above(lastTwo), learningRate: FINE_TUNING_RATE }],
      },
    },
    {
      name: 'block by block',
      changes: {
        phases: [
          { epochs: share(3) },
          { epochs: share(3), unfrozen: above(last), learningRate: FINE_TUNING_RATE },
          { epochs: share(3), unfrozen: above(lastTwo), learningRate: FINE_TUNING_RATE },
        ],
      },
    },
    {
      name: 'warm-up and cosine',
      changes: { ...slowly, schedule: { name: 'CosineDecay', warmupSteps: WARM_UP_STEPS } },
    },
    {
      name: 'label smoothing',
      changes: { ...slowly, loss: { name: 'CategoricalCrossentropy', labelSmoothing: 0.1 } },
    },
    { name: 'mixup', changes: { ...slowly, mixup: 0.2 } },
    { name: 'mirror images averaged', changes: { ...slowly, testTimeAugmentation: { flip: true } } },
    { name: 'a fitted temperature', changes: { ...slowly, temperatureScaling: true } },
  ];
}
