import type { World } from './world.js';

/** Something that people get wrong. To add one, put it into the list of its kind. */
export interface Fault {
  /** As the table says it: `double scaling`. */
  name: string;
  /** Checks of which one has to name it. */
  checks: readonly string[];
  /** Other checks that are right to speak up where it is planted, beside symptoms. */
  alsoTrue?: readonly string[];
  /** What has to be looked at: the pictures alone, the untrained recipe too, or its training and result besides. */
  shows: 'in pictures' | 'in recipe' | 'in training';
  /** Whether it can be planted, and is a fault there: the right scaling of one backbone is the wrong one of another. Default yes. */
  applies?(world: World): boolean;
  /** Spoils a world that is sound; files may be changed in place. */
  plant(world: World): World | Promise<World>;
}
