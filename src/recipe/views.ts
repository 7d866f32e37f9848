import type { Augmentation } from '../preprocess/augmentation.js';
import type { Recipe, TestTimeAugmentation } from './recipeType.js';

/** For recipes that train without augmentation: small changes, under which a picture keeps its class. */
const GENTLE: Augmentation = {
  rotationRange: 10,
  widthShiftRange: 0.05,
  heightShiftRange: 0.05,
  shearRange: 0,
  zoomRange: 0.1,
  horizontalFlip: false,
};

/** In which views a picture is shown, beside as it is. */
export interface Views extends TestTimeAugmentation {
  /** What the changes are drawn from. */
  ranges: Augmentation;
  seed: number;
}

/**
 * The views of a recipe's test-time augmentation, or of another: drawn from the recipe's own augmentation, or gentle changes
 * where it trains without. Undefined where there are none.
 */
export function viewsOf(
  { augmentation, seed, testTimeAugmentation }: Pick<Recipe, 'augmentation' | 'seed' | 'testTimeAugmentation'>,
  asked: TestTimeAugmentation | null = testTimeAugmentation,
): Views | undefined {
  return asked === null ? undefined : { ...asked, ranges: augmentation ?? GENTLE, seed };
}
