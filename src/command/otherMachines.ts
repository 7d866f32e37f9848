import type { OpenImages } from '../dataset/openImages.js';
import type { TrainElsewhere } from '../diagnose/interventions/trials.js';
import { readQueueAddress } from '../queue/address.js';
import { connect } from '../queue/connection.js';
import { elsewhere } from '../queue/elsewhere.js';
import { withChanges } from '../recipe/recipe.js';
import type { Recipe } from '../recipe/recipeType.js';
import { sayOn } from './console.js';
import type { Session } from './session.js';

/** The machines of a queue, for the trainings of a diagnosis. */
export interface OtherMachines {
  /** Trials on a sample. */
  trials: TrainElsewhere;
  /** Trainings on all images, once for each seed. */
  whole(recipes: readonly Recipe[], seconds: number): Promise<void>;
  close(): void;
}

/**
 * Opens a queue for a diagnosis. What is trained there is stored here, where the diagnosis reads it.
 *
 * @param queue its address
 * @param seeds of each recipe on all images
 * @throws UserError if it cannot be reached
 */
export async function otherMachines(
  queue: string,
  images: OpenImages,
  seeds: number,
  signal: AbortSignal,
  { console, runs, options }: Session,
): Promise<OtherMachines> {
  const say = sayOn(console);
  const connection = await connect(readQueueAddress(queue), (reason) =>
    say(`The queue cannot be reached: ${reason}. It is tried again.`),
  );
  for (const note of connection.notes) say(note);
  const train = elsewhere({
    ...{ connection, signal, say, folder: runs, dataFolder: images.folder, weightStore: options.weightStore },
    onProgress: (done, total) => console.progress(`On other machines: ${done} of ${total} trainings done`),
  });
  const { scan, classNames } = images;
  return {
    trials: train,
    whole: async (recipes, seconds) => {
      const all = recipes.flatMap((recipe) =>
        Array.from({ length: seeds }, (_, i) => withChanges(recipe, { seed: recipe.seed + i })),
      );
      if (all.length > 1) await train(all, scan.images, classNames, { isTrial: false, seconds });
    },
    close: () => connection.close(),
  };
}
