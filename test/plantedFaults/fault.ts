import type { CheckName } from '../../src/diagnose/checks.js';
import type { ScalingStep } from '../../src/preprocess/scaling.js';
import type { Recipe } from '../../src/recipe/recipeType.js';

/** Something that people get wrong. To add one, put it into the list of its kind. */
export interface Fault {
  /** As the table says it: `double scaling`. */
  name: string;
  /** Checks of which one has to name it. */
  checks: readonly CheckName[];
  /** Other checks that are right to speak up where it is planted, beside symptoms. */
  alsoTrue?: readonly CheckName[];
  /** What has to be looked at: the pictures alone, the untrained recipe too, or its training and result besides. */
  shows: 'in pictures' | 'in recipe' | 'in training';
  /** Whether it can be planted, and is a fault there: the right scaling of one backbone is the wrong one of another. Default yes. */
  applies?(world: World): boolean;
  /** Spoils a world that is sound; files may be changed in place. */
  plant(world: World): World | Promise<World>;
}

/** A recipe and its pictures, that faults are planted into. */
export interface World {
  recipe: Recipe;
  /** Whether more of the pictures can be drawn. */
  drawn: boolean;
  /** Class folders, a copy that may be changed. */
  folder: string;
  /** Of the validation pictures, where it is not the recipe's. */
  validationScaling?: readonly ScalingStep[];
  /** What a callback watches, where it is nothing that a recipe can hold. */
  monitor?: string;
}
