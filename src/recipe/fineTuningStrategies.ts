import { upperBlocks } from '../backbones/pretrained/upperBlocks.js';
import type { RecipeChanges } from './recipe.js';
import type { Recipe } from './recipeType.js';
import type { Strategy } from './strategy.js';

/** Highest rate for weights that are trained already. */
export const FINE_TUNING_RATE = 1e-4;
/** The backbone's rate over the head's. */
const HUNDREDTH = 0.01;
const WARM_UP_STEPS = 10;

/**
 * The ways to fine-tune that practice knows, each in a few lines of a recipe: a linear probe; the last two blocks at a low
 * rate, or at a hundredth of the head's; after a linear probe (Kumar et al. 2022, arXiv:2202.10054); block by block (Howard
 * and Ruder 2018, arXiv:1801.06146); and what is added to the third: warm-up and cosine, label smoothing, mixup (Zhang et al.
 * 2017), mirror images averaged, a temperature (Guo et al. 2017).
 *
 * @param recipe with a frozen base; ways in several phases share its epochs among them
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
