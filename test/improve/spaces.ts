import { spaceOf } from '../../src/improve/dimensions.js';
import type { Space } from '../../src/improve/space.js';
import { USUAL_RECIPE } from '../diagnose/usualRecipe.js';

/** The usual recipe and what is searched from it, with one other backbone. */
export const USUAL_SPACE: Space = spaceOf(USUAL_RECIPE, [
  USUAL_RECIPE.backbone,
  { name: 'SqueezeNet', weights: 'imagenet' },
]);
