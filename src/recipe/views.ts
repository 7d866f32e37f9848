import type { Augmentation } from '../preprocess/augmentation.js';
import type { Recipe, TestTimeAugmentation } from './recipeType.js';

/** For recipes that train without augmentation: small changes that keep the class of an image. */
const WEAK: Augmentation = {
  rotationRange: 10,
  widthShiftRange: 0.05,
  heightShiftRange: 0.05,
  shearRange: 0,
  zoomRange: 0.1,
  horizontalFlip: false,
};

/** Views of an image, in addition to the unchanged one. */
export interface Views extends TestTimeAugmentation {
  /** Ranges that the changes are drawn from. */
  ranges: Augmentation;
  seed: number;
}

/**
 * Views for test-time augmentation, drawn from the recipe's augmentation, or from a weak one if it trains without.
 *
 * @param options of test-time augmentation. Default: those of the recipe
 * @returns undefined without test-time augmentation
 */
export function viewsOf(
  { augmentation, seed, testTimeAugmentation }: Pick<Recipe, 'augmentation' | 'seed' | 'testTimeAugmentation'>,
  options: TestTimeAugmentation | null = testTimeAugmentation,
): Views | undefined {
  return options === null ? undefined : { ...options, ranges: augmentation ?? WEAK, seed };
}
