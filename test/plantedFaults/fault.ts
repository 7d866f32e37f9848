import type { CheckName } from '../../src/diagnose/checks.js';
import type { ScalingStep } from '../../src/preprocess/scaling.js';
import type { Recipe } from '../../src/recipe/recipeType.js';

/** A common mistake. To add one, put it into the list of its kind. */
export interface Fault {
  /** Name in the table: `double scaling`. */
  name: string;
  /** Checks, one of which has to report it. */
  checks: readonly CheckName[];
  /** Other checks that may report it, beside symptoms. */
  alsoTrue?: readonly CheckName[];
  /** What has to be checked: the images alone, the untrained recipe too, or its training and result as well. */
  shows: 'in pictures' | 'in recipe' | 'in training';
  /** Whether it can be planted, and is a fault there: the correct scaling of one backbone is wrong for another. Default yes. */
  applies?(world: World): boolean;
  /** Plants the fault into a sound world; files may be changed in place. */
  plant(world: World): World | Promise<World>;
}

/** A recipe and its images, into which faults are planted. */
export interface World {
  recipe: Recipe;
  /** Whether the images are drawn, so that more can be. */
  drawn: boolean;
  /** Class folders, a copy that may be changed. */
  folder: string;
  /** Scaling of the validation images, where it is not the recipe's. */
  validationScaling?: readonly ScalingStep[];
  /** Monitor of a callback, where a recipe cannot have it. */
  monitor?: string;
}
